//! Building the program in `tests/control-plane`, once for each content.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, process};

use crate::go;
use crate::process::{output, root};

/// The folder of the Go module.
pub(crate) fn module() -> PathBuf {
    root().join("tests").join("control-plane")
}

/// Where what we build and run is kept: outside of the checkout, because a
/// first build takes long.
pub(crate) fn cache() -> Result<PathBuf, String> {
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
    Ok(user.join("outrigger").join("control-plane"))
}

/// One of the Kubernetes versions that the module can be built with.
#[derive(Debug)]
pub(crate) struct Release {
    /// Without the `v`.
    pub(crate) version: String,
    /// The go.mod that asks for it.
    manifest: PathBuf,
}

impl Release {
    /// Finds a version, or the default one: that of the module's own go.mod.
    pub(crate) fn find(version: Option<&str>) -> Result<Self, String> {
        let module = module();
        let default = Self::read(module.join("go.mod"))?;
        match version {
            Some(version) if version != default.version => {
                let manifest = module.join("versions").join(version).join("go.mod");
                Self::read(manifest).map_err(|problem| {
                    format!("Kubernetes {version} is not among those we build: {problem}")
                })
            }
            _ => Ok(default),
        }
    }

    fn read(manifest: PathBuf) -> Result<Self, String> {
        let text = fs::read_to_string(&manifest)
            .map_err(|error| format!("{}: {error}", manifest.display()))?;
        let version = kubernetes_version(&text)
            .ok_or_else(|| format!("{} requires no Kubernetes", manifest.display()))?;
        Ok(Self {
            version: version.to_owned(),
            manifest,
        })
    }

    fn go(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("go");
        command.args(arguments).arg("-modfile").arg(&self.manifest);
        command.current_dir(module());
        command
    }

    /// Everything that the built program depends on.
    fn sources(&self) -> Result<Vec<PathBuf>, String> {
        let mut files = vec![self.manifest.clone(), self.manifest.with_extension("sum")];
        let folder = module();
        let entries = fs::read_dir(&folder).map_err(|error| error.to_string())?;
        let mut go: Vec<PathBuf> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "go"))
            .collect();
        go.sort();
        files.append(&mut go);
        Ok(files)
    }
}

/// Finds `k8s.io/kubernetes v1.2.3` in a go.mod.
fn kubernetes_version(manifest: &str) -> Option<&str> {
    let mut lines = manifest.lines().map(str::trim);
    lines.find_map(|line| {
        line.trim_start_matches("require ")
            .strip_prefix("k8s.io/kubernetes v")
    })
}

/// Returns the path of the program, built if this content was not built before.
pub(crate) fn build(version: Option<&str>) -> Result<PathBuf, String> {
    let toolchain = go::toolchain()?;
    let release = Release::find(version)?;
    let key = content_key(&toolchain, &release.sources()?)?;
    let folder = cache()?.join(format!("{}-{key}", release.version));
    let binary = folder.join("control-plane");
    if binary.is_file() {
        return Ok(binary);
    }
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    // Two builds at once write to names of their own, and the last one to finish stays.
    let unfinished = folder.join(format!("unfinished-{}", process::id()));
    let built = compile(&release, &unfinished).and_then(|()| {
        fs::rename(&unfinished, &binary).map_err(|error| format!("{}: {error}", binary.display()))
    });
    if built.is_err() {
        // It may not exist; the error that matters is the build's.
        let _ = fs::remove_file(&unfinished);
    }
    built.map(|()| binary)
}

fn compile(release: &Release, target: &Path) -> Result<(), String> {
    let what = format!("kube-apiserver {}", release.version);
    eprintln!("building {what}: the first build takes about ten minutes");
    let listed = output(&mut release.go(&["list", "-deps"]))?;
    let packages: HashSet<String> = listed.lines().map(str::to_owned).collect();
    let mut build = release.go(&["build", "-v", "-trimpath"]);
    build
        .arg("-ldflags")
        .arg(link_flags(&release.version))
        .arg("-o")
        .arg(target);
    go::build(&mut build, &what, &packages)
}

/// Stripped, and with the version that the server reports at `/version`.
fn link_flags(version: &str) -> String {
    let mut numbers = version.split('.');
    let major = numbers.next().unwrap_or_default();
    let minor = numbers.next().unwrap_or_default();
    let package = "k8s.io/component-base/version";
    format!(
        "-s -w -X {package}.gitVersion=v{version} -X {package}.gitMajor={major} -X {package}.gitMinor={minor}"
    )
}

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
    use super::*;

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

    #[test]
    fn versions_in_manifests() {
        let cases = [
            (
                "require (\n\tk8s.io/kubectl v0.37.1\n\tk8s.io/kubernetes v1.37.1\n)",
                Some("1.37.1"),
            ),
            ("require k8s.io/kubernetes v1.36.3", Some("1.36.3")),
            ("module x", None),
        ];
        for (manifest, expected) in cases {
            assert_eq!(kubernetes_version(manifest), expected, "{manifest}");
        }
    }

    #[test]
    fn link_flags_carry_the_version() {
        let flags = link_flags("1.37.1");
        for part in ["gitVersion=v1.37.1", "gitMajor=1 ", "gitMinor=37"] {
            assert!(flags.contains(part), "{part} in {flags}");
        }
    }
}
