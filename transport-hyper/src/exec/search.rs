//! Where a plugin's program is.

use std::io;
use std::path::{Path, PathBuf};

/// The program that a command means: the command itself if it is a path, else the first that can
/// be run of that name in this program's `PATH`. On Windows `PATHEXT` says which endings need not
/// be written. Blocks.
///
/// As for Go, folders in `PATH` that are relative do not count, so that a program in the working
/// directory is never taken for another; and what the kubeconfig adds to the plugin's environment
/// does not matter.
///
/// # Errors
/// Of kind `NotFound` when there is none, else what keeps it from being run.
pub(super) fn find(command: &str) -> io::Result<PathBuf> {
    let path = Path::new(command);
    if path.components().count() > 1 || path.has_root() {
        return check(&std::path::absolute(path)?);
    }
    let found = which::which_all_global(command).ok();
    let mut found = found.into_iter().flatten();
    let found = found.find(|path| path.is_absolute());
    found.ok_or_else(|| io::ErrorKind::NotFound.into())
}

/// A path that can be run, or why not.
fn check(path: &Path) -> io::Result<PathBuf> {
    match which::which_global(path) {
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
