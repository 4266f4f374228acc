//! What `kubectl config view` does to a kubeconfig before it prints it.
//!
//! ```text
//!   --minify ─▶ minified     --flatten ─▶ flattened,  else without --raw ─▶ redacted, shortened
//! ```
//!
//! and at last [`Kubeconfig::without_unknown_fields`] and [`Kubeconfig::to_json`].

mod flatten;
mod minify;
mod redact;

use super::model::Kubeconfig;

impl Kubeconfig {
    /// Drops the fields this crate does not know, as kubectl does whenever it writes a
    /// kubeconfig. Extensions stay.
    ///
    /// ```
    /// use outrigger::kubeconfig::Kubeconfig;
    ///
    /// let config = Kubeconfig::parse(b"users: [{name: a, user: {id-token: s3cr3t}}]", "/f")?;
    /// assert!(config.to_json().contains("s3cr3t"));
    /// assert!(!config.without_unknown_fields().to_json().contains("s3cr3t"));
    /// # Ok::<(), outrigger::kubeconfig::KubeconfigErrors>(())
    /// ```
    #[must_use]
    pub fn without_unknown_fields(mut self) -> Self {
        self.other.clear();
        self.preferences.other.clear();
        for cluster in self.clusters.values_mut() {
            cluster.other.clear();
        }
        for context in self.contexts.values_mut() {
            context.other.clear();
        }
        for user in self.users.values_mut() {
            user.other.clear();
            if let Some(exec) = &mut user.exec {
                exec.other.clear();
            }
        }
        self
    }
}
