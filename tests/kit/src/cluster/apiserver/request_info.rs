//! What a request asks for, told from its method and URL alone (apiserver's `RequestInfo`).

use http::{Method, Request, Uri};
use percent_encoding::percent_decode_str;

/// Verbs that may stand in the path, before the resource.
const VERBS_IN_PATHS: [&str; 2] = ["proxy", "watch"];
/// What follows a namespace's name and is no resource in it.
const OF_NAMESPACES: [&str; 2] = ["status", "finalize"];

/// A request, as authorization sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RequestInfo {
    /// Whether it is about a resource; otherwise `verb` and `path` are all there is.
    pub(crate) is_resource: bool,
    /// Percent-decoded.
    pub(crate) path: String,
    pub(crate) verb: String,
    pub(crate) group: String,
    pub(crate) version: String,
    pub(crate) namespace: String,
    pub(crate) resource: String,
    pub(crate) subresource: String,
    pub(crate) name: String,
}

impl RequestInfo {
    pub(crate) fn of<B>(request: &Request<B>) -> Self {
        let path = decoded_path(request.uri());
        let other = Self {
            path: path.clone(),
            verb: request.method().as_str().to_lowercase(),
            ..Self::default()
        };
        let trimmed = path.trim_matches('/');
        let parts: Vec<_> = trimmed.split('/').collect();
        let (group, version, rest) = match parts.as_slice() {
            ["api", version, rest @ ..] => ("", *version, rest),
            ["apis", group, version, rest @ ..] => (*group, *version, rest),
            _ => return other,
        };
        if rest.is_empty() {
            return other;
        }
        let mut info = Self {
            is_resource: true,
            group: group.to_owned(),
            version: version.to_owned(),
            verb: verb(request.method()).to_owned(),
            ..other
        };
        if !info.read_resource(rest) {
            return Self {
                path,
                verb: request.method().as_str().to_lowercase(),
                ..Self::default()
            };
        }
        info.tell_collections(request.uri());
        info
    }

    /// Whether it is a watch, be it by query or by path.
    pub(crate) fn is_watch(&self) -> bool {
        self.is_resource && self.verb == "watch"
    }

    /// Reads what follows the version; `false` when there is a verb and nothing else.
    fn read_resource(&mut self, mut parts: &[&str]) -> bool {
        if let [verb, rest @ ..] = parts
            && VERBS_IN_PATHS.contains(verb)
        {
            if rest.is_empty() {
                return false;
            }
            self.verb = (*verb).to_owned();
            parts = rest;
        }
        if let ["namespaces", namespace, rest @ ..] = parts {
            self.namespace = (*namespace).to_owned();
            if rest
                .first()
                .is_some_and(|next| !OF_NAMESPACES.contains(next))
            {
                parts = rest;
            }
        }
        let part = |index: usize| parts.get(index).copied().unwrap_or_default().to_owned();
        self.resource = part(0);
        self.name = part(1);
        if self.verb != "proxy" {
            self.subresource = part(2);
        }
        true
    }

    /// Without a name, a `get` is a `list` or a `watch`, and a `delete` takes all.
    fn tell_collections(&mut self, uri: &Uri) {
        if !self.name.is_empty() {
            return;
        }
        match self.verb.as_str() {
            "get" => {
                let watch = query_value(uri, "watch").is_some_and(|value| is_true(&value));
                self.verb = if watch { "watch" } else { "list" }.to_owned();
                if let Some(selector) = query_value(uri, "fieldSelector") {
                    self.name = selected_name(&selector).unwrap_or_default();
                }
            }
            "delete" => "deletecollection".clone_into(&mut self.verb),
            _ => {}
        }
    }
}

/// The path as handlers see it, `%2F` a slash as any other.
pub(crate) fn decoded_path(uri: &Uri) -> String {
    percent_decode_str(uri.path())
        .decode_utf8_lossy()
        .into_owned()
}

/// The first value of that name.
pub(crate) fn query_value(uri: &Uri, name: &str) -> Option<String> {
    form_urlencoded::parse(uri.query()?.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// A query's boolean: anything but `false` and `0`, and so is the name alone.
pub(crate) fn is_true(value: &str) -> bool {
    !value.eq_ignore_ascii_case("false") && value != "0"
}

fn verb(method: &Method) -> &'static str {
    match *method {
        Method::POST => "create",
        Method::GET | Method::HEAD => "get",
        Method::PUT => "update",
        Method::PATCH => "patch",
        Method::DELETE => "delete",
        _ => "",
    }
}

/// The name that a field selector asks for.
fn selected_name(selector: &str) -> Option<String> {
    selector.split(',').find_map(|term| {
        let value = term.strip_prefix("metadata.name=")?;
        let value = value.strip_prefix('=').unwrap_or(value);
        let is_name = !["", ".", ".."].contains(&value) && !value.contains(['/', '%']);
        is_name.then(|| value.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(method: &str, target: &str) -> RequestInfo {
        let uri = format!("http://cluster{target}");
        let request = Request::builder().method(method).uri(uri);
        RequestInfo::of(&request.body(()).unwrap())
    }

    #[test]
    fn resources() {
        // verb, group, version, namespace, resource, subresource, name
        type Expected<'a> = (
            &'a str,
            &'a str,
            &'a str,
            &'a str,
            &'a str,
            &'a str,
            &'a str,
        );
        let cases: &[(&str, &str, Expected<'_>)] = &[
            (
                "GET",
                "/api/v1/pods",
                ("list", "", "v1", "", "pods", "", ""),
            ),
            (
                "GET",
                "/api/v1/pods?watch",
                ("watch", "", "v1", "", "pods", "", ""),
            ),
            (
                "GET",
                "/api/v1/pods?watch=0",
                ("list", "", "v1", "", "pods", "", ""),
            ),
            (
                "HEAD",
                "/api/v1/pods",
                ("list", "", "v1", "", "pods", "", ""),
            ),
            (
                "GET",
                "/api/v1/namespaces",
                ("list", "", "v1", "", "namespaces", "", ""),
            ),
            (
                "GET",
                "/api/v1/namespaces/a",
                ("get", "", "v1", "a", "namespaces", "", "a"),
            ),
            (
                "GET",
                "/api/v1/namespaces%2Fa",
                ("get", "", "v1", "a", "namespaces", "", "a"),
            ),
            (
                "PUT",
                "/api/v1/namespaces/a/status",
                ("update", "", "v1", "a", "namespaces", "status", "a"),
            ),
            (
                "POST",
                "/api/v1/namespaces/a/pods",
                ("create", "", "v1", "a", "pods", "", ""),
            ),
            (
                "GET",
                "/api/v1/namespaces/a/pods/b/log",
                ("get", "", "v1", "a", "pods", "log", "b"),
            ),
            (
                "DELETE",
                "/apis/apps/v1/namespaces/a/deployments",
                ("deletecollection", "apps", "v1", "a", "deployments", "", ""),
            ),
            (
                "GET",
                "/api/v1/watch/namespaces/a/pods",
                ("watch", "", "v1", "a", "pods", "", ""),
            ),
            (
                "GET",
                "/api/v1/pods?fieldSelector=spec.nodeName%3Dn,metadata.name%3Dp&watch=1",
                ("watch", "", "v1", "", "pods", "", "p"),
            ),
            ("BREW", "/api/v1/pods", ("", "", "v1", "", "pods", "", "")),
        ];
        for (method, target, expected) in cases {
            let info = info(method, target);
            assert!(info.is_resource, "{target}");
            let found = (
                info.verb.as_str(),
                info.group.as_str(),
                info.version.as_str(),
                info.namespace.as_str(),
                info.resource.as_str(),
                info.subresource.as_str(),
                info.name.as_str(),
            );
            assert_eq!(&found, expected, "{method} {target}");
        }
    }

    #[test]
    fn everything_else() {
        for (method, target, verb, path) in [
            ("GET", "/", "get", "/"),
            ("HEAD", "/healthz", "head", "/healthz"),
            ("GET", "/api/v1", "get", "/api/v1"),
            ("GET", "/apis/apps/v1/", "get", "/apis/apps/v1/"),
            ("GET", "/%61pi", "get", "/api"),
            ("GET", "/api/v1/watch", "get", "/api/v1/watch"),
        ] {
            let info = info(method, target);
            assert!(!info.is_resource && !info.is_watch(), "{target}");
            assert_eq!((info.verb.as_str(), info.path.as_str()), (verb, path));
        }
    }
}
