//! Paths in a kubeconfig are relative to the folder of the file they stand in.

use super::model::{AuthInfo, Cluster, Kubeconfig};
use super::paths::PathStyle;

impl Kubeconfig {
    /// Resolves the paths in it against the folder of the file each entry came from.
    ///
    /// A relative path in a file whose own path is relative stays relative. The program of an
    /// `exec` stays as it is when it is a bare name. Call it once: [`Loader`](super::Loader)
    /// does.
    ///
    /// Source: `ResolveLocalPaths` of client-go, which asks the system for the working directory
    /// where this leaves a path relative.
    #[must_use]
    pub fn with_resolved_paths(mut self, style: PathStyle) -> Self {
        self.clusters
            .values_mut()
            .for_each(|cluster| cluster.resolve_paths(style));
        self.users
            .values_mut()
            .for_each(|user| user.resolve_paths(style));
        self
    }
}

impl Cluster {
    fn resolve_paths(&mut self, style: PathStyle) {
        let (Some(origin), Some(path)) = (&self.origin, &mut self.certificate_authority) else {
            return;
        };
        *path = style.resolve(&origin.file, path);
    }
}

impl AuthInfo {
    fn resolve_paths(&mut self, style: PathStyle) {
        let Some(origin) = &self.origin else {
            return;
        };
        let command = self.exec.as_mut().and_then(|exec| exec.command.as_mut());
        let paths = [
            self.client_certificate.as_mut(),
            self.client_key.as_mut(),
            self.token_file.as_mut(),
            command.filter(|command| command.contains(style.separator())),
        ];
        for path in paths.into_iter().flatten() {
            *path = style.resolve(&origin.file, path);
        }
    }
}
