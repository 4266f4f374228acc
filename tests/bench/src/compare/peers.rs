//! The peers' loads, built from their own manifests.

use std::path::PathBuf;
use std::process::Command;

use super::process::{cargo, output, root, target};

/// The workspace of the programs on kube-rs.
pub(super) const KUBE_RS: &str = "tests/peers/kube-rs/Cargo.toml";

/// The load on kube-rs, or how to get it.
pub(super) fn kube_rs() -> Result<PathBuf, String> {
    eprintln!("building the load on kube-rs");
    let target = target("kube-rs")?;
    let build = ["build", "--release", "--locked", "--manifest-path", KUBE_RS];
    let mut command = cargo(&build, &target);
    output(command.args(["--package", "kube-load"])).map_err(|problem| {
        let how = format!("`cargo fetch --locked --manifest-path {KUBE_RS}` gets its crates");
        format!("{how} ({})", last_line(&problem))
    })?;
    Ok(target.join("release").join("kube-load"))
}

/// The load on client-go, or how to get it.
pub(super) fn client_go() -> Result<PathBuf, String> {
    let how = "it needs Go 1.26 or newer from https://go.dev/dl";
    output(Command::new("go").arg("version")).map_err(|_| how.to_owned())?;
    eprintln!("building the load on client-go");
    let program = target("client-go")?.join("load");
    let mut go = Command::new("go");
    go.args(["build", "-trimpath", "-o"]).arg(&program).arg(".");
    output(go.current_dir(go_module()))
        .map_err(|problem| format!("{how} ({})", last_line(&problem)))?;
    Ok(program)
}

/// The folder of the programs on client-go.
pub(super) fn go_module() -> PathBuf {
    root().join("tests").join("peers").join("client-go")
}

fn last_line(problem: &str) -> &str {
    problem.lines().last().unwrap_or_default()
}
