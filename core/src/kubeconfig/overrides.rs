use crate::Secret;

/// What a program's flags say, over what the files say. An empty text is as good as none.
///
/// ```
/// use outrigger::kubeconfig::Overrides;
///
/// let overrides = Overrides::new().context("dev").namespace("shop");
/// # let _ = overrides;
/// ```
///
/// Source: `ConfigOverrides` of client-go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Overrides {
    pub(super) context: String,
    pub(super) cluster: String,
    pub(super) user: String,
    pub(super) namespace: String,
    pub(super) server: Secret,
    pub(super) tls_server_name: String,
    pub(super) certificate_authority: String,
    pub(super) insecure: bool,
    pub(super) token: Secret,
    pub(super) impersonate: String,
    pub(super) impersonate_groups: Vec<String>,
}

impl Overrides {
    /// Overrides nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// The context to use, which must exist.
    pub fn context(mut self, name: impl Into<String>) -> Self {
        self.context = name.into();
        self
    }

    /// The cluster to use, which must exist.
    pub fn cluster(mut self, name: impl Into<String>) -> Self {
        self.cluster = name.into();
        self
    }

    /// The user to be, which must exist.
    pub fn user(mut self, name: impl Into<String>) -> Self {
        self.user = name.into();
        self
    }

    /// The namespace to use where none is asked for.
    pub fn namespace(mut self, name: impl Into<String>) -> Self {
        self.namespace = name.into();
        self
    }

    /// The namespace that is to be used, if any is named.
    pub fn namespace_name(&self) -> Option<&str> {
        Some(self.namespace.as_str()).filter(|name| !name.is_empty())
    }

    /// The URL of the API server. The file's `tls-server-name` is dropped with its server.
    pub fn server(mut self, url: impl Into<String>) -> Self {
        self.server = Secret::new(url);
        self
    }

    /// The name to check the server's certificate against.
    pub fn tls_server_name(mut self, name: impl Into<String>) -> Self {
        self.tls_server_name = name.into();
        self
    }

    /// The path of a PEM file with the authorities to trust, in place of all the file says of it.
    pub fn certificate_authority(mut self, path: impl Into<String>) -> Self {
        self.certificate_authority = path.into();
        self
    }

    /// Accepts any certificate, in place of the file's authorities.
    pub fn insecure_skip_tls_verify(mut self, insecure: bool) -> Self {
        self.insecure = insecure;
        self
    }

    /// The bearer token.
    pub fn token(mut self, token: Secret) -> Self {
        self.token = token;
        self
    }

    /// The user to act as.
    pub fn impersonate(mut self, user: impl Into<String>) -> Self {
        self.impersonate = user.into();
        self
    }

    /// The groups to act as a member of.
    pub fn impersonate_groups<T: Into<String>>(
        mut self,
        groups: impl IntoIterator<Item = T>,
    ) -> Self {
        self.impersonate_groups = groups.into_iter().map(Into::into).collect();
        self
    }
}
