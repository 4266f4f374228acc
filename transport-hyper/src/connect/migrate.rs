//! A kubeconfig where programs of old kept it.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use outrigger::kubeconfig::Migration;

use crate::files::read_bytes;

/// Copies the file if its destination does not exist.
///
/// # Errors
/// When it is there and cannot be copied.
///
/// Source: `Migrate` of client-go.
pub(super) fn migrate(migration: &Migration) -> io::Result<()> {
    let (from, to) = (Path::new(&migration.from), Path::new(&migration.to));
    let (Found::Nothing, Found::Something(file)) = (look(to)?, look(from)?) else {
        return Ok(());
    };
    let bytes = read_bytes(from).map_err(|error| io::Error::other(error.reason()))?;
    match create(to, &file) {
        // Another program was faster.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
        Ok(mut copy) => copy.write_all(&bytes).inspect_err(|_| {
            // Half a file would be taken for the whole from now on; that it stays is told by
            // the next reader.
            let _ = fs::remove_file(to);
        }),
    }
}

enum Found {
    Something(Metadata),
    Nothing,
    /// Nobody may look.
    Hidden,
}

fn look(path: &Path) -> io::Result<Found> {
    match fs::metadata(path) {
        Ok(file) => Ok(Found::Something(file)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Found::Nothing),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Ok(Found::Hidden),
        Err(error) => Err(error),
    }
}

/// A new file that those may read and write who may the old one.
fn create(path: &Path, like: &Metadata) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        options.mode(like.permissions().mode() & 0o666);
    }
    #[cfg(not(unix))]
    let _ = like;
    options.open(path)
}

#[cfg(test)]
mod tests {
    use outrigger::kubeconfig::{PathStyle, search_paths};

    use super::*;

    /// A home with `.kube` in it, and what is to be migrated there.
    fn home() -> (tempfile::TempDir, Migration) {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(".kube")).unwrap();
        let home = folder.path().to_str();
        let migration = search_paths(None, home, PathStyle::Unix).migration;
        (folder, migration.unwrap())
    }

    #[test]
    fn an_old_file_is_copied_once() {
        let (_folder, migration) = home();
        migrate(&migration).unwrap();
        assert!(!Path::new(&migration.to).exists());
        fs::write(&migration.from, "old").unwrap();
        migrate(&migration).unwrap();
        assert_eq!(fs::read(&migration.to).unwrap(), b"old");
        fs::write(&migration.from, "older").unwrap();
        migrate(&migration).unwrap();
        assert_eq!(fs::read(&migration.to).unwrap(), b"old");
    }

    #[cfg(unix)]
    #[test]
    fn a_copy_is_as_private_as_what_it_is_of() {
        use std::os::unix::fs::PermissionsExt;
        let (_folder, migration) = home();
        fs::write(&migration.from, "old").unwrap();
        fs::set_permissions(&migration.from, fs::Permissions::from_mode(0o700)).unwrap();
        migrate(&migration).unwrap();
        let mode = fs::metadata(&migration.to).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_folder_cannot_be_copied() {
        let (_folder, migration) = home();
        fs::create_dir(&migration.from).unwrap();
        let error = migrate(&migration).unwrap_err();
        assert_eq!(error.to_string(), "is a directory");
        assert!(!Path::new(&migration.to).exists());
    }
}
