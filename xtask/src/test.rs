//! `cargo xtask test`.

use std::path::Path;
use std::process::ExitCode;

use crate::arguments::TestOptions;
use crate::process::{cargo, output, run as run_command, run_side_by_side, tests};
use crate::report::{Outcome, Report};
use crate::{browser, control_plane, go, lint, peer, simulate, toolchain, wasm};

/// Why something that any machine can do is left out.
const SLOW: &str = "takes minutes; --all runs it";

/// The tests that need a real API server, those first that take longest.
const REAL_CLUSTER_TESTS: [&str; 7] = [
    "differential",
    "real_cluster",
    "config_view",
    "same",
    "client_go",
    "kubectl",
    "own_resources",
];

/// Those of which a part runs among the native tests, in a module of this name.
const PARTED: [&str; 2] = ["same", "own_resources"];
const SIMULATED: &str = "simulated::";

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
    report.stage("kubeconfigs as client-go reads them", || {
        peer::CLIENTCMD.stage()
    });
    report.stage("requests as client-go sends them", || {
        peer::REQUESTS.stage()
    });
    report.stage("the simulated cluster in wasm", wasm::simulated_cluster);
    report.stage("the browser backend", browser::backend);
    report.stage("the demo in a browser", || browser::demo(options.all));
    if options.all {
        // They test the schedules, which change less often than what the schedules test.
        report.stage("planted bugs", || planted_bugs().into());
        report.stage("TLS on AWS-LC", || tls_on_aws_lc().into());
    } else {
        let short = browser::SHORT_LOAD;
        let load = format!("the demo is loaded for {short} seconds; --all does it for a minute");
        report.leave_out("the whole load", &load);
        report.leave_out("planted bugs", SLOW);
        report.leave_out("TLS on AWS-LC", SLOW);
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
    let mut command = tests(&["planted"]);
    command.args(["--features", "outrigger-suite/planted"]);
    // Each bug's name, and the schedule that found it.
    run_command(command.args(["--", "--nocapture"]))
}

/// Of all other tests TLS runs on ring.
fn tls_on_aws_lc() -> Result<(), String> {
    let mut command = cargo(&["test", "--package", "outrigger-hyper"]);
    run_command(command.args(["--features", "aws-lc-rs", "--test", "tls"]))
}

fn real_cluster(version: Option<&str>) -> Outcome {
    if let Err(missing) = go::toolchain() {
        return Outcome::LeftOut(missing);
    }
    let binary = match control_plane::build(version) {
        Ok(binary) => binary,
        Err(problem) => return Outcome::Failed(problem),
    };
    real_cluster_tests(&binary).into()
}

fn real_cluster_tests(binary: &Path) -> Result<(), String> {
    let of = |names: &[&str]| {
        let mut command = tests(names);
        command.args(["--features", "outrigger-suite/control-plane"]);
        command.env("OUTRIGGER_CONTROL_PLANE", binary);
        command
    };
    run_command(of(&REAL_CLUSTER_TESTS).arg("--no-run"))?;
    let each = REAL_CLUSTER_TESTS.map(|test| {
        let mut command = of(&[test]);
        if PARTED.contains(&test) {
            command.args(["--", "--skip", SIMULATED]);
        }
        (test, command)
    });
    run_side_by_side(each.into())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::{PARTED, REAL_CLUSTER_TESTS};
    use crate::manifest::tests_that_need;
    use crate::process::root;

    /// A test that is not listed here would be run by nobody. It says in the manifest that it needs
    /// the feature, or in its files which part of it does.
    #[test]
    fn every_test_that_needs_a_real_api_server_is_run() {
        let suite = root().join("tests/suite");
        let whole = tests_that_need("control-plane", &suite);
        let tests = fs::read_dir(suite.join("tests")).expect("the suite has tests");
        let tests = tests.map(|entry| entry.expect("a test").path());
        let parted = tests.filter(|test| needs_a_real_api_server(test));
        let parted = parted.map(|test| test.file_stem().expect("a name").to_owned());
        let parted: BTreeSet<String> = parted.map(|name| name.into_string().unwrap()).collect();
        assert!(PARTED.iter().all(|test| parted.contains(*test)));
        let found: BTreeSet<String> = whole.into_iter().chain(parted).collect();
        assert_eq!(found, REAL_CLUSTER_TESTS.map(str::to_owned).into());
    }

    /// Whether a file asks for the feature, or any below a folder.
    fn needs_a_real_api_server(path: &Path) -> bool {
        if path.is_dir() {
            let mut inside = fs::read_dir(path).expect("a folder");
            return inside.any(|entry| needs_a_real_api_server(&entry.expect("a file").path()));
        }
        let rust = path.extension().is_some_and(|extension| extension == "rs");
        rust && fs::read_to_string(path)
            .expect("a file")
            .contains("feature = \"control-plane\"")
    }
}
