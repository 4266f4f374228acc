//! What is wrong with entries, whoever uses them.

mod cluster;
mod context;
mod user;

pub(super) use self::context::is_dns_label;

use super::error::{
    Entry, EntryKind, KubeconfigError, KubeconfigErrorKind, KubeconfigErrors, MAX_ERRORS,
};
use super::load::ReadError;
use super::model::{Cluster, Kubeconfig, Origin};
use super::shown::shown_path;

/// Tells whether a file can be opened.
pub(super) type Readable<'a> = &'a dyn Fn(&str) -> Result<(), ReadError>;

/// What nobody looks at is taken as there.
pub(super) fn unseen(_path: &str) -> Result<(), ReadError> {
    Ok(())
}

/// The text of [`KubeconfigErrorKind::Empty`].
pub(super) const NO_CONFIGURATION: &str =
    "no configuration has been provided, try setting KUBERNETES_MASTER environment variable";

impl Kubeconfig {
    /// Checks all of it, also what no context uses: that what entries refer to exists, that
    /// fields do not contradict each other, and that what is required is there.
    ///
    /// The files that are named are taken as readable; [`validate_with`](Self::validate_with)
    /// looks at them.
    ///
    /// ```
    /// use outrigger::kubeconfig::Kubeconfig;
    ///
    /// let text = "
    /// contexts: [{name: dev, context: {cluster: gone, user: me}}]
    /// users: [{name: me, user: {token: a, username: b}}]
    /// ";
    /// let config = Kubeconfig::parse(text.as_bytes(), "/home/me/.kube/config")?;
    /// let errors = config.validate().unwrap_err();
    /// let texts: Vec<_> = errors.iter().map(|error| error.message()).collect();
    /// assert_eq!(texts, [
    ///     "cluster \"gone\" was not found for context \"dev\"",
    ///     "more than one authentication method found for me; found [token basicAuth], only one \
    ///      is allowed",
    /// ]);
    /// # Ok::<(), outrigger::kubeconfig::KubeconfigErrors>(())
    /// ```
    ///
    /// # Errors
    /// Everything that is wrong, contexts first, then users, then clusters, each by name; the
    /// first hundred.
    ///
    /// Source: `Validate` in client-go's `tools/clientcmd/validation.go`.
    pub fn validate(&self) -> Result<(), KubeconfigErrors> {
        self.validate_with(unseen)
    }

    /// As [`validate`](Self::validate), and checks that the certificates and keys that are in
    /// files can be read: `readable` is asked about each path, and should open it.
    ///
    /// # Errors
    /// As [`validate`](Self::validate), and files that cannot be read.
    pub fn validate_with(
        &self,
        readable: impl Fn(&str) -> Result<(), ReadError>,
    ) -> Result<(), KubeconfigErrors> {
        let mut problems = Problems::new(&readable);
        if self.is_empty() {
            problems.add(KubeconfigError::new(
                KubeconfigErrorKind::Empty,
                NO_CONFIGURATION,
            ));
        }
        if let Some(name) = self
            .current_context
            .as_ref()
            .filter(|name| !name.is_empty())
            && !self.contexts.contains_key(name)
        {
            problems.no_current_context(name, self.current_context_origin.as_ref());
        }
        for (name, context) in &self.contexts {
            problems.context(name, context, self);
        }
        for (name, user) in &self.users {
            problems.user(&Place::user(name, user), user);
        }
        for (name, cluster) in &self.clusters {
            problems.cluster(&Place::cluster(name, cluster), cluster);
        }
        problems.into_result()
    }

    /// Checks one context, and the cluster and the user it names: no override is applied, and
    /// `readable` is asked as by [`validate_with`](Self::validate_with). An empty `name` is the
    /// current context.
    ///
    /// [`resolve`](Self::resolve) is less strict: a context needs no user there, for requests may
    /// be anonymous, nor a namespace that conforms to Kubernetes' rules.
    ///
    /// # Errors
    /// Everything that is wrong with the context, its cluster and its user.
    ///
    /// Source: `ConfirmUsable` in client-go's `tools/clientcmd/validation.go`.
    pub fn confirm_usable(
        &self,
        name: &str,
        readable: impl Fn(&str) -> Result<(), ReadError>,
    ) -> Result<(), KubeconfigErrors> {
        let mut problems = Problems::new(&readable);
        let current = self.current_context.as_deref().unwrap_or_default();
        let chosen = if name.is_empty() { current } else { name };
        if self.is_empty() {
            problems.add(KubeconfigError::new(
                KubeconfigErrorKind::Empty,
                NO_CONFIGURATION,
            ));
        } else if chosen.is_empty() {
            problems.add(KubeconfigError::new(
                KubeconfigErrorKind::NotFound,
                "no context chosen",
            ));
        } else if let Some(context) = self.contexts.get(chosen) {
            problems.context(chosen, context, self);
            let name = context.user.as_deref().unwrap_or_default();
            let user = self.users.get(name).cloned().unwrap_or_default();
            problems.user(&Place::user(name, &user), &user);
            let name = context.cluster.as_deref().unwrap_or_default();
            match self.clusters.get(name) {
                Some(cluster) => problems.cluster(&Place::cluster(name, cluster), cluster),
                None => problems.no_server(&Place::cluster(name, &Cluster::default())),
            }
        } else {
            let origin = self.current_context_origin.as_ref();
            problems.no_current_context(chosen, origin.filter(|_| name.is_empty()));
        }
        problems.into_result()
    }

    /// Whether nothing at all is configured.
    ///
    /// Source: `IsConfigEmpty` of client-go.
    fn is_empty(&self) -> bool {
        self.users.is_empty()
            && self.clusters.is_empty()
            && self.contexts.is_empty()
            && self.current_context.as_deref().is_none_or(str::is_empty)
            && self.preferences.extensions.is_empty()
            && !self.preferences.colors
            && self.extensions.is_empty()
    }
}

/// What is wrong, as far as it has been found.
pub(super) struct Problems<'a> {
    errors: Vec<KubeconfigError>,
    readable: Readable<'a>,
}

/// An entry that is being looked at, for error messages.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) kind: EntryKind,
    pub(super) name: &'a str,
    pub(super) origin: Option<&'a Origin>,
}

impl Place<'_> {
    /// Something that is wrong here; an empty `field` is none.
    pub(super) fn error(
        &self,
        field: &str,
        kind: KubeconfigErrorKind,
        message: impl AsRef<str>,
    ) -> KubeconfigError {
        let entry = Entry {
            kind: self.kind,
            name: self.name.to_owned(),
        };
        let error = KubeconfigError::new(kind, message).in_entry(Some(entry));
        let error = if field.is_empty() {
            error
        } else {
            error.in_field(field)
        };
        error.in_origin(self.origin)
    }
}

impl<'a> Problems<'a> {
    pub(super) fn new(readable: Readable<'a>) -> Self {
        Self {
            errors: Vec::new(),
            readable,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// Whether nothing is wrong but that there is no cluster.
    pub(super) fn is_empty_config(&self) -> bool {
        matches!(&self.errors[..], [error] if error.kind() == KubeconfigErrorKind::Empty)
    }

    pub(super) fn into_result(self) -> Result<(), KubeconfigErrors> {
        match self.is_empty() {
            true => Ok(()),
            false => Err(self.into_errors()),
        }
    }

    pub(super) fn into_errors(self) -> KubeconfigErrors {
        KubeconfigErrors(self.errors)
    }

    /// Remembers an error, unless there are [`MAX_ERRORS`] already.
    pub(super) fn add(&mut self, error: KubeconfigError) {
        if self.errors.len() < MAX_ERRORS {
            self.errors.push(error);
        }
    }

    pub(super) fn fail(
        &mut self,
        place: &Place<'_>,
        field: &str,
        kind: KubeconfigErrorKind,
        message: impl AsRef<str>,
    ) {
        self.add(place.error(field, kind, message));
    }

    pub(super) fn no_current_context(&mut self, name: &str, origin: Option<&Origin>) {
        let message = format!("context was not found for specified context: {name}");
        let error = KubeconfigError::new(KubeconfigErrorKind::NotFound, message);
        let error = match origin {
            Some(_) => error.in_field("current-context"),
            None => error,
        };
        self.add(error.in_origin(origin));
    }

    /// Checks that a file can be opened; `what` is client-go's name for the field.
    pub(super) fn check_file(&mut self, place: &Place<'_>, field: &str, what: &str, path: &str) {
        if let Err(reason) = (self.readable)(path) {
            let message = format!(
                "unable to read {what} {} for {} due to {reason}",
                shown_path(path),
                place.name
            );
            let kind = match reason {
                ReadError::Missing => KubeconfigErrorKind::Missing,
                ReadError::Unreadable(_) => KubeconfigErrorKind::Unreadable,
            };
            self.fail(place, field, kind, message);
        }
    }
}

/// A field that says something.
pub(super) fn filled(text: Option<&String>) -> Option<&String> {
    text.filter(|text| !text.is_empty())
}
