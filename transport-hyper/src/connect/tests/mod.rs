//! Which cluster it is, in environments that are no process's own.

mod files;
mod pods;

use std::ffi::OsString;
use std::path::PathBuf;

use outrigger::Result;
use outrigger::kubeconfig::{Config, Overrides};
use tempfile::TempDir;

use crate::connect::config::{Files, Wanted, settle};

/// A machine: a home, a service account's folder, and variables.
struct Machine {
    folder: TempDir,
    variables: Vec<(&'static str, OsString)>,
    overrides: Overrides,
    explicit: Option<PathBuf>,
}

impl Machine {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["home", "home/.kube", "account"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        let home = folder.path().join("home").into_os_string();
        Self {
            folder,
            variables: vec![("HOME", home)],
            overrides: Overrides::new(),
            explicit: None,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(self, name: &str, text: &str) -> Self {
        std::fs::write(self.path(name), text).unwrap();
        self
    }

    fn variable(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.variables.push((name, value.into()));
        self
    }

    fn overridden(mut self, overrides: Overrides) -> Self {
        self.overrides = overrides;
        self
    }

    /// With what Kubernetes gives to a pod.
    fn pod(self) -> Self {
        self.variable("KUBERNETES_SERVICE_HOST", "10.96.0.1")
            .variable("KUBERNETES_SERVICE_PORT", "443")
            .file("account/token", "pod's\n")
            .file("account/namespace", "shop\n")
            .file("account/ca.crt", &authority())
    }

    fn settle(&self) -> (Result<Config>, Vec<String>) {
        let wanted = Wanted {
            files: Files::Kubectls(self.explicit.clone()),
            service_account: Some(self.path("account")),
            overrides: Box::new(self.overrides.clone()),
        };
        let lookup = |name: &str| {
            let found = self
                .variables
                .iter()
                .rev()
                .find(|(known, _)| *known == name);
            found.map(|(_, value)| value.clone())
        };
        settle(&wanted, lookup)
    }

    fn config(&self) -> Config {
        let (config, _) = self.settle();
        config.unwrap_or_else(|error| panic!("{}", error.chain()))
    }

    #[track_caller]
    fn refused(&self, part: &str) {
        let error = self.settle().0.unwrap_err().chain().to_string();
        assert!(error.contains(part), "{part:?} is not in {error:?}");
    }
}

/// A certificate.
fn authority() -> String {
    let names = vec!["authority".to_owned()];
    let issued = rcgen::generate_simple_self_signed(names).unwrap();
    issued.cert.pem()
}

const HOME: &str = "home/.kube/config";

fn kubeconfig(server: &str, context: &str) -> String {
    format!(
        "current-context: c
contexts: [{{name: c, context: {{cluster: c, {context}}}}}]
clusters: [{{name: c, cluster: {{server: '{server}'}}}}]
"
    )
}
