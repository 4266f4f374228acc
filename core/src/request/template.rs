/// The path with what names one object taken out: `/api/v1/namespaces/{namespace}/pods/{name}`.
/// There are as many templates as there are resources, so that they can label metrics.
///
/// What is behind `proxy/` is the target's own path and becomes `{path}`; a path that is neither
/// below `/api` nor below `/apis` keeps its first part.
pub(super) fn template(path: &str) -> String {
    let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let root = root_len(&segments);
    let Some(root) = root else {
        return match segments.as_slice() {
            [] => "/".to_owned(),
            [only] => format!("/{only}"),
            [first, ..] => format!("/{first}/{{path}}"),
        };
    };
    let (head, mut rest) = segments.split_at(root.min(segments.len()));
    let mut parts: Vec<&str> = head.to_vec();
    // `namespaces/x` alone is an object, and so is what only its subresources follow.
    if let ["namespaces", _, resource, tail @ ..] = rest
        && !(tail.is_empty() && matches!(*resource, "status" | "finalize"))
    {
        parts.extend(["namespaces", "{namespace}"]);
        rest = &rest[2..];
    }
    for (index, segment) in rest.iter().enumerate() {
        match index {
            1 => parts.push("{name}"),
            3.. => {
                parts.push("{path}");
                break;
            }
            _ => parts.push(segment),
        }
    }
    format!("/{}", parts.join("/"))
}

/// The part of the path that says which group and version it belongs to: `/apis/apps/v1`. Empty
/// where it belongs to none.
pub(super) fn group_version(path: &str) -> &str {
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let Some(count) = root_len(&segments).filter(|count| *count <= segments.len()) else {
        return "";
    };
    let length: usize = segments[..count].iter().map(|part| part.len() + 1).sum();
    &path[..length]
}

/// How many segments come before the resource.
fn root_len(segments: &[&str]) -> Option<usize> {
    match *segments.first()? {
        "api" => Some(2),
        "apis" => Some(3),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_out_and_resources_stay() {
        for (path, expected) in [
            ("/api/v1/pods", "/api/v1/pods"),
            ("/api/v1/nodes/n1", "/api/v1/nodes/{name}"),
            ("/api/v1/nodes/n1/status", "/api/v1/nodes/{name}/status"),
            ("/api/v1/namespaces", "/api/v1/namespaces"),
            ("/api/v1/namespaces/x", "/api/v1/namespaces/{name}"),
            (
                "/api/v1/namespaces/x/status",
                "/api/v1/namespaces/{name}/status",
            ),
            (
                "/api/v1/namespaces/x/finalize",
                "/api/v1/namespaces/{name}/finalize",
            ),
            (
                "/api/v1/namespaces/x/pods",
                "/api/v1/namespaces/{namespace}/pods",
            ),
            (
                "/apis/apps/v1/namespaces/x/deployments/web/scale",
                "/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale",
            ),
            (
                "/api/v1/namespaces/x/pods/p/proxy/a/b",
                "/api/v1/namespaces/{namespace}/pods/{name}/proxy/{path}",
            ),
            (
                "/api/v1/nodes/n1/proxy/metrics",
                "/api/v1/nodes/{name}/proxy/{path}",
            ),
            ("/apis/apps/v1", "/apis/apps/v1"),
            ("/apis/apps", "/apis/apps"),
            ("/apis", "/apis"),
            ("/version", "/version"),
            ("/openapi/v3/apis/apps/v1", "/openapi/{path}"),
            ("/", "/"),
        ] {
            assert_eq!(template(path), expected, "{path}");
        }
    }

    #[test]
    fn paths_belong_to_a_group_and_version() {
        for (path, expected) in [
            ("/api/v1/pods", "/api/v1"),
            ("/api/v1", "/api/v1"),
            ("/apis/apps/v1/deployments/x", "/apis/apps/v1"),
            ("/apis/apps", ""),
            ("/api", ""),
            ("/version", ""),
            ("/", ""),
        ] {
            assert_eq!(group_version(path), expected, "{path}");
        }
    }
}
