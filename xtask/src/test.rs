//! `cargo xtask test`.

use std::process::ExitCode;

use crate::arguments::TestOptions;
use crate::process::{cargo, output, run as run_command};
use crate::report::{Outcome, Report};
use crate::{browser, clientcmd, control_plane, go, lint, simulate, toolchain, wasm};

/// Why something that any machine can do is left out.
const SLOW: &str = "takes minutes; --all runs it";

/// The tests that need a real API server.
const REAL_CLUSTER_TESTS: [&str; 6] = [
    "real_cluster",
    "same",
    "differential",
    "kubectl",
    "client_go",
    "config_view",
];

/// Runs every test that this machine can run.
pub(crate) fn run(options: &TestOptions) -> ExitCode {
    let mut report = Report::new(options.all);
    report.stage("toolchain", || toolchain().into());
    if options.all {
        // Before the tests: it finds more in less time.
        lint::stages(&mut report);
    } else {
        report.leave_out("lint", "takes minutes; `cargo xtask lint` or --all runs it");
    }
    report.stage("native tests", || native(&options.cargo).into());
    report.stage("documentation tests", || {
        run_command(&mut cargo(&["test", "--workspace", "--doc"])).into()
    });
    report.stage("fault schedules", || simulate::stage().into());
    report.stage("kubeconfigs as client-go reads them", clientcmd::stage);
    report.stage("the simulated cluster in wasm", wasm::simulated_cluster);
    report.stage("the browser backend", browser::backend);
    report.stage("the demo in a browser", || browser::demo(options.all));
    if options.all {
        // They test the schedules, which change less often than what the schedules test.
        report.stage("planted bugs", || planted_bugs().into());
    } else {
        let short = browser::SHORT_LOAD;
        let load = format!("the demo is loaded for {short} seconds; --all does it for a minute");
        report.leave_out("the whole load", &load);
        report.leave_out("planted bugs", SLOW);
    }
    report.stage("tests against a real API server", || {
        real_cluster(options.version.as_deref())
    });
    report.stage("a browser and a real API server", || {
        browser::real_cluster(options.version.as_deref())
    });
    report.finish()
}

fn toolchain() -> Result<(), String> {
    let targets = [toolchain::WASI, toolchain::BROWSER];
    toolchain::need(&targets)?;
    let version = output(&mut cargo(&["--version"]))?;
    println!("{version} with {}", targets.join(" and "));
    Ok(())
}

fn native(arguments: &[String]) -> Result<(), String> {
    run_command(cargo(&["test", "--workspace", "--all-targets"]).args(arguments))
}

fn planted_bugs() -> Result<(), String> {
    let mut command = cargo(&["test", "--package", "outrigger-suite"]);
    command.args(["--features", "planted", "--test", "planted"]);
    // Each bug's name, and the schedule that found it.
    run_command(command.args(["--", "--nocapture"]))
}

fn real_cluster(version: Option<&str>) -> Outcome {
    if let Err(missing) = go::toolchain() {
        return Outcome::LeftOut(missing);
    }
    let binary = match control_plane::build(version) {
        Ok(binary) => binary,
        Err(problem) => return Outcome::Failed(problem),
    };
    let mut command = cargo(&["test", "--package", "outrigger-suite"]);
    command.args(["--features", "control-plane"]);
    for test in REAL_CLUSTER_TESTS {
        command.args(["--test", test]);
    }
    run_command(command.env("OUTRIGGER_CONTROL_PLANE", binary)).into()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use super::REAL_CLUSTER_TESTS;
    use crate::process::root;

    /// A test that is not listed here would be run by nobody. It says in the manifest that it needs
    /// the feature, or in its main file which part of it does.
    #[test]
    fn every_test_that_needs_a_real_api_server_is_run() {
        let suite = root().join("tests/suite");
        let manifest = fs::read_to_string(suite.join("Cargo.toml"));
        let manifest = manifest.expect("the suite has a manifest");
        let whole = manifest.split("[[test]]").skip(1);
        let whole = whole
            .filter(|test| test.contains("required-features = [\"control-plane\"]"))
            .filter_map(|test| Some(test.split('"').nth(1)?.to_owned()));
        let folders = fs::read_dir(suite.join("tests")).expect("the suite has tests");
        let parted = folders.filter_map(|entry| {
            let folder = entry.ok()?;
            let main = fs::read_to_string(folder.path().join("main.rs")).ok()?;
            main.contains("cfg(feature = \"control-plane\")")
                .then(|| folder.file_name().to_string_lossy().into_owned())
        });
        let found: BTreeSet<String> = whole.chain(parted).collect();
        assert_eq!(found, REAL_CLUSTER_TESTS.map(str::to_owned).into());
    }
}
