//! Files, each way of failing told apart.

use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use outrigger::Secret;
use outrigger::rt::Instant;

/// Bytes of a kubeconfig, a certificate or a token file.
const FILE_MAX: u64 = 10 * 1024 * 1024;
/// How long a token that was read stays good: client-go trusts it for a minute, less ten seconds.
const TOKEN_AGE_MAX: Duration = Duration::from_secs(50);

/// Why a file could not be read. It names the file, never what is in it.
#[derive(Debug)]
pub struct FileError {
    path: PathBuf,
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
            path: path.to_owned(),
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
        write!(f, "{} {}", self.path.display(), self.kind.describe())
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

/// Reads a file of bounded size. Blocks.
///
/// # Errors
/// See [`FileErrorKind`].
pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>, FileError> {
    let of_io = |error| FileError::of_io(path, error);
    let file = std::fs::File::open(path).map_err(of_io)?;
    // On Unix a directory opens; reading it would fail less clearly.
    if file.metadata().map_err(of_io)?.is_dir() {
        return Err(FileError::new(path, FileErrorKind::Directory));
    }
    let mut bytes = Vec::new();
    let mut bounded = file.take(FILE_MAX + 1);
    bounded.read_to_end(&mut bytes).map_err(of_io)?;
    if bytes.len() as u64 > FILE_MAX {
        return Err(FileError::new(path, FileErrorKind::TooLarge));
    }
    Ok(bytes)
}

/// A token in a file that something else renews.
#[derive(Debug)]
pub(crate) struct TokenFile {
    path: PathBuf,
    last: Option<(Instant, Secret)>,
}

impl TokenFile {
    /// A token in the file at `path`, which is not read yet.
    pub(crate) fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            last: None,
        }
    }

    /// The token that was read less than 50 seconds ago.
    pub(crate) fn fresh(&self, now: Instant) -> Option<Secret> {
        let (read, token) = self.last.as_ref()?;
        (now - *read < TOKEN_AGE_MAX).then(|| token.clone())
    }

    /// The token, without the white space around it. Reads the file, blocking, when what was read
    /// before is 50 seconds old; if that fails, the old token stays good for as long again.
    ///
    /// # Errors
    /// When the file has never been read and cannot be, or holds nothing.
    pub(crate) fn token(&mut self, now: Instant) -> Result<Secret, FileError> {
        match self.fresh(now) {
            Some(token) => Ok(token),
            None => self.reread(now),
        }
    }

    /// As [`token`](Self::token), but reads the file whatever its age.
    pub(crate) fn reread(&mut self, now: Instant) -> Result<Secret, FileError> {
        let token = match (self.read(), &self.last) {
            (Ok(token), _) => token,
            (Err(_), Some((_, old))) => old.clone(),
            (Err(error), None) => return Err(error),
        };
        self.last = Some((now, token.clone()));
        Ok(token)
    }

    fn read(&self) -> Result<Secret, FileError> {
        let text = read_text(&self.path)?;
        match text.trim() {
            "" => Err(FileError::new(&self.path, FileErrorKind::Empty)),
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
    fn a_token_outlives_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        let at = |seconds| Instant::new(Duration::from_secs(seconds));
        let mut file = TokenFile::new(&path);
        assert_eq!(
            file.token(at(0)).unwrap_err().kind(),
            FileErrorKind::Missing
        );
        std::fs::write(&path, " \n").unwrap();
        assert_eq!(file.token(at(0)).unwrap_err().kind(), FileErrorKind::Empty);
        std::fs::write(&path, "one\n").unwrap();
        assert_eq!(file.token(at(0)).unwrap().expose(), "one");
        std::fs::write(&path, "").unwrap();
        assert_eq!(file.token(at(50)).unwrap().expose(), "one");
        std::fs::write(&path, "two").unwrap();
        assert_eq!(file.token(at(99)).unwrap().expose(), "one");
        assert_eq!(file.token(at(100)).unwrap().expose(), "two");
    }
}
