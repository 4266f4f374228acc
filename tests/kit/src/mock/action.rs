use std::fmt;

use http::{Method, Uri};
use percent_encoding::percent_decode_str;

/// What a request asks of the Kubernetes API, read from its method and path as the API server
/// reads them.
///
/// # Examples
/// ```
/// use http::Method;
/// use outrigger_test::Action;
///
/// let uri = "/apis/apps/v1/namespaces/shop/deployments/web/scale".parse().unwrap();
/// let action = Action::of(&Method::PATCH, &uri).unwrap();
/// assert_eq!(action.to_string(), "patch apps/v1 deployments/scale shop/web");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Action {
    /// `get`, `list`, `watch`, `create`, `update`, `patch`, `delete` or `deletecollection`.
    pub verb: &'static str,
    /// The API group; empty for the core group.
    pub group: String,
    /// The version within the group.
    pub version: String,
    /// The resource's plural name.
    pub resource: String,
    /// The namespace, when the path names one. A namespace itself has a name instead.
    pub namespace: Option<String>,
    /// The object's name, when the path names one.
    pub name: Option<String>,
    /// What follows the name, such as `status`.
    pub subresource: Option<String>,
}

impl Action {
    /// Reads an action; `None` when the path is not one of resources (`/version`, discovery).
    pub fn of(method: &Method, uri: &Uri) -> Option<Self> {
        let mut segments = uri
            .path()
            .split('/')
            .filter(|segment| !segment.is_empty())
            .map(decoded);
        let group = match segments.next()?.as_str() {
            "api" => String::new(),
            "apis" => segments.next()?,
            _ => return None,
        };
        let version = segments.next()?;
        let mut rest: Vec<_> = segments.collect();
        // The old spelling of a watch.
        let watch = rest.first().is_some_and(|first| first == "watch") || asks_to_watch(uri);
        if rest.first().is_some_and(|first| first == "watch") {
            rest.remove(0);
        }
        let namespace = namespace_of(&mut rest);
        let mut rest = rest.into_iter();
        let resource = rest.next()?;
        let name = rest.next();
        let subresource = Some(rest.collect::<Vec<_>>().join("/"));
        Some(Self {
            verb: verb(method, name.is_some(), watch)?,
            group,
            version,
            resource,
            namespace,
            name,
            subresource: subresource.filter(|subresource| !subresource.is_empty()),
        })
    }

    /// Whether this is one that client-go's reactors for `verb` and `resource` would be asked
    /// about: `*` stands for any, `pods` for pods and all their subresources, `pods/log` for
    /// that subresource.
    pub fn is(&self, verb: &str, resource: &str) -> bool {
        let verb_fits = verb == "*" || verb == self.verb;
        let resource_fits = match resource.split_once('/') {
            _ if resource == "*" => true,
            None => resource == self.resource,
            Some((resource, subresource)) => {
                resource == self.resource && Some(subresource) == self.subresource.as_deref()
            }
        };
        verb_fits && resource_fits
    }
}

/// `patch apps/v1 deployments/scale shop/web`.
impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.verb)?;
        if !self.group.is_empty() {
            write!(f, "{}/", self.group)?;
        }
        write!(f, "{} {}", self.version, self.resource)?;
        if let Some(subresource) = &self.subresource {
            write!(f, "/{subresource}")?;
        }
        match (&self.namespace, &self.name) {
            (Some(namespace), Some(name)) => write!(f, " {namespace}/{name}"),
            (Some(namespace), None) => write!(f, " {namespace}/"),
            (None, Some(name)) => write!(f, " {name}"),
            (None, None) => Ok(()),
        }
    }
}

/// Takes the namespace off the front, unless the namespace is what the path is about.
fn namespace_of(rest: &mut Vec<String>) -> Option<String> {
    match rest.as_slice() {
        [first, _, third, ..] if first == "namespaces" => {
            if third == "status" || third == "finalize" {
                return None;
            }
        }
        _ => return None,
    }
    rest.drain(..2).nth(1)
}

fn verb(method: &Method, named: bool, watch: bool) -> Option<&'static str> {
    Some(match method.as_str() {
        "GET" | "HEAD" if watch => "watch",
        "GET" | "HEAD" if named => "get",
        "GET" | "HEAD" => "list",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" if named => "delete",
        "DELETE" => "deletecollection",
        _ => return None,
    })
}

/// The API server takes every `watch` for true that does not say false.
fn asks_to_watch(uri: &Uri) -> bool {
    let query = uri.query().unwrap_or_default();
    let watch = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "watch");
    watch.is_some_and(|(_, value)| value != "0" && !value.eq_ignore_ascii_case("false"))
}

fn decoded(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each line is a request and the action it is.
    #[track_caller]
    fn check(lines: &str) {
        for line in lines.trim().lines() {
            let (request, expected) = line.split_once(" => ").unwrap();
            let (method, uri) = request.trim().split_once(' ').unwrap();
            let action = Action::of(&method.parse().unwrap(), &uri.trim().parse().unwrap());
            let action = action.map_or("none".to_owned(), |action| action.to_string());
            assert_eq!(action, expected, "{request}");
        }
    }

    #[test]
    fn actions_are_read_as_the_api_server_reads_them() {
        check(
            "
            GET /api/v1/pods => list v1 pods
            GET https://h:6443/api/v1/pods?limit=5 => list v1 pods
            GET /api/v1/pods?watch=1 => watch v1 pods
            GET /api/v1/pods?watch=false => list v1 pods
            GET /api/v1/watch/namespaces/shop/pods => watch v1 pods shop/
            GET /api/v1/namespaces/shop/pods/web-0 => get v1 pods shop/web-0
            GET /api/v1/namespaces/shop/pods/web-0/log => get v1 pods/log shop/web-0
            POST /api/v1/namespaces/shop/pods => create v1 pods shop/
            PUT /apis/apps/v1/namespaces/a/deployments/b => update apps/v1 deployments a/b
            DELETE /api/v1/namespaces/shop/pods/web-0 => delete v1 pods shop/web-0
            DELETE /api/v1/namespaces/shop/pods => deletecollection v1 pods shop/
            GET /api/v1/namespaces => list v1 namespaces
            GET /api/v1/namespaces/shop => get v1 namespaces shop
            PUT /api/v1/namespaces/shop/finalize => update v1 namespaces/finalize shop
            GET /apis/a.b/v1/clusterroles/system%3Anode => get a.b/v1 clusterroles system:node
            GET /api/v1/nodes/n/proxy/metrics => get v1 nodes/proxy/metrics n
            GET /api/v1 => none
            GET /apis/apps/v1 => none
            GET /version => none
            GET / => none
            ",
        );
    }

    #[test]
    fn reactors_are_asked_as_in_client_go() {
        let uri = "/api/v1/namespaces/shop/pods/web-0/log".parse().unwrap();
        let action = Action::of(&Method::GET, &uri).unwrap();
        for (verb, resource) in [
            ("*", "*"),
            ("get", "pods"),
            ("get", "pods/log"),
            ("*", "pods"),
        ] {
            assert!(action.is(verb, resource), "{verb} {resource}");
        }
        for (verb, resource) in [("list", "*"), ("get", "pods/exec"), ("get", "nodes")] {
            assert!(!action.is(verb, resource), "{verb} {resource}");
        }
    }
}
