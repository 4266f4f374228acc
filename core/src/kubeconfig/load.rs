use std::fmt;

use bytes::Bytes;

use super::error::{KubeconfigError, KubeconfigErrors};
use super::model::Kubeconfig;
use super::paths::PathStyle;
use super::printable;

/// Makes one configuration of several files that the caller has read, or tried to.
///
/// Files are given in order of precedence; [`search_paths`](super::search_paths) names them. One
/// that does not exist is skipped, one that is broken is reported beside what the others give.
///
/// ```
/// use bytes::Bytes;
/// use outrigger::kubeconfig::{Loader, PathStyle, ReadError};
///
/// let text = "clusters: [{name: c, cluster: {certificate-authority: ca.crt}}]";
/// let loaded = Loader::new(PathStyle::Unix)
///     .file("/home/u/missing", Err(ReadError::Missing))
///     .file("/home/u/config", Ok(Bytes::from(text)))
///     .file("/home/u/broken", Ok(Bytes::from("[")))
///     .load();
///
/// let cluster = &loaded.config.clusters["c"];
/// assert_eq!(cluster.certificate_authority.as_deref(), Some("/home/u/ca.crt"));
/// assert_eq!(loaded.errors.len(), 1);
/// ```
///
/// Source: `ClientConfigLoadingRules.Load` of client-go.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Loader {
    style: PathStyle,
    configs: Vec<Kubeconfig>,
    errors: Vec<KubeconfigError>,
    missing: Vec<String>,
    warn_if_all_missing: bool,
    keep_paths: bool,
}

/// What a [`Loader`] made.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Loaded {
    /// All files that could be read, merged, their relative paths resolved.
    pub config: Kubeconfig,
    /// What is wrong with the others.
    pub errors: KubeconfigErrors,
    /// What the user may want to know.
    pub warnings: Vec<String>,
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadError {
    /// It does not exist.
    Missing,
    /// It exists and cannot be read: a directory, no permission. The text says which.
    Unreadable(String),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "the file does not exist",
            Self::Unreadable(message) => message,
        })
    }
}

impl std::error::Error for ReadError {}

impl From<std::io::Error> for ReadError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::NotFound => Self::Missing,
            std::io::ErrorKind::IsADirectory => Self::Unreadable("is a directory".to_owned()),
            _ => Self::Unreadable(error.to_string()),
        }
    }
}

impl Loader {
    /// A loader for paths of this style.
    pub fn new(style: PathStyle) -> Self {
        Self {
            style,
            ..Self::default()
        }
    }

    /// Warns when none of the files exists: for files the user named in `KUBECONFIG`.
    pub fn warn_if_all_missing(mut self, warn: bool) -> Self {
        self.warn_if_all_missing = warn;
        self
    }

    /// Leaves the paths in the files added from here on as they are written: for a program that
    /// shows or edits files. [`Kubeconfig::with_resolved_paths`] makes up for it.
    ///
    /// Source: `DoNotResolvePaths` of client-go, which `kubectl config` sets.
    pub fn keep_paths(mut self) -> Self {
        self.keep_paths = true;
        self
    }

    /// Adds a file that may be missing. An absolute path makes the paths in the file absolute. A
    /// path with nothing in it is skipped.
    pub fn file(mut self, path: &str, content: Result<Bytes, ReadError>) -> Self {
        if path.is_empty() {
            return self;
        }
        match content {
            Ok(bytes) => match Kubeconfig::parse(&bytes, path) {
                Ok(config) if self.keep_paths => self.configs.push(config),
                Ok(config) => self.configs.push(config.with_resolved_paths(self.style)),
                Err(errors) => self.errors.extend(errors),
            },
            Err(ReadError::Missing) => self.missing.push(path.to_owned()),
            Err(ReadError::Unreadable(message)) => {
                self.errors.push(KubeconfigError::unreadable(path, message));
            }
        }
        self
    }

    /// Adds a file that must exist: one that a command-line flag names. It is read instead of all
    /// others, so no other file should be added. A path with nothing in it is skipped.
    pub fn explicit(mut self, path: &str, content: Result<Bytes, ReadError>) -> Self {
        if content == Err(ReadError::Missing) && !path.is_empty() {
            self.errors.push(KubeconfigError::missing(path));
            return self;
        }
        self.file(path, content)
    }

    /// Merges what was added.
    pub fn load(self) -> Loaded {
        let none = self.configs.is_empty();
        let warn = self.warn_if_all_missing && none && !self.missing.is_empty();
        let warning =
            || printable::message(&format!("Config not found: {}", self.missing.join(", ")));
        Loaded {
            warnings: warn.then(warning).into_iter().collect(),
            config: Kubeconfig::merge(self.configs),
            errors: KubeconfigErrors(self.errors),
        }
    }
}

impl Loaded {
    /// The configuration, if nothing at all was wrong, as kubectl has it.
    ///
    /// # Errors
    /// The errors of all files.
    pub fn into_result(self) -> Result<Kubeconfig, KubeconfigErrors> {
        if self.errors.is_empty() {
            Ok(self.config)
        } else {
            Err(self.errors)
        }
    }
}
