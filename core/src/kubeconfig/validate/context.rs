use super::{Place, Problems, filled};
use crate::kubeconfig::error::{EntryKind, KubeconfigErrorKind};
use crate::kubeconfig::model::{Context, Kubeconfig};

impl<'a> Place<'a> {
    pub(in crate::kubeconfig) fn context(name: &'a str, context: &'a Context) -> Self {
        Self {
            kind: EntryKind::Context,
            name,
            origin: context.origin.as_ref(),
        }
    }
}

impl Problems<'_> {
    /// Checks a context, not what it names.
    ///
    /// Source: `validateContext` of client-go.
    pub(in crate::kubeconfig) fn context(
        &mut self,
        name: &str,
        context: &Context,
        config: &Kubeconfig,
    ) {
        let place = Place::context(name, context);
        let (user, cluster) = (
            filled(context.user.as_ref()),
            filled(context.cluster.as_ref()),
        );
        let namespace = filled(context.namespace.as_ref());
        if name.is_empty() {
            let message = format!(
                "empty context name for {{cluster: {:?}, user: {:?}, namespace: {:?}}} is not \
                 allowed",
                cluster.map_or("", String::as_str),
                user.map_or("", String::as_str),
                namespace.map_or("", String::as_str),
            );
            self.fail(&place, "name", KubeconfigErrorKind::Invalid, message);
        }
        let exists = |name: &String| config.users.contains_key(name);
        self.refers(&place, "user", user, exists);
        let exists = |name: &String| config.clusters.contains_key(name);
        self.refers(&place, "cluster", cluster, exists);
        if let Some(namespace) = namespace.filter(|name| !is_dns_label(name)) {
            let message = format!(
                "namespace {namespace:?} for context {name:?} does not conform to the kubernetes \
                 DNS_LABEL rules"
            );
            self.fail(&place, "namespace", KubeconfigErrorKind::Invalid, message);
        }
    }

    fn refers(
        &mut self,
        place: &Place<'_>,
        field: &str,
        name: Option<&String>,
        exists: impl Fn(&String) -> bool,
    ) {
        let message = match name {
            None => format!("{field} was not specified for context {:?}", place.name),
            Some(name) if exists(name) => return,
            Some(name) => format!(
                "{field} {name:?} was not found for context {:?}",
                place.name
            ),
        };
        self.fail(place, field, KubeconfigErrorKind::NotFound, message);
    }
}

/// Whether this can be the name of a namespace.
///
/// Source: `IsDNS1123Label` of apimachinery.
pub(in crate::kubeconfig) fn is_dns_label(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !text.is_empty()
        && text.len() <= 63
        && text.chars().all(inner)
        && !text.starts_with('-')
        && !text.ends_with('-')
}
