//! The user's half: who to be, and how to show it.

use super::config::{Basic, ClientCertificate, DataOrFile, data_or_file};
use super::pem;
use super::{Place, Resolver, filled};
use crate::Secret;
use crate::kubeconfig::error::{EntryKind, KubeconfigErrorKind, printable};
use crate::kubeconfig::model::{AuthInfo, AuthProvider, ExecConfig, Impersonate};
use crate::kubeconfig::overrides::Overrides;

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

impl AuthInfo {
    /// This user under `overrides`.
    ///
    /// Source: `getAuthInfo` of client-go.
    pub(super) fn with(mut self, overrides: &Overrides) -> Self {
        if !overrides.token.is_empty() {
            self.token = Some(overrides.token.clone());
        }
        if !overrides.impersonate.is_empty() {
            self.impersonate.user = Some(overrides.impersonate.clone());
        }
        if !overrides.impersonate_groups.is_empty() {
            self.impersonate.groups = overrides.impersonate_groups.clone();
        }
        self
    }
}

impl Resolver<'_> {
    /// Checks the user. Credentials are handed out only if the server is spoken to over TLS.
    pub(super) fn identity(&mut self, name: Option<&str>, user: &AuthInfo) -> Identity {
        let place = Place {
            kind: EntryKind::User,
            name: name.unwrap_or_default(),
            origin: user.origin.as_ref(),
        };
        let impersonate = self.impersonate(&place, user);
        let token = user.token.clone().filter(|token| !token.is_empty());
        let basic = basic(user);
        if token.is_some() && basic.is_some() {
            let message = format!(
                "more than one authentication method found for {}; found [token basicAuth], only \
                 one is allowed",
                place.name
            );
            self.fail(&place, "token", KubeconfigErrorKind::Conflict, message);
        }
        if self.secure {
            self.check_header(&place, "token", token.as_ref().map(Secret::expose));
        }
        let identity = Identity {
            client_certificate: self.certificate(&place, user),
            token,
            token_file: filled(user.token_file.as_ref()),
            basic,
            exec: self.exec(&place, user),
            auth_provider: user.auth_provider.clone(),
            impersonate,
        };
        if self.secure {
            return identity;
        }
        self.without_credentials(&place, identity)
    }

    /// What client-go drops without a word: it never sends a credential over plain text.
    fn without_credentials(&mut self, place: &Place<'_>, identity: Identity) -> Identity {
        let kept = Identity {
            impersonate: identity.impersonate,
            ..Identity::default()
        };
        if identity.client_certificate.is_some()
            || identity.token.is_some()
            || identity.token_file.is_some()
            || identity.basic.is_some()
            || identity.exec.is_some()
            || identity.auth_provider.is_some()
        {
            self.warn(format!(
                "the credentials of user {:?} are not used, for the server is http",
                place.name
            ));
        }
        kept
    }

    fn certificate(&mut self, place: &Place<'_>, user: &AuthInfo) -> Option<ClientCertificate> {
        let data = user.client_certificate_data.as_ref();
        let data = data.filter(|data| !data.bytes().is_empty());
        let file = filled(user.client_certificate.as_ref());
        let certificate = data_or_file(data, file.as_ref())?;
        if data.is_some() && file.is_some() {
            let message = "client-certificate-data and client-certificate are both specified";
            self.fail(
                place,
                "client-certificate",
                KubeconfigErrorKind::Conflict,
                message,
            );
        }
        if data.is_some_and(|data| !pem::has_certificate(data.bytes())) {
            let field = "client-certificate-data";
            let message = "no PEM certificate in it";
            self.fail_if_secure(place, field, KubeconfigErrorKind::Invalid, message);
        }
        let key = self.key(place, user)?;
        Some(ClientCertificate { certificate, key })
    }

    fn key(&mut self, place: &Place<'_>, user: &AuthInfo) -> Option<DataOrFile<Secret>> {
        let data = user.client_key_data.as_ref().filter(|key| !key.is_empty());
        let file = filled(user.client_key.as_ref());
        if data.is_some() && file.is_some() {
            let message = "client-key-data and client-key are both specified";
            self.fail(place, "client-key", KubeconfigErrorKind::Conflict, message);
        }
        match (data, file) {
            (Some(data), _) => {
                if !pem::has_key(data.expose().as_bytes()) {
                    let message = "no PEM private key in it";
                    let kind = KubeconfigErrorKind::Invalid;
                    self.fail_if_secure(place, "client-key-data", kind, message);
                }
                Some(DataOrFile::Data(data.clone()))
            }
            (None, Some(file)) => Some(DataOrFile::File(file)),
            (None, None) => {
                let message = format!(
                    "client-key-data or client-key must be specified for {} to use the clientCert \
                     authentication method.",
                    place.name
                );
                self.fail(place, "client-key", KubeconfigErrorKind::Invalid, message);
                None
            }
        }
    }

    fn exec(&mut self, place: &Place<'_>, user: &AuthInfo) -> Option<ExecConfig> {
        let mut exec = user.exec.clone()?;
        let name = place.name;
        if user.auth_provider.is_some() {
            let message = format!(
                "authProvider cannot be provided in combination with an exec plugin for {name}"
            );
            self.fail(place, "exec", KubeconfigErrorKind::Conflict, message);
        }
        for (field, message) in missing_from(&exec) {
            let message =
                format!("{message} must be specified for {name} to use exec authentication plugin");
            self.fail(place, &field, KubeconfigErrorKind::Invalid, message);
        }
        let mode = filled(exec.interactive_mode.as_ref());
        if !matches!(
            mode.as_deref(),
            None | Some("Never" | "IfAvailable" | "Always")
        ) {
            let field = "exec.interactiveMode";
            let message = format!("invalid interactiveMode for {name}");
            self.fail(place, field, KubeconfigErrorKind::Invalid, message);
        }
        if !known_version(filled(exec.api_version.as_ref()).as_deref()) {
            let message = "exec plugin: invalid apiVersion";
            let kind = KubeconfigErrorKind::Invalid;
            self.fail_if_secure(place, "exec.apiVersion", kind, message);
        }
        exec.install_hint = exec.install_hint.as_deref().map(printable);
        Some(exec)
    }

    fn impersonate(&mut self, place: &Place<'_>, user: &AuthInfo) -> Option<Impersonate> {
        let wanted = &user.impersonate;
        let named = filled(wanted.user.as_ref()).is_some();
        let more = filled(wanted.uid.as_ref()).is_some()
            || !wanted.groups.is_empty()
            || !wanted.extra.is_empty();
        if more && !named {
            let message = format!(
                "requesting uid, groups or user-extra for {} without impersonating a user",
                place.name
            );
            self.fail(place, "as", KubeconfigErrorKind::Invalid, message);
        }
        self.check_header(place, "as", wanted.user.as_deref());
        self.check_header(place, "as-uid", wanted.uid.as_deref());
        let groups = wanted.groups.iter().map(String::as_str);
        self.check_header(place, "as-groups", groups);
        let extra = wanted.extra.values().flatten().map(String::as_str);
        self.check_header(place, "as-user-extra", extra);
        named.then(|| wanted.clone())
    }

    /// Values that become headers cannot hold line breaks and other control characters.
    fn check_header<'t>(
        &mut self,
        place: &Place<'_>,
        field: &str,
        values: impl IntoIterator<Item = &'t str>,
    ) {
        let bad = |text: &str| text.chars().any(|c| c.is_ascii_control() && c != '\t');
        if values.into_iter().any(bad) {
            let message = "holds a line break or another character that no HTTP header can carry";
            self.fail(place, field, KubeconfigErrorKind::Invalid, message);
        }
    }
}

/// The fields of a plugin that must not be empty and are, with client-go's names for them.
fn missing_from(exec: &ExecConfig) -> Vec<(String, &'static str)> {
    let required = [
        ("command", &exec.command),
        ("apiVersion", &exec.api_version),
        ("interactiveMode", &exec.interactive_mode),
    ];
    let fields = required
        .into_iter()
        .filter(|(_, value)| filled(value.as_ref()).is_none())
        .map(|(name, _)| (format!("exec.{name}"), name));
    let unnamed = exec
        .env
        .iter()
        .enumerate()
        .filter(|(_, variable)| variable.name.is_empty())
        .map(|(index, _)| (format!("exec.env[{index}].name"), "env variable name"));
    fields.chain(unnamed).collect()
}

/// The versions of `ExecCredential` that there are; a missing one is another error.
fn known_version(version: Option<&str>) -> bool {
    let Some(version) = version else {
        return true;
    };
    let version = version.strip_prefix("client.authentication.k8s.io/");
    matches!(version, Some("v1" | "v1beta1"))
}

fn basic(user: &AuthInfo) -> Option<Basic> {
    let basic = Basic {
        username: user.username.clone().unwrap_or_default(),
        password: user.password.clone().unwrap_or_default(),
    };
    (!basic.username.is_empty() || !basic.password.is_empty()).then_some(basic)
}
