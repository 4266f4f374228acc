//! Where a plugin's program is.

use std::io;
use std::path::PathBuf;

/// The program that a command means: the command itself if it is a path, else the first that can
/// be run of that name in this program's `PATH`, never in the working directory. On Windows
/// `PATHEXT` says which endings need not be written. Blocks.
///
/// What the kubeconfig adds to the plugin's environment does not matter, as for client-go.
///
/// # Errors
/// Of kind `NotFound` when there is none, else what keeps it from being run.
pub(super) fn find(command: &str) -> io::Result<PathBuf> {
    let path = PathBuf::from(command);
    if path.components().count() > 1 || path.has_root() {
        return check(path);
    }
    which::which_global(command).map_err(|error| io::Error::new(io::ErrorKind::NotFound, error))
}

/// A path that can be run, or why not.
fn check(path: PathBuf) -> io::Result<PathBuf> {
    match which::which_global(&path) {
        Ok(found) => Ok(found),
        Err(_) if path.metadata()?.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        Err(_) => Err(io::ErrorKind::PermissionDenied.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_checked_and_names_looked_up() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).display().to_string();
        std::fs::write(at("plain"), "").unwrap();
        let missing = find(&at("missing")).unwrap_err();
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
        let folder = find(&at("")).unwrap_err();
        assert_eq!(folder.kind(), io::ErrorKind::IsADirectory);
        if cfg!(unix) {
            let plain = find(&at("plain")).unwrap_err();
            assert_eq!(plain.kind(), io::ErrorKind::PermissionDenied);
        }
        let this = std::env::current_exe().unwrap();
        assert_eq!(find(&this.display().to_string()).unwrap(), this);
        let unknown = find("outrigger-no-such-program").unwrap_err();
        assert_eq!(unknown.kind(), io::ErrorKind::NotFound);
        assert!(find("rustc").or(find("sh")).unwrap().is_absolute());
    }
}
