//! Which paths may be handed to the cluster.

use percent_encoding::percent_decode_str;

/// Whether no reader of this path, decoding it or not, can take it for another: no empty, `.` or
/// `..` segments, and no `/` or `%` within one.
///
/// Names of roles and their bindings may have `\`, `?` and `#` in them (`CORP\jane`). They pass
/// when they are encoded, as which they go on; where a reader might take `\` for a separator, what
/// is between them is no `..` either.
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
    let separates = |it: char| matches!(it, '/' | '%') || it.is_control();
    let mut parts = decoded.split('\\');
    !segment.contains(['\\', '?', '#'])
        && !decoded.contains(separates)
        && parts.all(|part| !matches!(part, "" | "." | ".."))
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
            "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/CORP%5Cjane",
            "/apis/rbac.authorization.k8s.io/v1/clusterroles/a%3fb%23c",
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
            "/api/a\\b",
            "/api/a#b",
            "/api/a?b",
            "/api/a%5c..%5cb",
            "/api/..%5cb",
            "/api/b%5C%2e",
            "/api/%5cb",
            "/api/b%5c",
            "/api/a%5c%5cb",
            "/api/%252e%252e/x",
            "/api/%",
            "/api/%00",
            "/api/%0d%0a",
            "/api/%ff",
        ] {
            assert!(!is_plain(path), "{path}");
        }
    }
}
