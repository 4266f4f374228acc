//! Go programs that say what client-go does. Tests of the suite ask them, and compare ours with
//! their answers, which are committed.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::go;
use crate::process::{root, run as run_command, tests};
use crate::report::Outcome;

/// A Go program, and the tests that ask it.
pub(crate) struct Peer {
    /// The name of its folder in `tests/`, and of the program.
    name: &'static str,
    /// The environment variable that tells the tests where it is; with `_RENEW` behind it, that
    /// they are to write its answers down.
    variable: &'static str,
    tests: &'static [&'static str],
    /// The test that writes them down.
    renews: &'static str,
}

/// How kubeconfigs are read.
pub(crate) const CLIENTCMD: Peer = Peer {
    name: "clientcmd",
    variable: "OUTRIGGER_CLIENTCMD",
    tests: &["clientcmd"],
    renews: "the_committed_answers_are_clientcmds",
};

/// What is sent, and what is made of answers and texts.
pub(crate) const REQUESTS: Peer = Peer {
    name: "requests",
    variable: "OUTRIGGER_REQUESTS",
    tests: &["requests", "oracle"],
    renews: "the_committed_answers_are_client_gos",
};

impl Peer {
    /// The folder of the Go module.
    pub(crate) fn module(&self) -> PathBuf {
        root().join("tests").join(self.name)
    }

    /// Returns the path of the program, built if this content was not built before.
    fn build(&self) -> Result<PathBuf, String> {
        let toolchain = go::toolchain()?;
        let entries = fs::read_dir(self.module()).map_err(|error| error.to_string())?;
        let mut sources: Vec<PathBuf> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.is_file())
            .collect();
        sources.sort();
        let key = go::content_key(&toolchain, &sources)?;
        let folder = go::cache(self.name)?.join(key);
        go::build_once(&folder, self.name, |target| {
            let mut go = Command::new("go");
            go.args(["build", "-trimpath", "-ldflags", "-s -w", "-o"]);
            run_command(go.arg(target).current_dir(self.module()))
        })
    }

    /// Asks again: whether the committed answers are its own. The native tests have compared ours
    /// with those.
    pub(crate) fn stage(&self) -> Outcome {
        if let Err(missing) = go::toolchain() {
            return Outcome::LeftOut(missing);
        }
        self.run(false).into()
    }

    /// Compares, or first writes its answers down.
    pub(crate) fn run(&self, renew: bool) -> Result<(), String> {
        let binary = self.build()?;
        if renew {
            let mut command = tests(self.tests);
            command.env(format!("{}_RENEW", self.variable), "1");
            command.arg(self.renews);
            run_command(command.env(self.variable, &binary))?;
        }
        run_command(tests(self.tests).env(self.variable, binary))
    }
}
