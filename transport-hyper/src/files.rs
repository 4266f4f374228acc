//! Files, each way of failing told apart.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::ops::Deref;
use std::path::{Path, PathBuf};

use outrigger::Secret;
use outrigger::kubeconfig::shown_path;

/// Bytes of a kubeconfig, a certificate or a token file.
const FILE_MAX: u64 = 10 * 1024 * 1024;

/// The path of a file that a kubeconfig names. What looks like a credential that stands there by
/// mistake is not shown.
#[derive(Clone)]
pub(crate) struct NamedPath(PathBuf);

impl NamedPath {
    fn shown(&self) -> String {
        shown_path(&self.0.to_string_lossy()).into_owned()
    }
}

impl<P: Into<PathBuf>> From<P> for NamedPath {
    fn from(path: P) -> Self {
        Self(path.into())
    }
}

impl Deref for NamedPath {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

impl fmt::Debug for NamedPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.shown().fmt(f)
    }
}

/// Why a file could not be read. It names the file, never what is in it; nor what looks like a
/// credential in the place of a path, see [`shown_path`].
#[derive(Debug)]
pub struct FileError {
    path: NamedPath,
    kind: FileErrorKind,
    source: Option<io::Error>,
}

/// What kept a file from being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileErrorKind {
    /// It is a directory.
    Directory,
    /// There is nothing in it, where there should be.
    Empty,
    /// It does not exist.
    Missing,
    /// It is not UTF-8.
    NotText,
    /// It is larger than 10 MiB.
    TooLarge,
    /// It exists and cannot be read: no permission, a broken disk.
    Unreadable,
}

impl FileErrorKind {
    const fn describe(self) -> &'static str {
        match self {
            Self::Directory => "is a directory",
            Self::Empty => "is empty",
            Self::Missing => "does not exist",
            Self::NotText => "is not UTF-8",
            Self::TooLarge => "is larger than 10 MiB",
            Self::Unreadable => "cannot be read",
        }
    }
}

impl FileError {
    fn new(path: &Path, kind: FileErrorKind) -> Self {
        Self {
            path: path.into(),
            kind,
            source: None,
        }
    }

    fn of_io(path: &Path, error: io::Error) -> Self {
        let kind = match error.kind() {
            io::ErrorKind::NotFound => FileErrorKind::Missing,
            io::ErrorKind::IsADirectory => FileErrorKind::Directory,
            _ => FileErrorKind::Unreadable,
        };
        Self {
            source: Some(error),
            ..Self::new(path, kind)
        }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What kept it from being read.
    pub const fn kind(&self) -> FileErrorKind {
        self.kind
    }

    /// What kept it from being read, in words that go behind the path.
    pub(crate) fn reason(&self) -> String {
        match (self.kind, &self.source) {
            (FileErrorKind::Unreadable, Some(source)) => source.to_string(),
            (kind, _) => kind.describe().to_owned(),
        }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.path.shown(), self.kind.describe())
    }
}

impl std::error::Error for FileError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source
            .as_ref()
            .map(|error| error as &(dyn std::error::Error + 'static))
    }
}

/// Reads a text file of bounded size. Blocks.
///
/// # Errors
/// See [`FileErrorKind`].
pub(crate) fn read_text(path: &Path) -> Result<String, FileError> {
    let bytes = read_bytes(path)?;
    String::from_utf8(bytes).map_err(|_| FileError::new(path, FileErrorKind::NotText))
}

/// Whether a file can be opened, which says nothing of its content. Blocks.
///
/// # Errors
/// See [`FileErrorKind`].
pub(crate) fn reads(path: &Path) -> Result<(), FileError> {
    open(path).map(drop)
}

/// Reads a file of bounded size. Blocks.
///
/// # Errors
/// See [`FileErrorKind`].
pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>, FileError> {
    let mut bytes = Vec::new();
    let mut bounded = open(path)?.take(FILE_MAX + 1);
    let read = bounded.read_to_end(&mut bytes);
    read.map_err(|error| FileError::of_io(path, error))?;
    if bytes.len() as u64 > FILE_MAX {
        return Err(FileError::new(path, FileErrorKind::TooLarge));
    }
    Ok(bytes)
}

fn open(path: &Path) -> Result<File, FileError> {
    let of_io = |error| FileError::of_io(path, error);
    let file = File::open(path).map_err(of_io)?;
    // On Unix a directory opens; reading it would fail less clearly.
    if file.metadata().map_err(of_io)?.is_dir() {
        return Err(FileError::new(path, FileErrorKind::Directory));
    }
    Ok(file)
}

/// A token in a file that something else renews.
#[derive(Debug)]
pub(crate) struct TokenFile(NamedPath);

impl TokenFile {
    /// A token in the file at `path`, which is not read yet.
    pub(crate) fn new(path: impl Into<PathBuf>) -> Self {
        Self(NamedPath(path.into()))
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// The token, without the white space around it. Blocks.
    ///
    /// # Errors
    /// When the file cannot be read or holds nothing.
    pub(crate) fn read(&self) -> Result<Secret, FileError> {
        match read_text(&self.0)?.trim() {
            "" => Err(FileError::new(&self.0, FileErrorKind::Empty)),
            token => Ok(Secret::new(token)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_has_its_kind() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("binary"), [0xff, 0xfe]).unwrap();
        let large = std::fs::File::create(path("large")).unwrap();
        large.set_len(FILE_MAX + 1).unwrap();
        std::fs::write(path("good"), "text").unwrap();
        for (name, kind) in [
            ("", FileErrorKind::Directory),
            ("absent", FileErrorKind::Missing),
            ("binary", FileErrorKind::NotText),
            ("large", FileErrorKind::TooLarge),
            ("good/below", FileErrorKind::Unreadable),
        ] {
            let error = read_text(&path(name)).unwrap_err();
            assert_eq!(error.kind(), kind, "{error}");
            assert_eq!(error.path(), path(name));
        }
        assert_eq!(read_text(&path("good")).unwrap(), "text");
    }

    #[test]
    fn a_credential_in_the_place_of_a_path_is_not_shown() {
        for credential in ["eyJhbGciOiJSUzI1NiJ9.e30.c2ln", "LS0tLS1CRUdJTi/BFQyBQ"] {
            let path = format!("/absent/{credential}");
            let error = read_text(Path::new(&path)).unwrap_err();
            let shown = format!("{error} {error:?} {:?}", TokenFile::new(&path));
            assert!(
                !shown.contains("eyJ") && !shown.contains("BFQyBQ"),
                "{shown}"
            );
            assert_eq!(error.to_string(), "[redacted: not a path] does not exist");
            assert_eq!(error.path(), Path::new(&path));
        }
    }

    #[test]
    fn a_token_is_trimmed_and_must_be_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        let file = TokenFile::new(&path);
        assert_eq!(file.read().unwrap_err().kind(), FileErrorKind::Missing);
        std::fs::write(&path, " \n").unwrap();
        assert_eq!(file.read().unwrap_err().kind(), FileErrorKind::Empty);
        std::fs::write(&path, "one\n").unwrap();
        assert_eq!(file.read().unwrap().expose(), "one");
    }
}
