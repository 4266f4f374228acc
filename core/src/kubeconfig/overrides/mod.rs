//! What a program's flags say over what the files say.

mod cluster;
mod duration;
mod user;

use std::time::Duration;

use self::duration::parse_timeout;
use super::error::{KubeconfigError, KubeconfigErrorKind, KubeconfigErrors};
use super::model::{AuthInfo, Cluster, Context};

/// What a program's flags say, over what the files say. An empty text is as good as none.
///
/// ```
/// use outrigger::kubeconfig::Overrides;
///
/// let overrides = Overrides::new().context("dev").namespace("shop").timeout("30s");
/// # let _ = overrides;
/// ```
///
/// They are laid over the files' entries by the rule of [`Kubeconfig::merge`], cluster, user and
/// context each, and a cluster's defaults below it. Some settings belong together:
///
/// - who a server is trusted by ([`insecure_skip_tls_verify`](Self::insecure_skip_tls_verify), a
///   certificate authority as file or as data) replaces all that the file says of it;
/// - so do a key as file and as data, and a certificate as file and as data;
/// - a server drops the file's `tls-server-name`;
/// - contexts, clusters and users that are named here must exist.
///
/// No `Debug` of it shows a credential.
///
/// Source: `ConfigOverrides` of client-go, and `getCluster`, `getAuthInfo` and `getContext` of
/// its `tools/clientcmd/client_config.go`.
///
/// [`Kubeconfig::merge`]: super::Kubeconfig::merge
#[derive(Debug, Default, PartialEq)]
#[must_use]
pub struct Overrides {
    pub(super) cluster_defaults: Cluster,
    pub(super) cluster_info: Cluster,
    pub(super) auth_info: AuthInfo,
    pub(super) context_info: Context,
    pub(super) current_context: String,
    pub(super) timeout: String,
}

impl Overrides {
    /// Overrides nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// The context to use, which must exist (`--context`).
    pub fn context(mut self, name: impl Into<String>) -> Self {
        self.current_context = name.into();
        self
    }

    /// The cluster to use, which must exist (`--cluster`).
    pub fn cluster(mut self, name: impl Into<String>) -> Self {
        self.context_info.cluster = non_empty(name);
        self
    }

    /// The user to be, which must exist (`--user`).
    pub fn user(mut self, name: impl Into<String>) -> Self {
        self.context_info.user = non_empty(name);
        self
    }

    /// The namespace to use where none is asked for (`-n`).
    pub fn namespace(mut self, name: impl Into<String>) -> Self {
        self.context_info.namespace = non_empty(name);
        self
    }

    /// The namespace that is to be used, if any is named.
    pub fn namespace_name(&self) -> Option<&str> {
        self.context_info.namespace.as_deref()
    }

    /// The context that is to be used, if any is named.
    pub fn context_name(&self) -> Option<&str> {
        Some(self.current_context.as_str()).filter(|name| !name.is_empty())
    }

    /// How long a request may take (`--request-timeout`): a number of seconds, or a duration as
    /// Go writes it, such as `1m30s`. Zero is without end. It becomes
    /// [`Config::timeout`](super::Config::timeout); a text that is neither is an error of
    /// [`Kubeconfig::resolve`](super::Kubeconfig::resolve).
    pub fn timeout(mut self, text: impl Into<String>) -> Self {
        self.timeout = text.into();
        self
    }
}

/// A derived one is `#[inline]`: it would be compiled wherever somebody clones, with all that is in users
/// and clusters.
impl Clone for Overrides {
    fn clone(&self) -> Self {
        Self {
            cluster_defaults: self.cluster_defaults.clone(),
            cluster_info: self.cluster_info.clone(),
            auth_info: self.auth_info.clone(),
            context_info: self.context_info.clone(),
            current_context: self.current_context.clone(),
            timeout: self.timeout.clone(),
        }
    }
}

/// The time limit that the overrides ask for.
pub(super) fn parse_timeout_of(
    overrides: &Overrides,
) -> Result<Option<Duration>, KubeconfigErrors> {
    if overrides.timeout.is_empty() {
        return Ok(None);
    }
    parse_timeout(&overrides.timeout)
        .map_err(|message| KubeconfigError::new(KubeconfigErrorKind::Invalid, message).into())
}

/// A text, unless there is nothing in it.
fn non_empty(text: impl Into<String>) -> Option<String> {
    Some(text.into()).filter(|text| !text.is_empty())
}
