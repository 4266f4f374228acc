//! Credentials taken out.

use crate::Secret;
use crate::kubeconfig::base64;
use crate::kubeconfig::model::{AuthInfo, Kubeconfig, Pem};

/// What stands for a text that is not shown.
const REDACTED: &str = "REDACTED";
/// The base64 that stands for data that is not shown.
const OMITTED: &str = "DATA+OMITTED";

impl Kubeconfig {
    /// Puts `REDACTED` in the place of tokens, passwords and `client-key-data`, and drops the
    /// fields this crate does not know, for they may be anything.
    ///
    /// These are the fields that client-go marks as secret. What it does not mark is shown, here
    /// as there: the `config` of an `auth-provider`, arguments and environment variables of
    /// `exec`, passwords in `proxy-url` and `server`, and extensions. So the result is fit for
    /// the owner's screen, not for a log.
    ///
    /// ```
    /// use outrigger::kubeconfig::Kubeconfig;
    ///
    /// let config = Kubeconfig::parse(b"users: [{name: a, user: {token: s3cr3t}}]", "/f")?;
    /// let shown = config.redacted();
    /// assert_eq!(shown.users["a"].token.as_ref().unwrap().expose(), "REDACTED");
    /// # Ok::<(), outrigger::kubeconfig::KubeconfigErrors>(())
    /// ```
    ///
    /// Source: `RedactSecrets` of client-go.
    #[must_use]
    pub fn redacted(self) -> Self {
        let mut config = self.without_unknown_fields();
        for user in config.users.values_mut() {
            redact(&mut user.token);
            redact(&mut user.password);
            replace(&mut user.client_key_data, || REDACTED.into());
        }
        config
    }

    /// Puts `DATA+OMITTED` in the place of certificates and keys, which are long, and `REDACTED`
    /// in that of tokens.
    ///
    /// kubectl shows what is [`redacted`](Self::redacted) and shortened.
    ///
    /// ```
    /// use outrigger::kubeconfig::Kubeconfig;
    ///
    /// let text = "clusters: [{name: c, cluster: {certificate-authority-data: TUFB}}]";
    /// let config = Kubeconfig::parse(text.as_bytes(), "/f")?;
    /// let text = config.shortened().to_json();
    /// assert!(text.contains("\"certificate-authority-data\": \"DATA+OMITTED\""), "{text}");
    /// # Ok::<(), outrigger::kubeconfig::KubeconfigErrors>(())
    /// ```
    ///
    /// Source: `ShortenConfig` of client-go.
    #[must_use]
    pub fn shortened(mut self) -> Self {
        for AuthInfo {
            client_certificate_data,
            client_key_data,
            token,
            ..
        } in self.users.values_mut()
        {
            replace(client_certificate_data, omitted);
            replace(client_key_data, omitted);
            redact(token);
        }
        for cluster in self.clusters.values_mut() {
            replace(&mut cluster.certificate_authority_data, omitted);
        }
        self
    }
}

/// The bytes whose base64 says that they are left out.
fn omitted() -> Vec<u8> {
    base64::decode(OMITTED).unwrap_or_default()
}

fn redact(secret: &mut Option<Secret>) {
    if secret.as_ref().is_some_and(|secret| !secret.is_empty()) {
        *secret = Some(Secret::new(REDACTED));
    }
}

fn replace(data: &mut Option<Pem>, with: impl FnOnce() -> Vec<u8>) {
    if data.as_ref().is_some_and(|data| !data.bytes().is_empty()) {
        *data = Some(Pem::new(with()));
    }
}
