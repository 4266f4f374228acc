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
    let missing = || io::Error::from(io::ErrorKind::NotFound);
    let folders = std::env::var_os("PATH").ok_or_else(missing)?;
    std::env::split_paths(&folders)
        .filter(|folder| folder.is_absolute())
        .find_map(|folder| runnable(&folder.join(path)))
        .ok_or_else(missing)
}

/// A path that can be run, or why not.
fn check(path: &Path) -> io::Result<PathBuf> {
    match runnable(path) {
        Some(found) => Ok(found),
        None if path.metadata()?.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        None => Err(io::ErrorKind::PermissionDenied.into()),
    }
}

/// The program at an absolute path, if it is one that this user may run.
#[cfg(unix)]
fn runnable(path: &Path) -> Option<PathBuf> {
    use nix::unistd::{AccessFlags, access};
    let file = path.metadata().is_ok_and(|found| found.is_file());
    (file && access(path, AccessFlags::X_OK).is_ok()).then(|| path.to_owned())
}

/// The program at an absolute path, of which the ending need not be written.
#[cfg(not(unix))]
fn runnable(path: &Path) -> Option<PathBuf> {
    which::which_global(path).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs itself, for a `PATH` of its own.
    #[cfg(unix)]
    #[test]
    fn programs_are_found_in_absolute_folders() {
        const INNER: &str = "OUTRIGGER_TEST_HOME_IN_PATH";
        if std::env::var_os(INNER).is_some() {
            assert!(find("in-bin").unwrap().ends_with("bin/in-bin"));
            let found = find("in-home").map_err(|error| error.kind());
            assert_eq!(found, Err(io::ErrorKind::NotFound));
            return;
        }
        let home = tempfile::tempdir().unwrap();
        let this = std::env::current_exe().unwrap();
        for (folder, name) in [("bin", "in-bin"), ("own", "in-home")] {
            let folder = home.path().join(folder);
            std::fs::create_dir(&folder).unwrap();
            std::os::unix::fs::symlink(&this, folder.join(name)).unwrap();
        }
        // Of the same name, and nothing to be run.
        std::fs::create_dir_all(home.path().join("folders/in-bin")).unwrap();
        std::fs::create_dir(home.path().join("texts")).unwrap();
        std::fs::write(home.path().join("texts/in-bin"), "").unwrap();
        let path = "~/own::.:../own:HOME/folders:HOME/texts:HOME/missing:HOME/bin";
        let path = path.replace("HOME", &home.path().display().to_string());
        let test = "exec::search::tests::programs_are_found_in_absolute_folders";
        let inner = std::process::Command::new(this)
            .args(["--exact", test])
            .current_dir(home.path().join("own"))
            .env("HOME", home.path())
            .env("PATH", path)
            .env(INNER, "")
            .output()
            .unwrap();
        let output = String::from_utf8_lossy(&inner.stdout);
        let passed = inner.status.success() && output.contains("1 passed");
        assert!(passed, "{inner:?}");
    }

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
