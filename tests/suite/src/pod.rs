//! What a pod has of its cluster, for a program that runs outside of one.

use std::path::Path;
use std::process::{Command, Output};

use outrigger::kubeconfig::DataOrFile;
use outrigger_hyper::config_from_bytes;
use tempfile::TempDir;

/// The variables and files that Kubernetes would give to a pod.
#[derive(Debug)]
pub struct Pod {
    host: String,
    port: String,
    account: TempDir,
}

impl Pod {
    /// A pod of `namespace` in the cluster of a kubeconfig's current context.
    ///
    /// # Panics
    /// When the kubeconfig names no server with a port and an authority.
    pub fn beside(kubeconfig: &Path, namespace: &str, token: &str) -> Self {
        let text = std::fs::read(kubeconfig).expect("a kubeconfig");
        let config = config_from_bytes(text).expect("a cluster");
        let account = tempfile::tempdir().expect("a folder");
        let write = |name: &str, bytes: &[u8]| {
            std::fs::write(account.path().join(name), bytes).expect("a folder to write to");
        };
        match &config.certificate_authority {
            Some(DataOrFile::Data(pem)) => write("ca.crt", pem),
            Some(DataOrFile::File(path)) => write("ca.crt", &std::fs::read(path).expect("a file")),
            other => panic!("an authority is needed, not {other:?}"),
        }
        write("token", token.as_bytes());
        // As some write it; it is trimmed.
        write("namespace", format!("{namespace}\n").as_bytes());
        let host = config.server.host().expect("a host");
        Self {
            host: host.trim_matches(['[', ']']).to_owned(),
            port: config.server.port_u16().expect("a port").to_string(),
            account,
        }
    }

    /// The service account's files.
    pub fn account(&self) -> &Path {
        self.account.path()
    }

    /// Runs a program in it, which takes the service account's folder as `--service-account`.
    ///
    /// # Panics
    /// When it cannot be run.
    pub fn run(&self, program: &Path) -> Output {
        alone(program)
            .arg("--service-account")
            .arg(self.account())
            .env("KUBERNETES_SERVICE_HOST", &self.host)
            .env("KUBERNETES_SERVICE_PORT", &self.port)
            .output()
            .expect("the program runs")
    }
}

/// A program that finds no cluster but those it is told of.
pub fn alone(program: &Path) -> Command {
    let mut command = Command::new(program);
    for name in [
        "HOME",
        "HTTPS_PROXY",
        "HTTP_PROXY",
        "KUBECONFIG",
        "KUBERNETES_MASTER",
        "KUBERNETES_SERVICE_HOST",
        "KUBERNETES_SERVICE_PORT",
        "POD_NAMESPACE",
        "USERPROFILE",
        "http_proxy",
        "https_proxy",
    ] {
        command.env_remove(name);
    }
    command
}
