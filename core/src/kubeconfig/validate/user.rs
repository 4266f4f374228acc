use super::{Place, Problems, filled};
use crate::auth::exec::InteractiveMode;
use crate::kubeconfig::error::{EntryKind, KubeconfigErrorKind};
use crate::kubeconfig::model::{AuthInfo, ExecConfig};

impl<'a> Place<'a> {
    pub(in crate::kubeconfig) fn user(name: &'a str, user: &'a AuthInfo) -> Self {
        Self {
            kind: EntryKind::User,
            name,
            origin: user.origin.as_ref(),
        }
    }
}

impl Problems<'_> {
    /// Checks a user.
    ///
    /// Source: `validateAuthInfo` of client-go.
    pub(in crate::kubeconfig) fn user(&mut self, place: &Place<'_>, user: &AuthInfo) {
        self.certificate(place, user);
        if let Some(exec) = &user.exec {
            if user.auth_provider.is_some() {
                let message = format!(
                    "authProvider cannot be provided in combination with an exec plugin for {}",
                    place.name
                );
                self.fail(place, "exec", KubeconfigErrorKind::Conflict, message);
            }
            self.exec(place, exec);
        }
        let token = user.token.as_ref().is_some_and(|token| !token.is_empty());
        if token && user.has_basic() {
            let message = format!(
                "more than one authentication method found for {}; found [token basicAuth], only \
                 one is allowed",
                place.name
            );
            self.fail(place, "token", KubeconfigErrorKind::Conflict, message);
        }
        let wanted = &user.impersonate;
        let more = filled(wanted.uid.as_ref()).is_some()
            || !wanted.groups.is_empty()
            || !wanted.extra.is_empty();
        if more && filled(wanted.user.as_ref()).is_none() {
            let message = format!(
                "requesting uid, groups or user-extra for {} without impersonating a user",
                place.name
            );
            self.fail(place, "as", KubeconfigErrorKind::Invalid, message);
        }
    }

    /// Checks a certificate and its key. A key alone is no matter: it is not used.
    fn certificate(&mut self, place: &Place<'_>, user: &AuthInfo) {
        let name = place.name;
        let file = filled(user.client_certificate.as_ref());
        let data = user.client_certificate_data.as_ref();
        let data = data.is_some_and(|data| !data.bytes().is_empty());
        if !data && file.is_none() {
            return;
        }
        let key_file = filled(user.client_key.as_ref());
        let key_data = user.client_key_data.as_ref();
        let key_data = key_data.is_some_and(|data| !data.bytes().is_empty());
        let conflict = KubeconfigErrorKind::Conflict;
        if data && file.is_some() {
            let message = format!(
                "client-cert-data and client-cert are both specified for {name}. client-cert-data \
                 will override."
            );
            self.fail(place, "client-certificate", conflict, message);
        }
        if key_data && key_file.is_some() {
            let message = format!(
                "client-key-data and client-key are both specified for {name}; client-key-data \
                 will override"
            );
            self.fail(place, "client-key", conflict, message);
        }
        if !key_data && key_file.is_none() {
            let message = format!(
                "client-key-data or client-key must be specified for {name} to use the clientCert \
                 authentication method."
            );
            self.fail(place, "client-key", KubeconfigErrorKind::Invalid, message);
        }
        if let Some(file) = file {
            self.check_file(place, "client-certificate", "client-cert", file);
        }
        if let Some(file) = key_file {
            self.check_file(place, "client-key", "client-key", file);
        }
    }

    fn exec(&mut self, place: &Place<'_>, exec: &ExecConfig) {
        let name = place.name;
        for (field, message) in missing_from(exec) {
            let message =
                format!("{message} must be specified for {name} to use exec authentication plugin");
            self.fail(place, &field, KubeconfigErrorKind::Invalid, message);
        }
        let mode = filled(exec.interactive_mode.as_ref());
        if mode.is_some_and(|mode| InteractiveMode::parse(mode).is_none()) {
            let field = "exec.interactiveMode";
            let message = format!(
                "invalid interactiveMode for {name}; it must be Never, IfAvailable or Always"
            );
            self.fail(place, field, KubeconfigErrorKind::Invalid, message);
        }
    }
}

impl AuthInfo {
    /// Whether HTTP basic authentication is to be used.
    pub(in crate::kubeconfig) fn has_basic(&self) -> bool {
        filled(self.username.as_ref()).is_some()
            || self
                .password
                .as_ref()
                .is_some_and(|password| !password.is_empty())
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
