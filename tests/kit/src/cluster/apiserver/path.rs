//! What a path asks for (apiserver's `RequestInfo`).

/// A request's path, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// `/version`, `/apis`, `/api/v1`.
    NonResource,
    Resource(ResourceTarget),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ResourceTarget {
    pub(crate) group: String,
    pub(crate) version: String,
    /// Empty for all namespaces, and for what is in none.
    pub(crate) namespace: String,
    pub(crate) resource: String,
    pub(crate) name: String,
    pub(crate) subresource: String,
    /// The path went on behind the subresource.
    pub(crate) deeper: bool,
    /// `/watch/…`, as it was before there was a parameter.
    pub(crate) watch: bool,
}

const NAMESPACE_SUBRESOURCES: [&str; 2] = ["status", "finalize"];

impl Target {
    pub(crate) fn of(path: &str) -> Self {
        // What is served is found by how the path begins.
        if path.starts_with("//") {
            return Self::NonResource;
        }
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        let (group, rest) = match parts.as_slice() {
            ["api", rest @ ..] if rest.len() >= 2 => ("", rest),
            ["apis", group, rest @ ..] if rest.len() >= 2 => (*group, rest),
            _ => return Self::NonResource,
        };
        let (version, mut rest) = (rest[0], &rest[1..]);
        let watch = rest[0] == "watch" && rest.len() > 1;
        if watch {
            rest = &rest[1..];
        }
        let mut namespace = "";
        if rest[0] == "namespaces" && rest.len() > 1 {
            namespace = rest[1];
            if rest.len() > 2 && !NAMESPACE_SUBRESOURCES.contains(&rest[2]) {
                rest = &rest[2..];
            }
        }
        let part = |index: usize| rest.get(index).copied().unwrap_or_default().to_owned();
        Self::Resource(ResourceTarget {
            group: group.to_owned(),
            version: version.to_owned(),
            namespace: namespace.to_owned(),
            resource: part(0),
            name: part(1),
            subresource: part(2),
            deeper: rest.len() > 3,
            watch,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(path: &str) -> String {
        match Target::of(path) {
            Target::NonResource => "-".into(),
            Target::Resource(it) => format!(
                "{}/{} ns={} {} {} {}{}{}",
                it.group,
                it.version,
                it.namespace,
                it.resource,
                it.name,
                it.subresource,
                if it.deeper { " deeper" } else { "" },
                if it.watch { " watch" } else { "" },
            ),
        }
    }

    #[test]
    fn paths_are_read_as_the_server_reads_them() {
        for (path, expected) in [
            ("/", "-"),
            ("/api/v1", "-"),
            ("/apis/apps/v1", "-"),
            ("/version", "-"),
            ("/api/v1/nodes", "/v1 ns= nodes  "),
            ("/api/v1/nodes/a", "/v1 ns= nodes a "),
            ("/api/v1/namespaces", "/v1 ns= namespaces  "),
            ("/api/v1/namespaces/a", "/v1 ns=a namespaces a "),
            (
                "/api/v1/namespaces/a/status",
                "/v1 ns=a namespaces a status",
            ),
            ("/api/v1/namespaces/a/pods", "/v1 ns=a pods  "),
            ("/api/v1/namespaces/a/pods/", "/v1 ns=a pods  "),
            (
                "/apis/apps/v1/namespaces/a/deployments/b/scale",
                "apps/v1 ns=a deployments b scale",
            ),
            ("/api/v1/namespaces//pods", "/v1 ns= pods  "),
            ("/api/v1/watch/namespaces/a/pods", "/v1 ns=a pods   watch"),
            (
                "/api/v1/namespaces/a/pods/b/proxy/c/d",
                "/v1 ns=a pods b proxy deeper",
            ),
            ("/api/v1//pods", "/v1 ns=  pods "),
            ("//api/v1/pods", "-"),
        ] {
            assert_eq!(parse(path), expected, "{path}");
        }
    }
}
