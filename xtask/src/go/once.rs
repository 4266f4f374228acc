//! Programs that are built once for each content, and kept.

use std::path::{Path, PathBuf};
use std::{env, fs, process};

/// Where what we build of `name` is kept: outside of the checkout, because a first build takes
/// long.
pub(crate) fn cache(name: &str) -> Result<PathBuf, String> {
    let user = match env::var_os("XDG_CACHE_HOME") {
        Some(folder) if !folder.is_empty() => PathBuf::from(folder),
        _ => {
            let home = env::home_dir().ok_or("there is no home folder, and no XDG_CACHE_HOME")?;
            home.join(if cfg!(target_os = "macos") {
                "Library/Caches"
            } else {
                ".cache"
            })
        }
    };
    Ok(user.join("outrigger").join(name))
}

/// Returns the path of the program `name` in `folder`, which `build` makes if it is not there.
pub(crate) fn build_once(
    folder: &Path,
    name: &str,
    build: impl FnOnce(&Path) -> Result<(), String>,
) -> Result<PathBuf, String> {
    let binary = folder.join(name);
    if binary.is_file() {
        return Ok(binary);
    }
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    // Two builds at once write to names of their own, and the last one to finish stays.
    let unfinished = folder.join(format!("unfinished-{}", process::id()));
    let built = build(&unfinished).and_then(|()| {
        fs::rename(&unfinished, &binary).map_err(|error| format!("{}: {error}", binary.display()))
    });
    if built.is_err() {
        // It may not exist; the error that matters is the build's.
        let _ = fs::remove_file(&unfinished);
    }
    built.map(|()| binary)
}

/// What a program depends on, as a folder's name.
pub(crate) fn content_key(toolchain: &str, files: &[PathBuf]) -> Result<String, String> {
    let mut hash = Fnv::new();
    hash.part(toolchain.as_bytes());
    for path in files {
        let content = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        hash.part(path.file_name().unwrap_or_default().as_encoded_bytes());
        hash.part(&content);
    }
    Ok(hash.hex())
}

/// FNV-1a in 128 bits: the same answer from every version of Rust, which std's
/// own hasher does not promise. Nobody gains from a collision here.
struct Fnv(u128);

impl Fnv {
    fn new() -> Self {
        Self(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d)
    }

    /// Adds a part; its length keeps two parts from passing for one.
    fn part(&mut self, bytes: &[u8]) {
        for byte in bytes.len().to_le_bytes().iter().chain(bytes) {
            self.0 ^= u128::from(*byte);
            self.0 = self
                .0
                .wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
        }
    }

    /// Half of the digits are enough for a folder's name.
    fn hex(&self) -> String {
        format!("{:016x}", self.0 >> 64)
    }
}

#[cfg(test)]
mod tests {
    use super::Fnv;

    #[test]
    fn hashes_are_stable_and_keep_parts_apart() {
        let cases: [(&[&str], &str); 4] = [
            (&[], "6c62272e07bb0142"),
            (&[""], "9d30c1f78465995b"),
            (&["ab", "c"], "b6ce7db35a06e745"),
            (&["a", "bc"], "efdf187f3b77026c"),
        ];
        for (parts, expected) in cases {
            let mut hash = Fnv::new();
            parts.iter().for_each(|part| hash.part(part.as_bytes()));
            assert_eq!(hash.hex(), expected, "{parts:?}");
        }
    }
}
