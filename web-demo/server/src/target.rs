//! Which paths may be handed to the cluster.

use percent_encoding::percent_decode_str;

/// Whether no reader of this path, decoding it or not, can take it for another: no empty, `.` or
/// `..` segments, and no separators within one. Kubernetes has no names with such characters.
pub(crate) fn is_plain(path: &str) -> bool {
    let Some(path) = path.strip_prefix('/') else {
        return false;
    };
    // Some paths end in a slash.
    let segments = path.strip_suffix('/').unwrap_or(path);
    path.is_empty() || segments.split('/').all(is_plain_segment)
}

fn is_plain_segment(segment: &str) -> bool {
    let Ok(decoded) = percent_decode_str(segment).decode_utf8() else {
        return false;
    };
    let separates = |it: char| matches!(it, '/' | '\\' | '%' | '?' | '#') || it.is_control();
    !decoded.is_empty() && decoded != "." && decoded != ".." && !decoded.contains(separates)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        for path in [
            "/",
            "/api",
            "/api/",
            "/api/v1/namespaces/shop/pods/web-0",
            "/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode",
            "/apis/rbac.authorization.k8s.io/v1/clusterroles/system:node",
            "/api/v1/a..b",
        ] {
            assert!(is_plain(path), "{path}");
        }
        for path in [
            "",
            "api",
            "//",
            "//api",
            "/api//v1",
            "/api/..",
            "/api/../x",
            "/api/./x",
            "/api/%2e%2e/x",
            "/api/%2E./x",
            "/api/.%2e",
            "/api/%2e",
            "/api/a%2fb",
            "/api/a%2Fb",
            "/api/a%5cb",
            "/api/a\\b",
            "/api/%252e%252e/x",
            "/api/%",
            "/api/%00",
            "/api/%0d%0a",
            "/api/%ff",
            "/api/a%3fb",
        ] {
            assert!(!is_plain(path), "{path}");
        }
    }
}
