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
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            FileErrorKind::Directory => "is a directory",
            FileErrorKind::Empty => "is empty",
            FileErrorKind::Missing => "does not exist",
            FileErrorKind::NotText => "is not UTF-8",
            FileErrorKind::TooLarge => "is larger than 10 MiB",
            FileErrorKind::Unreadable => "cannot be read",
        };
        write!(f, "{} {what}", self.path.display())
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
pub fn read_text(path: &Path) -> Result<String, FileError> {
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
    String::from_utf8(bytes).map_err(|_| FileError::new(path, FileErrorKind::NotText))
}

/// A token in a file that something else renews.
///
/// # Examples
/// ```
/// use std::time::Duration;
/// use outrigger::rt::Instant;
/// use outrigger_hyper::TokenFile;
///
/// let folder = tempfile::tempdir().unwrap();
/// let path = folder.path().join("token");
/// std::fs::write(&path, "first\n").unwrap();
///
/// let start = Instant::default();
/// let mut file = TokenFile::new(&path);
/// assert_eq!(file.token(start).unwrap().expose(), "first");
/// std::fs::write(&path, "second\n").unwrap();
/// assert_eq!(file.token(start + Duration::from_secs(49)).unwrap().expose(), "first");
/// assert_eq!(file.token(start + Duration::from_secs(50)).unwrap().expose(), "second");
/// ```
#[derive(Debug)]
pub struct TokenFile {
    path: PathBuf,
    last: Option<(Instant, Secret)>,
}

impl TokenFile {
    /// A token in the file at `path`, which is not read yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            last: None,
        }
    }

    /// The token, without the white space around it. Reads the file, blocking, when what was read
    /// before is 50 seconds old; if that fails, the old token stays good for as long again.
    ///
    /// # Errors
    /// When the file has never been read and cannot be, or holds nothing.
    pub fn token(&mut self, now: Instant) -> Result<Secret, FileError> {
        if let Some((read, token)) = &self.last
            && now - *read < TOKEN_AGE_MAX
        {
            return Ok(token.clone());
        }
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
