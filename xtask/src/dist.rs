//! `cargo xtask dist`: the demo's page, as the folder that a file host serves.

use std::fs;
use std::path::{Path, PathBuf};

use crate::process::{cargo, root, run as run_command, target};
use crate::toolchain::{self, BROWSER};

/// Where the page is built unless somebody says.
pub(crate) fn folder() -> PathBuf {
    target().join("dist")
}

/// How the page is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Small: what is handed out. Minutes after a change.
    Small,
    /// Compiled in seconds after a change, and several times as large.
    Fast,
}

impl Profile {
    /// Cargo's name of the profile, and of its folder.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Small => ("browser", "browser"),
            Self::Fast => ("dev", "debug"),
        }
    }
}

/// Builds the page into the folder `out`, which is made where there is none. Returns when every
/// file is there and whole, with what went wrong in words otherwise. Nothing in `out` is removed.
///
/// Prints what it does. Takes minutes after a change of the core, seconds when nothing changed.
pub(crate) fn build(out: &Path) -> Result<(), String> {
    build_with(out, Profile::Small)
}

/// Builds the page into `out`: first what shows a cluster, then the worker that brings one.
pub(crate) fn build_with(out: &Path, profile: Profile) -> Result<(), String> {
    // Commands run in the workspace's folder, which need not be ours.
    let out = &std::path::absolute(out).map_err(|error| about(out, error))?;
    let simulator = out.join("simulator");
    toolchain::need(&[BROWSER])?;
    fs::create_dir_all(&simulator).map_err(|error| about(&simulator, error))?;
    println!("1 of 3: the page");
    compile(profile, &["-p", "outrigger-demo-app"])?;
    module(profile, "outrigger_demo_app", out, "app")?;
    println!("2 of 3: the worker");
    compile(profile, &["-p", "outrigger-demo-worker"])?;
    module(profile, "outrigger_demo_worker", out, "worker")?;
    println!("3 of 3: the worker with a simulated cluster");
    // The same file again, with another content.
    compile(
        profile,
        &["-p", "outrigger-demo-worker", "--features", "simulator"],
    )?;
    module(profile, "outrigger_demo_worker", &simulator, "worker")?;
    copy_files(&root().join("web-demo/app/static"), out)?;
    println!("the page is in {}", out.display());
    Ok(())
}

/// Builds a page of one crate into `out`, with the files of the folder `files` beside it.
pub(crate) fn page_of(package: &str, files: &str, out: &Path) -> Result<(), String> {
    toolchain::need(&[BROWSER])?;
    fs::create_dir_all(out).map_err(|error| about(out, error))?;
    let crate_name = package.replace('-', "_");
    compile(Profile::Fast, &["-p", package, "--lib"])?;
    module(Profile::Fast, &crate_name, out, &crate_name)?;
    copy_files(&root().join(files), out)
}

fn compile(profile: Profile, arguments: &[&str]) -> Result<(), String> {
    let (name, _) = profile.names();
    let mut build = cargo(&["build", "--target", BROWSER, "--profile", name]);
    run_command(build.args(arguments))
}

/// Makes a browser's module of a compiled crate.
fn module(profile: Profile, crate_name: &str, folder: &Path, name: &str) -> Result<(), String> {
    let (_, output) = profile.names();
    let compiled = target().join(BROWSER).join(output);
    let compiled = compiled.join(crate_name).with_extension("wasm");
    let mut command = bindgen("module");
    run_command(command.arg(compiled).arg(folder).arg(name))
}

/// The tool that knows what rustc leaves in a module for browsers.
pub(crate) fn bindgen(action: &str) -> std::process::Command {
    cargo(&["run", "--quiet", "-p", "outrigger-bindgen", "--", action])
}

/// Copies what is served as it is written.
fn copy_files(folder: &Path, out: &Path) -> Result<(), String> {
    let entries = fs::read_dir(folder).map_err(|error| about(folder, error))?;
    for entry in entries {
        let entry = entry.map_err(|error| about(folder, error))?;
        let to = out.join(entry.file_name());
        fs::copy(entry.path(), &to).map_err(|error| about(&to, error))?;
    }
    Ok(())
}

fn about(path: &Path, error: std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_what_is_built() {
        let folder = root().join("web-demo").join("app").join("static");
        let read = |name: &str| fs::read_to_string(folder.join(name)).expect(name);
        let cases = [
            ("index.html", "app-start.js"),
            ("index.html", "app_bg.wasm"),
            ("index.html", "style.css"),
            ("index.html", "icon.svg"),
            ("app-start.js", "./app.js"),
            ("worker-start.js", "./worker.js"),
            ("worker-start.js", "./simulator/worker.js"),
        ];
        for (file, named) in cases {
            assert!(read(file).contains(named), "{named} in {file}");
        }
    }

    #[test]
    fn the_tools_have_the_version_of_what_they_read() {
        let lock = fs::read_to_string(root().join("Cargo.lock")).expect("a lock file");
        let (_, locked) = lock
            .split_once("name = \"wasm-bindgen\"\nversion = \"")
            .expect("wasm-bindgen");
        let version = locked.split('"').next().expect("a version");
        let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("a manifest");
        for tool in ["wasm-bindgen-cli-support", "wasm-bindgen-cli"] {
            let mut lines = manifest.lines();
            let line = lines.find(|line| line.starts_with(&format!("{tool} = ")));
            let line = line.expect(tool);
            assert!(
                line.contains(&format!("\"={version}\"")),
                "{version}: {line}"
            );
        }
    }

    #[test]
    fn the_page_needs_no_exception_from_a_content_security_policy() {
        let page = root().join("web-demo/app/static/index.html");
        let page = fs::read_to_string(page).expect("the page");
        for forbidden in ["style=\"", "<style", "onclick", "http://", "https://"] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
        assert_eq!(page.matches("<script").count(), 1, "{page}");
        assert!(page.contains("<script type=\"module\" src="), "{page}");
    }
}
