use std::collections::BTreeMap;

use super::model::{AuthInfo, Cluster, Kubeconfig, Preferences};
use super::paths::PathStyle;

impl Kubeconfig {
    /// Merges several files, the first having precedence.
    ///
    /// An entry comes whole from the first file that has one of its name; nothing of a later
    /// file's entry of that name is used. `current-context` is the first one that is set.
    ///
    /// ```
    /// use outrigger::kubeconfig::Kubeconfig;
    ///
    /// let first = Kubeconfig::parse(b"current-context: ''\nusers: [{name: a, user: {}}]", "1")?;
    /// let second = Kubeconfig::parse(
    ///     b"current-context: dev\nusers: [{name: a, user: {token: t}}, {name: b}]", "2")?;
    ///
    /// let merged = Kubeconfig::merge([first, second]);
    /// assert_eq!(merged.current_context.as_deref(), Some("dev"));
    /// assert!(merged.users["a"].token.is_none());
    /// assert!(merged.users.contains_key("b"));
    /// # Ok::<(), outrigger::kubeconfig::KubeconfigErrors>(())
    /// ```
    ///
    /// Source: `ClientConfigLoadingRules.Load` and `merge` of client-go.
    #[must_use]
    pub fn merge(files: impl IntoIterator<Item = Self>) -> Self {
        files
            .into_iter()
            .reduce(Self::merged_with)
            .unwrap_or_default()
    }

    fn merged_with(mut self, later: Self) -> Self {
        add(&mut self.clusters, later.clusters);
        add(&mut self.users, later.users);
        add(&mut self.contexts, later.contexts);
        add(&mut self.extensions, later.extensions);
        add(&mut self.other, later.other);
        if self.current_context.as_deref().is_none_or(str::is_empty) {
            self.current_context = later.current_context;
            self.current_context_origin = later.current_context_origin;
        }
        self.preferences.merge(later.preferences);
        self
    }

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

impl Preferences {
    fn merge(&mut self, later: Self) {
        self.colors |= later.colors;
        add(&mut self.extensions, later.extensions);
        add(&mut self.other, later.other);
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

/// Adds what `first` does not have.
fn add<V>(first: &mut BTreeMap<String, V>, later: BTreeMap<String, V>) {
    for (name, value) in later {
        first.entry(name).or_insert(value);
    }
}
