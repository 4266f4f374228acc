//! Which context, cluster and user.

use super::{Place, Resolver, located};
use crate::kubeconfig::error::{EntryKind, KubeconfigError, KubeconfigErrorKind};
use crate::kubeconfig::model::{AuthInfo, Cluster, Context};

impl<'a> Resolver<'a> {
    pub(super) fn context(&mut self, name: &'a str) -> Option<&'a Context> {
        let context = self.config.contexts.get(name);
        match context {
            Some(context) => self.check_namespace(name, context),
            None if self.overrides.context.is_empty() => {
                let message = format!("context was not found for specified context: {name}");
                let error = KubeconfigError::new(KubeconfigErrorKind::NotFound, message)
                    .in_field("current-context");
                let origin = self.config.current_context_origin.as_ref();
                self.errors.push(located(error, origin));
            }
            None => self.not_found(format!("context {name:?} does not exist")),
        }
        context
    }

    /// client-go checks this only when it validates a whole file, so it is no error here.
    fn check_namespace(&mut self, name: &str, context: &Context) {
        let is_label = |text: &str| {
            let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            text.len() <= 63
                && text.chars().all(inner)
                && !text.starts_with('-')
                && !text.ends_with('-')
        };
        if !context.namespace.as_deref().is_none_or(is_label) {
            self.warn(format!(
                "the namespace of context {name:?} does not conform to the kubernetes DNS_LABEL \
                 rules"
            ));
        }
    }

    /// The cluster with the overrides applied, `None` when there is nothing to apply them to.
    pub(super) fn cluster(
        &mut self,
        name: Option<&str>,
        context_name: Option<&str>,
        context: Option<&Context>,
    ) -> Option<Cluster> {
        let found = name.and_then(|name| self.config.clusters.get(name));
        let server = !self.overrides.server.is_empty();
        match (found, name) {
            (Some(_), _) => {}
            (None, Some(name)) if !self.overrides.cluster.is_empty() => {
                self.not_found(format!("cluster {name:?} does not exist"));
                return None;
            }
            (None, _) if server => {}
            (None, Some(name)) => {
                let message = format!(
                    "cluster {name:?} was not found for context {:?}",
                    context_name.unwrap_or_default()
                );
                self.in_context(context_name, context, "cluster", message);
                return None;
            }
            (None, None) => {
                self.no_cluster(context_name, context);
                return None;
            }
        }
        Some(found.cloned().unwrap_or_default().with(self.overrides))
    }

    /// Neither a context nor an override names a cluster.
    fn no_cluster(&mut self, name: Option<&str>, context: Option<&Context>) {
        if context.is_some() {
            let name_text = name.unwrap_or_default();
            let message = format!("cluster was not specified for context {name_text:?}");
            self.in_context(name, context, "cluster", message);
        } else if name.is_none() {
            let message = if self.config.contexts.is_empty() {
                "no configuration has been provided".to_owned()
            } else {
                let names: Vec<_> = self.config.contexts.keys().take(10).collect();
                format!("no context chosen: current-context is not set, there are {names:?}")
            };
            let kind = KubeconfigErrorKind::Empty;
            self.errors.push(KubeconfigError::new(kind, message));
        }
    }

    /// The user with the overrides applied.
    pub(super) fn user(&mut self, name: Option<&str>, context: Option<&str>) -> AuthInfo {
        let found = name.and_then(|name| self.config.users.get(name));
        match (found, name) {
            (None, Some(name)) if !self.overrides.user.is_empty() => {
                self.not_found(format!("auth info {name:?} does not exist"));
            }
            (None, Some(name)) => self.warn(format!(
                "user {name:?} was not found for context {:?}",
                context.unwrap_or_default()
            )),
            _ => {}
        }
        found.cloned().unwrap_or_default().with(self.overrides)
    }

    /// What an override names does not exist.
    fn not_found(&mut self, message: String) {
        let error = KubeconfigError::new(KubeconfigErrorKind::NotFound, message);
        self.errors.push(error);
    }

    fn in_context(
        &mut self,
        name: Option<&str>,
        context: Option<&Context>,
        field: &str,
        message: String,
    ) {
        let place = Place {
            kind: EntryKind::Context,
            name: name.unwrap_or_default(),
            origin: context.and_then(|context| context.origin.as_ref()),
        };
        self.fail(&place, field, KubeconfigErrorKind::NotFound, message);
    }
}

/// The override's name, or else the file's.
pub(super) fn pick<'a>(from_override: &'a str, file: Option<&'a String>) -> Option<&'a str> {
    let file = file.map(String::as_str);
    Some(from_override)
        .filter(|name| !name.is_empty())
        .or(file.filter(|name| !name.is_empty()))
}
