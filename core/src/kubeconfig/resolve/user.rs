//! The user's half: who to be, and how to show it.

use super::config::{Basic, ClientCertificate, DataOrFile, data_or_file};
use super::select::Selected;
use super::{Place, Problems, Resolver, filled, pem};
use crate::Secret;
use crate::auth::exec::ExecVersion;
use crate::kubeconfig::error::KubeconfigErrorKind;
use crate::kubeconfig::model::{AuthInfo, AuthProvider, ExecConfig, Impersonate};
use crate::kubeconfig::printable::printable;

/// Who to be.
#[derive(Default)]
pub(super) struct Identity {
    pub(super) client_certificate: Option<ClientCertificate>,
    pub(super) token: Option<Secret>,
    pub(super) token_file: Option<String>,
    pub(super) basic: Option<Basic>,
    pub(super) exec: Option<ExecConfig>,
    pub(super) auth_provider: Option<AuthProvider>,
    pub(super) impersonate: Option<Impersonate>,
}

impl Identity {
    /// Whether it has anything to send along with requests; certificates are not sent along.
    pub(super) const fn has_credentials(&self) -> bool {
        self.token.is_some()
            || self.token_file.is_some()
            || self.basic.is_some()
            || self.exec.is_some()
            || self.auth_provider.is_some()
    }
}

impl Resolver<'_> {
    /// Checks the user. Credentials are handed out only if the server is spoken to over TLS.
    pub(super) fn identity(&mut self, selected: &Selected) -> Identity {
        let user = &selected.user;
        let place = Place::user(selected.user_name(), user);
        self.problems.user(&place, user);
        if selected.cluster.is_some() {
            // The token's file comes before the token.
            let token = self.secure && filled(user.token_file.as_ref()).is_none();
            check_headers(&mut self.problems, &place, user, token);
        }
        let wanted = &user.impersonate;
        let identity = Identity {
            client_certificate: self.certificate(&place, user),
            token: user.token.clone().filter(|token| !token.is_empty()),
            token_file: self.token_file(&place, user),
            basic: basic(user),
            exec: self.exec(&place, user),
            auth_provider: user.auth_provider.clone(),
            impersonate: filled(wanted.user.as_ref()).map(|_| wanted.clone()),
        };
        if self.secure {
            return identity;
        }
        self.without_credentials(&place, identity)
    }

    /// What client-go drops without a word: it never sends a credential over plain text.
    fn without_credentials(&mut self, place: &Place<'_>, identity: Identity) -> Identity {
        if identity.client_certificate.is_some() || identity.has_credentials() {
            self.warn(format!(
                "the credentials of user {:?} are not used, for the server is http",
                place.name
            ));
        }
        Identity {
            impersonate: identity.impersonate,
            ..Identity::default()
        }
    }

    /// client-go reads the file while it resolves, unless a token stands in for it.
    fn token_file(&mut self, place: &Place<'_>, user: &AuthInfo) -> Option<String> {
        let file = filled(user.token_file.as_ref())?;
        let token = user.token.as_ref().is_some_and(|token| !token.is_empty());
        if self.secure && !token {
            self.problems
                .check_file(place, "tokenFile", "tokenFile", file);
        }
        Some(file.clone())
    }

    fn certificate(&mut self, place: &Place<'_>, user: &AuthInfo) -> Option<ClientCertificate> {
        let data = user.client_certificate_data.as_ref();
        let data = data.filter(|data| !data.bytes().is_empty());
        let file = filled(user.client_certificate.as_ref());
        let certificate = data_or_file(data, file)?;
        if data.is_some_and(|data| !pem::has_certificate(data.bytes())) {
            let message = "no PEM certificate in it";
            self.fail_if_secure(place, "client-certificate-data", message);
        }
        let key = self.key(place, user)?;
        Some(ClientCertificate { certificate, key })
    }

    /// `None` where there is no key, which has been said.
    fn key(&mut self, place: &Place<'_>, user: &AuthInfo) -> Option<DataOrFile<Secret>> {
        let data = user
            .client_key_data
            .as_ref()
            .filter(|data| !data.bytes().is_empty());
        let Some(data) = data else {
            return filled(user.client_key.as_ref())
                .cloned()
                .map(DataOrFile::File);
        };
        if !pem::has_key(data.bytes()) {
            self.fail_if_secure(place, "client-key-data", "no PEM private key in it");
        }
        // A key is text. What stands around the PEM block may be in any encoding and does not
        // matter.
        let text = String::from_utf8_lossy(data.bytes());
        Some(DataOrFile::Data(Secret::new(text)))
    }

    fn exec(&mut self, place: &Place<'_>, user: &AuthInfo) -> Option<ExecConfig> {
        let mut exec = user.exec.clone()?;
        // A missing version is another error.
        let version = filled(exec.api_version.as_ref());
        if version.is_some_and(|version| ExecVersion::parse(version).is_none()) {
            let message = "exec plugin: invalid apiVersion, must be \
                           client.authentication.k8s.io/v1 or client.authentication.k8s.io/v1beta1";
            self.fail_if_secure(place, "exec.apiVersion", message);
        }
        exec.install_hint = exec.install_hint.as_deref().map(printable);
        Some(exec)
    }
}

/// Values that become headers cannot hold line breaks and other control characters. The token is
/// one of them if it is to be sent.
pub(super) fn check_headers(
    problems: &mut Problems<'_>,
    place: &Place<'_>,
    user: &AuthInfo,
    token: bool,
) {
    let wanted = &user.impersonate;
    let token = user.token.as_ref().filter(|_| token).map(Secret::expose);
    check_header(problems, place, "token", token);
    check_header(problems, place, "as", wanted.user.as_deref());
    check_header(problems, place, "as-uid", wanted.uid.as_deref());
    let groups = wanted.groups.iter().map(String::as_str);
    check_header(problems, place, "as-groups", groups);
    let extra = wanted.extra.values().flatten().map(String::as_str);
    check_header(problems, place, "as-user-extra", extra);
}

fn check_header<'t>(
    problems: &mut Problems<'_>,
    place: &Place<'_>,
    field: &str,
    values: impl IntoIterator<Item = &'t str>,
) {
    let bad = |text: &str| text.chars().any(|c| c.is_ascii_control() && c != '\t');
    if values.into_iter().any(bad) {
        let message = "holds a line break or another character that no HTTP header can carry";
        problems.fail(place, field, KubeconfigErrorKind::Invalid, message);
    }
}

fn basic(user: &AuthInfo) -> Option<Basic> {
    let basic = Basic {
        username: user.username.clone().unwrap_or_default(),
        password: user.password.clone().unwrap_or_default(),
    };
    user.has_basic().then_some(basic)
}
