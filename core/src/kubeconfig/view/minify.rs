//! Only what one context needs.

use crate::by_name::ByName;
use crate::kubeconfig::KubeconfigErrors;
use crate::kubeconfig::error::{Entry, EntryKind, KubeconfigError, KubeconfigErrorKind};
use crate::kubeconfig::model::{Context, Kubeconfig, Origin};

impl Kubeconfig {
    /// Keeps one context, with its cluster and its user, and makes it the current one: the one
    /// called `context`, or with `None` the one that is current already. Preferences and
    /// extensions stay.
    ///
    /// ```
    /// use outrigger::kubeconfig::Kubeconfig;
    ///
    /// let text = "
    /// current-context: dev
    /// contexts:
    /// - {name: dev, context: {cluster: near}}
    /// - {name: live, context: {cluster: far}}
    /// clusters: [{name: near}, {name: far}]
    /// ";
    /// let config = Kubeconfig::parse(text.as_bytes(), "/f")?;
    ///
    /// let live = config.clone().minified(Some("live"))?;
    /// assert_eq!(live.current_context.as_deref(), Some("live"));
    /// assert!(live.clusters.keys().eq(["far"]));
    ///
    /// let errors = config.minified(Some("test")).unwrap_err();
    /// assert_eq!(errors.to_string(), r#"context "test" does not exist"#);
    /// # Ok::<(), outrigger::kubeconfig::KubeconfigErrors>(())
    /// ```
    ///
    /// # Errors
    /// When no context is named and none is current, or when the context does not exist, or the
    /// cluster or the user it names. A context may name neither.
    ///
    /// Source: `MinifyConfig` of client-go.
    pub fn minified(mut self, context: Option<&str>) -> Result<Self, KubeconfigErrors> {
        if let Some(name) = context.filter(|name| !name.is_empty()) {
            self.current_context = Some(name.to_owned());
            self.current_context_origin = None;
        }
        let current = self
            .current_context
            .as_deref()
            .filter(|name| !name.is_empty());
        let Some(name) = current else {
            let message = "current-context must be set in order to minify";
            return Err(KubeconfigError::new(KubeconfigErrorKind::NotFound, message).into());
        };
        let Some((name, context)) = self.contexts.remove_entry(name) else {
            let message = format!("context {name:?} does not exist");
            let origin = self.current_context_origin.as_ref();
            return Err(not_found(message, origin).into());
        };
        let missing = missing(&self, &name, &context);
        if !missing.is_empty() {
            return Err(KubeconfigErrors(missing));
        }
        keep(&mut self.clusters, context.cluster.as_deref());
        keep(&mut self.users, context.user.as_deref());
        self.contexts.clear();
        self.contexts.insert(name, context);
        Ok(self)
    }
}

/// What the context names and is not there. An empty name names nothing.
fn missing(config: &Kubeconfig, name: &str, context: &Context) -> Vec<KubeconfigError> {
    let has_cluster = |name: &str| name.is_empty() || config.clusters.contains_key(name);
    let has_user = |name: &str| name.is_empty() || config.users.contains_key(name);
    let cluster = context.cluster.as_deref().filter(|name| !has_cluster(name));
    let user = context.user.as_deref().filter(|name| !has_user(name));
    let error = |(kind, missing): (EntryKind, Option<&str>)| {
        let message = format!("{kind} {:?} does not exist", missing?);
        let entry = Entry {
            kind: EntryKind::Context,
            name: name.to_owned(),
        };
        let error = not_found(message, context.origin.as_ref());
        Some(error.in_entry(Some(entry)).in_field(&kind.to_string()))
    };
    let references = [(EntryKind::Cluster, cluster), (EntryKind::User, user)];
    references.into_iter().filter_map(error).collect()
}

fn not_found(message: String, origin: Option<&Origin>) -> KubeconfigError {
    KubeconfigError::new(KubeconfigErrorKind::NotFound, message).in_origin(origin)
}

/// An entry with an empty name is nobody's.
fn keep<V>(entries: &mut ByName<V>, wanted: Option<&str>) {
    let wanted = wanted.filter(|name| !name.is_empty());
    let kept = wanted.and_then(|name| entries.remove_entry(name));
    entries.clear();
    if let Some((name, entry)) = kept {
        entries.insert(name, entry);
    }
}
