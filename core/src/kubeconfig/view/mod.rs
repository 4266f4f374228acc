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

use super::model::{Kubeconfig, Opaque};
use crate::by_name::ByName;

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
        clear_entries(&mut self.extensions);
        self.preferences.other.clear();
        clear_entries(&mut self.preferences.extensions);
        for cluster in self.clusters.values_mut() {
            cluster.other.clear();
            cluster.entry_other.clear();
            clear_entries(&mut cluster.extensions);
        }
        for context in self.contexts.values_mut() {
            context.other.clear();
            context.entry_other.clear();
            clear_entries(&mut context.extensions);
        }
        for user in self.users.values_mut() {
            user.other.clear();
            user.entry_other.clear();
            clear_entries(&mut user.extensions);
            if let Some(provider) = &mut user.auth_provider {
                provider.other.clear();
            }
            if let Some(exec) = &mut user.exec {
                exec.other.clear();
                exec.env
                    .iter_mut()
                    .for_each(|variable| variable.other.clear());
            }
        }
        self
    }
}

/// Drops what stands beside the extensions' names and values.
fn clear_entries(extensions: &mut ByName<Opaque>) {
    for extension in extensions.values_mut() {
        extension.entry_other.clear();
    }
}
