//! Where credentials lie.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use tempfile::TempDir;

/// What a volume's own files are named by, all of which change as one.
const DATA: &str = "..data";

/// Files that are replaced.
pub(super) struct Files {
    folder: TempDir,
    /// How often a volume was written; `None` for a folder.
    written: Option<AtomicUsize>,
}

impl Files {
    /// Files in a folder, each for itself.
    pub(super) fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self {
            folder: tempfile::tempdir().unwrap(),
            written: None,
        };
        folder.with(files)
    }

    /// Files as kubelet mounts them into a pod: links into a folder that is replaced as a whole.
    pub(super) fn mounted(files: &[(&str, &str)]) -> Self {
        let volume = Self {
            folder: tempfile::tempdir().unwrap(),
            written: Some(AtomicUsize::new(0)),
        };
        let volume = volume.with(files);
        for (name, _) in files {
            symlink(format!("{DATA}/{name}"), volume.path(name)).unwrap();
        }
        volume
    }

    fn with(self, files: &[(&str, &str)]) -> Self {
        for (name, text) in files {
            self.write(name, text);
        }
        self
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Replaces a file at once.
    pub(super) fn write(&self, name: &str, text: &str) {
        let Some(written) = &self.written else {
            fs::write(self.path("new"), text).unwrap();
            return fs::rename(self.path("new"), self.path(name)).unwrap();
        };
        let number = written.fetch_add(1, Ordering::SeqCst);
        let new = format!("..{number}");
        fs::create_dir(self.path(&new)).unwrap();
        let old = fs::canonicalize(self.path(DATA)).ok();
        for file in old.iter().flat_map(|old| fs::read_dir(old).unwrap()) {
            let file = file.unwrap();
            fs::copy(file.path(), self.path(&new).join(file.file_name())).unwrap();
        }
        fs::write(self.path(&new).join(name), text).unwrap();
        symlink(&new, self.path("..data_tmp")).unwrap();
        fs::rename(self.path("..data_tmp"), self.path(DATA)).unwrap();
        if let Some(old) = old {
            fs::remove_dir_all(old).unwrap();
        }
    }
}
