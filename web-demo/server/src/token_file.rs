//! The key of the browser's session, in a file that only its owner can read.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use outrigger::Secret;
use sha2::{Digest, Sha256};

use crate::cluster::Identity;

/// How many characters a key has: 256 bits in hexadecimal digits.
pub(crate) const DIGITS: usize = 64;
/// The folder in the user's runtime or cache folder.
const FOLDER: &str = "outrigger";
/// How many bytes of a hash tell two clusters apart; nobody gains by two that have the same.
const HASH: usize = 8;

/// 256 random bits.
pub(crate) fn random() -> Result<Secret, String> {
    let mut bytes = [0; DIGITS / 2];
    getrandom::fill(&mut bytes).map_err(|error| format!("no random bytes: {error}"))?;
    Ok(Secret::new(hexadecimal(&bytes)))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What the file is called where the user names none. Each cluster, each user there and each
/// address has a file of its own, so that who was let into one is not in another; the next run
/// beside the same finds its own again.
pub(crate) fn default_name(identity: &Identity, listen: SocketAddr) -> String {
    let Identity::Real(parts) = identity else {
        return "demo-token-simulated".to_owned();
    };
    let listen = listen.to_string();
    let mut hash = Sha256::new();
    for part in parts.iter().chain([&listen]) {
        // With its length, so that no two lists run together to the same text.
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    format!("demo-token-{}", hexadecimal(&hash.finalize()[..HASH]))
}

/// The key in the file, or a new one in a new file. Without a file, it is the one of that name in
/// the user's own folder.
pub(crate) fn load(explicit: Option<&Path>, default_name: &str) -> Result<Secret, String> {
    let path = match explicit {
        Some(path) => path.to_owned(),
        None => default_folder()?.join(default_name),
    };
    let wrong = |problem: String| format!("--token-file {}: {problem}", path.display());
    match read(&path) {
        Ok(Some(key)) => Ok(key),
        Ok(None) => {
            let key = random()?;
            write(&path, &key).map_err(|error| wrong(error.to_string()))?;
            Ok(key)
        }
        Err(problem) => Err(wrong(problem)),
    }
}

fn default_folder() -> Result<PathBuf, String> {
    let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    let path = |name| variable(name).map(PathBuf::from);
    let folder = path("XDG_RUNTIME_DIR")
        .or_else(|| path("XDG_CACHE_HOME"))
        .or_else(|| path("LOCALAPPDATA"))
        .or_else(|| path("HOME").map(|home| home.join(".cache")));
    let folder = folder.ok_or("--token-file is needed, for this user has no folder of its own")?;
    Ok(folder.join(FOLDER))
}

/// `None` when there is no file.
fn read(path: &Path) -> Result<Option<Secret>, String> {
    let metadata = match fs::symlink_metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.to_string()),
    };
    if !metadata.is_file() {
        return Err("is no regular file".to_owned());
    }
    refuse_shared(&metadata)?;
    let mut text = String::new();
    let file = File::open(path).map_err(|error| error.to_string())?;
    let limit = DIGITS as u64 + 2;
    file.take(limit)
        .read_to_string(&mut text)
        .map_err(|error| error.to_string())?;
    let key = text.trim_end();
    if key.len() != DIGITS || !key.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err("holds no session key; delete it, and a new one is made".to_owned());
    }
    Ok(Some(Secret::new(key)))
}

/// A key that others could have read is none.
#[cfg(unix)]
fn refuse_shared(metadata: &fs::Metadata) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    let mode = metadata.permissions().mode() & 0o777;
    match mode & 0o077 {
        0 => Ok(()),
        _ => Err(format!(
            "others can read it (mode {mode:o}); delete it, and a new one is made"
        )),
    }
}

/// Elsewhere a file has the access rights of the user's own folder.
#[cfg(not(unix))]
fn refuse_shared(_: &fs::Metadata) -> Result<(), String> {
    Ok(())
}

/// Writes beside the file and renames, so that no reader sees half a key.
fn write(path: &Path, key: &Secret) -> io::Result<()> {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    if let Some(folder) = folder {
        create_folder(folder)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}", std::process::id()));
    let draft = path.with_file_name(name);
    let written = write_new(&draft, key).and_then(|()| fs::rename(&draft, path));
    if written.is_err() {
        // What failed is the news, not that its draft stays.
        let _ = fs::remove_file(&draft);
    }
    written
}

fn write_new(path: &Path, key: &Secret) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    writeln!(options.open(path)?, "{}", key.expose())
}

fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cluster_has_a_name_of_its_own() {
        let here = "127.0.0.1:8090".parse().unwrap();
        let there = "0.0.0.0:8090".parse().unwrap();
        let real =
            |parts: [&str; 2]| Identity::Real(parts.iter().map(|it| (*it).to_owned()).collect());
        let names = [
            default_name(&Identity::Simulated, here),
            default_name(&real(["https://a", "bc"]), here),
            default_name(&real(["https://a", "b"]), here),
            default_name(&real(["https://ab", "c"]), here),
            default_name(&real(["https://a", "bc"]), there),
        ];
        for (at, name) in names.iter().enumerate() {
            assert!(name.starts_with("demo-token-"), "{name}");
            assert!(!names[..at].contains(name), "{names:?}");
        }
        assert_eq!(names[1], default_name(&real(["https://a", "bc"]), here));
        assert_eq!(names[1].len(), "demo-token-".len() + 2 * HASH);
    }

    #[test]
    fn a_key_is_made_once_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new").join("token");
        let first = load(Some(&path), "").unwrap();
        assert_eq!(first.expose().len(), DIGITS);
        assert_eq!(load(Some(&path), "").unwrap(), first);
        assert_ne!(random().unwrap(), random().unwrap());
        let left: Vec<_> = fs::read_dir(path.parent().unwrap()).unwrap().collect();
        assert_eq!(left.len(), 1, "no draft stays");
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_can_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        load(Some(&path), "").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);

        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let problem = load(Some(&path), "").unwrap_err();
        assert!(problem.starts_with("--token-file "), "{problem}");
        assert!(problem.contains("others can read it"), "{problem}");

        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert!(
            load(Some(&link), "")
                .unwrap_err()
                .contains("no regular file")
        );
    }

    #[test]
    fn what_is_no_key_is_refused_and_not_printed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        for text in ["", "hunter2", &"g".repeat(DIGITS), &"a".repeat(DIGITS + 1)] {
            let _ = fs::remove_file(&path);
            write(&path, &Secret::new(text)).unwrap();
            let problem = load(Some(&path), "").unwrap_err();
            assert!(problem.contains("holds no session key"), "{problem}");
            assert!(!problem.contains("hunter2"), "{problem}");
        }
    }
}
