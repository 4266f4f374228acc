//! Who sends a request, and whether strangers may.

use http::header::{AUTHORIZATION, HeaderMap};
use outrigger::Secret;
use rustls::pki_types::CertificateDer;

use crate::cluster::apiserver::failure::Failure;
use crate::cluster::apiserver::request_info::RequestInfo;
use crate::serve::User;

/// What clients that nobody knows may read (`system:public-info-viewer`).
const PUBLIC: [&str; 5] = ["/healthz", "/livez", "/readyz", "/version", "/version/"];

/// Knows the server's users.
pub(super) struct Authenticator {
    /// Without a token, everyone is the administrator.
    token: Option<Secret>,
    /// The only client certificate that the server's authority signed, and whose it is.
    certificate: Option<(CertificateDer<'static>, User)>,
}

/// The client certificate of a connection.
#[derive(Clone)]
pub(super) enum Presented {
    Nothing,
    Valid(User),
    Invalid,
}

impl Authenticator {
    pub(super) const fn new(
        token: Option<Secret>,
        certificate: Option<(CertificateDer<'static>, User)>,
    ) -> Self {
        Self { token, certificate }
    }

    /// Whether requests must show who sends them.
    pub(super) const fn asks(&self) -> bool {
        self.token.is_some()
    }

    /// Judges the certificate of a connection. The handshake has proved that the client holds
    /// its key, and the authority never signs but here, so it is known by its bytes.
    pub(super) fn present(&self, chain: Option<&[CertificateDer<'_>]>) -> Presented {
        let Some(presented) = chain.and_then(<[_]>::first) else {
            return Presented::Nothing;
        };
        match &self.certificate {
            Some((known, user)) if known == presented => Presented::Valid(user.clone()),
            _ => Presented::Invalid,
        }
    }

    /// Who sends a request with these headers; `None` when what it shows is wrong.
    ///
    /// One good credential is enough, and none at all makes an anonymous user.
    pub(super) fn authenticate(&self, headers: &HeaderMap, presented: &Presented) -> Option<User> {
        let Some(token) = &self.token else {
            return Some(User::admin("admin"));
        };
        if let Presented::Valid(user) = presented {
            return Some(user.clone());
        }
        match (bearer(headers), presented) {
            (Some(bearer), _) if bearer == token.expose() => Some(User::admin("admin")),
            (None, Presented::Nothing) => Some(User::anonymous()),
            _ => None,
        }
    }
}

impl User {
    pub(super) const ANONYMOUS: &'static str = "system:anonymous";

    /// A user who may do everything.
    pub(super) fn admin(name: &str) -> Self {
        Self::in_groups(name, &["system:masters", "system:authenticated"])
    }

    pub(super) fn anonymous() -> Self {
        Self::in_groups(Self::ANONYMOUS, &["system:unauthenticated"])
    }

    fn in_groups(name: &str, groups: &[&str]) -> Self {
        Self {
            name: name.to_owned(),
            groups: groups.iter().map(|&group| group.to_owned()).collect(),
        }
    }

    pub(super) fn is_anonymous(&self) -> bool {
        self.name == Self::ANONYMOUS
    }
}

/// The bearer token, as the server reads the header: what follows a second space is ignored.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let header = headers.get(AUTHORIZATION)?.to_str().ok()?.trim();
    let mut parts = header.splitn(3, ' ');
    let scheme = parts.next()?;
    let token = parts.next()?;
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// The answer to what authenticates nobody.
pub(super) fn unauthorized() -> Failure {
    Failure::new(401, "Unauthorized", "Unauthorized")
}

/// What RBAC says to anonymous users. Everybody else here is an administrator.
pub(super) fn authorize(user: &User, info: &RequestInfo) -> Result<(), Failure> {
    let public = info.verb == "get" && PUBLIC.contains(&info.path.as_str());
    if !user.is_anonymous() || (!info.is_resource && public) {
        return Ok(());
    }
    let why = sanitized(&refusal(user, info));
    if info.is_resource {
        let (group, resource) = (&info.group, &info.resource);
        return Err(Failure::forbidden(group, resource, &info.name, &why));
    }
    Err(Failure {
        details: Some(Box::default()),
        ..Failure::new(403, "Forbidden", format!("forbidden: {why}"))
    })
}

fn refusal(user: &User, info: &RequestInfo) -> String {
    let (user, verb) = (&user.name, &info.verb);
    if !info.is_resource {
        return format!("User {user:?} cannot {verb} path {:?}", info.path);
    }
    let resource = match info.subresource.as_str() {
        "" => info.resource.clone(),
        subresource => format!("{}/{subresource}", info.resource),
    };
    let scope = match info.namespace.as_str() {
        "" => "at the cluster scope".to_owned(),
        namespace => format!("in the namespace {namespace:?}"),
    };
    let group = &info.group;
    format!("User {user:?} cannot {verb} resource {resource:?} in API group {group:?} {scope}")
}

/// What a request says must not look like HTML in the answer.
fn sanitized(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use http::{HeaderValue, Request};

    use super::*;

    #[test]
    fn credentials() {
        let certificate = CertificateDer::from(vec![1]);
        let alice = User::admin("alice");
        let token = Some(Secret::new("t0k"));
        let knows = Authenticator::new(token, Some((certificate.clone(), alice.clone())));
        let other = CertificateDer::from(vec![2]);
        let nothing = || knows.present(None);
        let valid = || knows.present(Some(&[certificate.clone()]));
        let invalid = || knows.present(Some(&[other.clone()]));
        // What the real server makes of each of them.
        for (header, presented, expected) in [
            ("", nothing(), Some(User::ANONYMOUS)),
            ("Bearer t0k", nothing(), Some("admin")),
            ("bearer t0k", nothing(), Some("admin")),
            ("Bearer t0k extra", nothing(), Some("admin")),
            ("Bearer  t0k", nothing(), Some(User::ANONYMOUS)),
            ("Bearer", nothing(), Some(User::ANONYMOUS)),
            ("Bearer ", nothing(), Some(User::ANONYMOUS)),
            ("Basic Zm9vOmJhcg==", nothing(), Some(User::ANONYMOUS)),
            ("Bearer wrong", nothing(), None),
            ("", valid(), Some("alice")),
            ("Bearer wrong", valid(), Some("alice")),
            ("", invalid(), None),
            ("Bearer t0k", invalid(), Some("admin")),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(AUTHORIZATION, HeaderValue::from_static(header));
            let user = knows.authenticate(&headers, &presented);
            let name = user.as_ref().map(|user| user.name.as_str());
            assert_eq!(name, expected, "{header:?}");
        }
        let open = Authenticator::new(None, None);
        let user = open.authenticate(&HeaderMap::new(), &Presented::Nothing);
        assert_eq!(user.unwrap().name, "admin");
    }

    #[test]
    fn strangers() {
        let allowed = None;
        for (method, target, expected) in [
            ("GET", "/healthz", allowed),
            ("GET", "/version", allowed),
            ("GET", "/readyz?verbose", allowed),
            (
                "GET",
                "/readyz/ping",
                Some(r#"forbidden: User "system:anonymous" cannot get path "/readyz/ping""#),
            ),
            (
                "HEAD",
                "/healthz",
                Some(r#"forbidden: User "system:anonymous" cannot head path "/healthz""#),
            ),
            (
                "GET",
                "/api/v1/pods",
                Some(
                    r#"pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" at the cluster scope"#,
                ),
            ),
            (
                "GET",
                "/api/v1/namespaces/default",
                Some(
                    r#"namespaces "default" is forbidden: User "system:anonymous" cannot get resource "namespaces" in API group "" in the namespace "default""#,
                ),
            ),
            (
                "PUT",
                "/apis/apps/v1/namespaces/a/deployments/b/status",
                Some(
                    r#"deployments.apps "b" is forbidden: User "system:anonymous" cannot update resource "deployments/status" in API group "apps" in the namespace "a""#,
                ),
            ),
        ] {
            let request = Request::builder().method(method);
            let request = request
                .uri(format!("http://cluster{target}"))
                .body(())
                .unwrap();
            let judged = authorize(&User::anonymous(), &RequestInfo::of(&request));
            let message = judged.err().map(|failure| failure.message);
            assert_eq!(message.as_deref(), expected, "{method} {target}");
        }
    }
}
