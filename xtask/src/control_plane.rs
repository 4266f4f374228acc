//! Building the program in `tests/control-plane`, once for each content.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::go;
use crate::process::{output, root};

/// The folder of the Go module.
pub(crate) fn module() -> PathBuf {
    root().join("tests").join("control-plane")
}

/// Where what we build and run is kept.
pub(crate) fn cache() -> Result<PathBuf, String> {
    go::cache("control-plane")
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
    let key = go::content_key(&toolchain, &release.sources()?)?;
    let folder = cache()?.join(format!("{}-{key}", release.version));
    go::build_once(&folder, "control-plane", |target| compile(&release, target))
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

#[cfg(test)]
mod tests {
    use super::*;

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
