use std::fmt;

use super::model::Origin;
use super::printable::{self, MAX_NAME, clipped, printable};
use super::yaml::YamlError;

/// One thing that is wrong with a kubeconfig: the file, the place, the entry, the field, and what
/// is wrong with it.
///
/// Names and paths are shown, values never: any of them may be a credential. Of names and fields of
/// more than 200 characters the first and the last hundred are shown, of messages the first and the
/// last thousand.
///
/// ```
/// use outrigger::kubeconfig::Kubeconfig;
///
/// let text = "users:\n- name: alice\n  user:\n    token: 12345\n";
/// let errors = Kubeconfig::parse(text.as_bytes(), "/home/alice/.kube/config").unwrap_err();
/// assert_eq!(
///     errors.to_string(),
///     "kubeconfig \"/home/alice/.kube/config\": line 4, column 12: user \"alice\": \
///      token: must be text, not a number; put it in quotes",
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KubeconfigError {
    kind: KubeconfigErrorKind,
    file: Option<String>,
    place: Option<(usize, usize)>,
    entry: Option<Entry>,
    field: Option<String>,
    message: String,
}

/// What is wrong with a kubeconfig.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KubeconfigErrorKind {
    /// Fields contradict each other.
    Conflict,
    /// Two entries of one list have the same name.
    Duplicate,
    /// Nothing says which server to talk to: there is no configuration, or its context names no
    /// cluster that exists. A program may look elsewhere, as kubectl does in a pod.
    Empty,
    /// A field has the wrong type or a value that cannot be used.
    Invalid,
    /// A file that was asked for by name does not exist.
    Missing,
    /// A context, cluster or user that something refers to does not exist.
    NotFound,
    /// The file is no YAML.
    Syntax,
    /// The file exists and cannot be read.
    Unreadable,
}

/// Which list of a kubeconfig an entry is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum EntryKind {
    /// An entry of `clusters`.
    Cluster,
    /// An entry of `contexts`.
    Context,
    /// An entry of `users`.
    User,
}

/// A named entry of a kubeconfig.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Entry {
    /// Its list.
    pub kind: EntryKind,
    /// Its name; of a long one, as much as is shown.
    pub name: String,
}

impl Entry {
    pub(super) fn new(kind: EntryKind, name: &str) -> Self {
        let name = clipped(name, MAX_NAME).into_owned();
        Self { kind, name }
    }
}

impl KubeconfigError {
    pub(super) fn new(kind: KubeconfigErrorKind, message: impl AsRef<str>) -> Self {
        Self {
            kind,
            file: None,
            place: None,
            entry: None,
            field: None,
            message: printable::message(message.as_ref()),
        }
    }

    /// The file at `path` does not exist.
    pub fn missing(path: &str) -> Self {
        let error = Self::new(KubeconfigErrorKind::Missing, "the file does not exist");
        error.in_file(path)
    }

    /// The file at `path` cannot be read, `message` says why.
    ///
    /// ```
    /// use outrigger::kubeconfig::KubeconfigError;
    ///
    /// let error = KubeconfigError::unreadable("/x", "is a directory");
    /// assert_eq!(error.to_string(), r#"loading kubeconfig "/x": is a directory"#);
    /// ```
    pub fn unreadable(path: &str, message: impl AsRef<str>) -> Self {
        Self::new(KubeconfigErrorKind::Unreadable, message).in_file(path)
    }

    pub(super) fn syntax(path: &str, error: &YamlError) -> Self {
        Self::new(KubeconfigErrorKind::Syntax, error.message())
            .in_file(path)
            .at((error.line(), error.column()))
    }

    pub(super) fn in_file(mut self, path: &str) -> Self {
        self.file = Some(path.to_owned());
        self
    }

    pub(super) fn at(mut self, place: (usize, usize)) -> Self {
        self.place = Some(place);
        self
    }

    /// What is wrong is in what was written there.
    pub(super) fn in_origin(self, origin: Option<&Origin>) -> Self {
        match origin {
            Some(origin) => self.in_file(&origin.file).at((origin.line, origin.column)),
            None => self,
        }
    }

    pub(super) fn in_entry(mut self, entry: Option<Entry>) -> Self {
        self.entry = entry.map(|entry| Entry::new(entry.kind, &entry.name));
        self
    }

    pub(super) fn in_field(mut self, field: &str) -> Self {
        self.field = Some(printable(&clipped(field, MAX_NAME)));
        self
    }

    /// What is wrong.
    pub fn kind(&self) -> KubeconfigErrorKind {
        self.kind
    }

    /// The path of the file, `None` when what is wrong came from an override.
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// The line, counted from 1. An error found while resolving names the place of its entry.
    pub fn line(&self) -> Option<usize> {
        self.place.map(|(line, _)| line)
    }

    /// The column, counted from 1 in characters.
    pub fn column(&self) -> Option<usize> {
        self.place.map(|(_, column)| column)
    }

    /// The entry.
    pub fn entry(&self) -> Option<&Entry> {
        self.entry.as_ref()
    }

    /// The field, as a path from its entry or from the top: `exec.env[0].value`.
    pub fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }

    /// What is wrong, without the place.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for KubeconfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use KubeconfigErrorKind::{Missing, Syntax, Unreadable};
        if let Some(file) = &self.file {
            // A file that an entry names is another one.
            let loading =
                self.entry.is_none() && matches!(self.kind, Missing | Syntax | Unreadable);
            f.write_str(if loading { "loading " } else { "" })?;
            write!(f, "kubeconfig {file:?}: ")?;
        }
        if let Some((line, column)) = self.place {
            write!(f, "line {line}, column {column}: ")?;
        }
        if let Some(entry) = &self.entry {
            write!(f, "{entry}: ")?;
        }
        if let Some(field) = &self.field {
            write!(f, "{field}: ")?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for KubeconfigError {}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.kind, self.name)
    }
}

impl fmt::Display for EntryKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cluster => "cluster",
            Self::Context => "context",
            Self::User => "user",
        })
    }
}

/// How many errors of one file are reported.
pub(super) const MAX_ERRORS: usize = 100;

/// Everything that is wrong with a kubeconfig, found in one go; of one file, the first hundred.
/// Never empty where it is the error of a `Result`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KubeconfigErrors(pub(super) Vec<KubeconfigError>);

impl KubeconfigErrors {
    /// Each error.
    pub fn iter(&self) -> std::slice::Iter<'_, KubeconfigError> {
        self.0.iter()
    }

    /// How many errors there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether nothing is wrong but that no cluster is configured; see
    /// [`KubeconfigErrorKind::Empty`].
    ///
    /// Source: `IsEmptyConfig` of client-go.
    pub fn is_empty_config(&self) -> bool {
        matches!(&self.0[..], [error] if error.kind == KubeconfigErrorKind::Empty)
    }
}

impl From<KubeconfigError> for KubeconfigErrors {
    fn from(error: KubeconfigError) -> Self {
        Self(vec![error])
    }
}

impl<'a> IntoIterator for &'a KubeconfigErrors {
    type Item = &'a KubeconfigError;
    type IntoIter = std::slice::Iter<'a, KubeconfigError>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for KubeconfigErrors {
    type Item = KubeconfigError;
    type IntoIter = std::vec::IntoIter<KubeconfigError>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl fmt::Display for KubeconfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.iter().enumerate() {
            f.write_str(if index == 0 { "" } else { "; " })?;
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for KubeconfigErrors {}
