//! Which context, cluster and user.

use super::Resolver;
use crate::kubeconfig::error::{KubeconfigError, KubeconfigErrorKind};
use crate::kubeconfig::model::{AuthInfo, Cluster, Context};
use crate::kubeconfig::validate::{NO_CONFIGURATION, Place, filled, is_dns_label};

/// What is asked for, with the overrides applied. A name may be empty: an entry may have that
/// name, and nothing else goes by it.
pub(super) struct Selected {
    pub(super) context_name: String,
    pub(super) context: Context,
    pub(super) user: AuthInfo,
    /// `None` when there is none, which an error says.
    pub(super) cluster: Option<Cluster>,
}

impl Selected {
    pub(super) fn cluster_name(&self) -> &str {
        self.context.cluster.as_deref().unwrap_or_default()
    }

    pub(super) fn user_name(&self) -> &str {
        self.context.user.as_deref().unwrap_or_default()
    }
}

impl Resolver<'_> {
    pub(super) fn select(&mut self) -> Selected {
        let current = self.config.current_context.as_deref();
        let name = self
            .overrides
            .context_name()
            .or(current)
            .unwrap_or_default();
        let entry = self.config.contexts.get(name);
        match entry {
            Some(context) => self.check_namespace(name, context),
            None => self.no_context(name),
        }
        let context = self.overrides.over_context(entry);
        let user = self.user(name, &context);
        let cluster = self.cluster(name, entry.is_some(), &context);
        Selected {
            context_name: name.to_owned(),
            context,
            user,
            cluster,
        }
    }

    fn no_context(&mut self, name: &str) {
        if self.overrides.context_name().is_some() {
            self.not_found(format!("context {name:?} does not exist"));
        } else if !name.is_empty() {
            let origin = self.config.current_context_origin.as_ref();
            self.problems.no_current_context(name, origin);
        }
    }

    /// client-go checks this only when it validates a whole file, so it is no error here.
    fn check_namespace(&mut self, name: &str, context: &Context) {
        let namespace = filled(context.namespace.as_ref());
        if namespace.is_some_and(|namespace| !is_dns_label(namespace)) {
            self.warn(format!(
                "the namespace of context {name:?} does not conform to the kubernetes DNS_LABEL \
                 rules"
            ));
        }
    }

    fn user(&mut self, context_name: &str, context: &Context) -> AuthInfo {
        let name = context.user.as_deref().unwrap_or_default();
        let entry = self.config.users.get(name);
        if entry.is_none() && !name.is_empty() {
            match self.overrides.context_info.user {
                Some(_) => self.not_found(format!("auth info {name:?} does not exist")),
                None => self.warn(format!(
                    "user {name:?} was not found for context {context_name:?}"
                )),
            }
        }
        self.overrides.over_user(entry)
    }

    /// The cluster, unless there is neither an entry nor anything that stands in for it.
    fn cluster(&mut self, context_name: &str, found: bool, context: &Context) -> Option<Cluster> {
        let name = context.cluster.as_deref().unwrap_or_default();
        let entry = self.config.clusters.get(name);
        if entry.is_none() && self.overrides.context_info.cluster.is_some() {
            self.not_found(format!("cluster {name:?} does not exist"));
            return None;
        }
        let cluster = self.overrides.over_cluster(entry);
        if entry.is_some() || filled(cluster.server.as_ref()).is_some() {
            return Some(cluster);
        }
        // Where overrides say something of a cluster, client-go does not take it for none.
        let kind = match cluster == Cluster::default() {
            true => KubeconfigErrorKind::Empty,
            false => KubeconfigErrorKind::Invalid,
        };
        let place = Place::context(context_name, context);
        if !name.is_empty() {
            let message = format!("cluster {name:?} was not found for context {context_name:?}");
            self.problems.fail(&place, "cluster", kind, message);
        } else if found {
            let message = format!("cluster was not specified for context {context_name:?}");
            self.problems.fail(&place, "cluster", kind, message);
        } else if kind == KubeconfigErrorKind::Invalid {
            let message = "default cluster has no server defined";
            self.problems
                .fail(&Place::cluster("", &cluster), "server", kind, message);
        } else if context_name.is_empty() {
            self.nothing_chosen();
        }
        None
    }

    fn nothing_chosen(&mut self) {
        let message = if self.config.contexts.is_empty() {
            NO_CONFIGURATION.to_owned()
        } else {
            let names: Vec<_> = self.config.contexts.keys().take(10).collect();
            format!("no context chosen: current-context is not set, there are {names:?}")
        };
        let kind = KubeconfigErrorKind::Empty;
        self.problems.add(KubeconfigError::new(kind, message));
    }

    /// What an override names does not exist.
    fn not_found(&mut self, message: String) {
        let error = KubeconfigError::new(KubeconfigErrorKind::NotFound, message);
        self.problems.add(error);
    }
}
