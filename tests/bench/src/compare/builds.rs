//! Minimal programs: what they are made of, what building them from nothing costs, and how large
//! they are.

use std::collections::BTreeSet;
use std::path::{Component, Path};
use std::process::Command;

use nix::sys::resource::{UsageWho, getrusage};

use super::peers::go_module;
use super::process::{cargo, output, target};

/// A program that lists pods.
#[derive(Debug)]
pub(super) enum Program {
    Cargo {
        package: &'static str,
        /// From the workspace's folder.
        manifest: &'static str,
    },
    Go,
}

/// What a program has come to.
#[derive(Debug)]
pub(super) struct Built {
    /// Crates or modules, its own among them.
    pub(super) crates: f64,
    pub(super) cpu_s: f64,
    pub(super) size_mb: f64,
}

/// Builds a program from nothing, with the release profile as it is, stripped.
pub(super) fn measure(program: &Program) -> Result<Built, String> {
    match program {
        Program::Cargo { package, manifest } => cargo_program(package, manifest),
        Program::Go => go_program(),
    }
}

fn cargo_program(package: &str, manifest: &str) -> Result<Built, String> {
    let target = target(&format!("cold-{package}"))?;
    let common = ["--locked", "--manifest-path", manifest];
    // What is downloaded is no part of the build.
    output(cargo(&["fetch"], &target).args(common))?;
    let tree = ["tree", "--edges", "normal", "--prefix", "none"];
    let mut tree = cargo(&tree, &target);
    let tree = output(tree.args(common).args(["--package", package]))?;
    let crates: BTreeSet<&str> = tree
        .lines()
        .map(|line| line.trim_end_matches(" (*)"))
        .collect();
    let mut build = cargo(&["build", "--release", "--package", package], &target);
    build
        .args(common)
        .env("CARGO_PROFILE_RELEASE_STRIP", "symbols");
    let cpu_s = cold(package, &target, &mut build)?;
    let size_mb = megabytes(&target.join("release").join(package))?;
    remove(&target)?;
    Ok(Built {
        crates: crates.len() as f64,
        cpu_s,
        size_mb,
    })
}

fn go_program() -> Result<Built, String> {
    let target = target("cold-client-go")?;
    let binary = target.join("list-pods");
    let mut build = Command::new("go");
    build.args(["build", "-trimpath", "-ldflags", "-s -w", "-o"]);
    build
        .arg(&binary)
        .arg("./list-pods")
        .current_dir(go_module());
    build.env("GOCACHE", target.join("cache"));
    let cpu_s = cold("list-pods on client-go", &target, &mut build)?;
    let size_mb = megabytes(&binary)?;
    let mut modules = Command::new("go");
    let format = "{{with .Module}}{{.Path}}{{end}}";
    modules.args(["list", "-deps", "-f", format, "./list-pods"]);
    let modules = output(modules.current_dir(go_module()))?;
    let modules: BTreeSet<&str> = modules.lines().collect();
    remove(&target)?;
    Ok(Built {
        crates: modules.len() as f64,
        cpu_s,
        size_mb,
    })
}

/// Runs a build from nothing; says how much CPU time it took, in seconds.
fn cold(what: &str, target: &Path, build: &mut Command) -> Result<f64, String> {
    eprintln!("building {what} from nothing");
    remove(target)?;
    std::fs::create_dir_all(target).map_err(|problem| problem.to_string())?;
    let before = children()?;
    output(build)?;
    Ok(children()? - before)
}

/// CPU seconds of the children that have ended, and of theirs.
fn children() -> Result<f64, String> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).map_err(|problem| problem.to_string())?;
    let seconds =
        |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    Ok(seconds(usage.user_time()) + seconds(usage.system_time()))
}

fn megabytes(file: &Path) -> Result<f64, String> {
    let metadata = std::fs::metadata(file);
    let metadata = metadata.map_err(|problem| format!("{}: {problem}", file.display()))?;
    Ok(metadata.len() as f64 / 1e6)
}

/// Removes a folder below the one in which the bench builds; refuses any other.
fn remove(folder: &Path) -> Result<(), String> {
    let ours = target("")?;
    let below = folder.strip_prefix(&ours).unwrap_or(Path::new(""));
    let normal = |part| matches!(part, Component::Normal(_));
    if below.as_os_str().is_empty() || !below.components().all(normal) {
        let (folder, ours) = (folder.display(), ours.display());
        return Err(format!(
            "{folder}: not removed, since it is not below {ours}"
        ));
    }
    match std::fs::remove_dir_all(folder) {
        Err(problem) if problem.kind() != std::io::ErrorKind::NotFound => {
            Err(format!("{}: {problem}", folder.display()))
        }
        _ => Ok(()),
    }
}
