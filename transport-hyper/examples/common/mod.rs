//! The flags that the examples share, named as kubectl names them.

use outrigger::{Api, Client, Unstructured};
use outrigger_hyper::{ConnectOptions, connect_with};

/// What the command line said.
#[derive(Debug, Default)]
pub(crate) struct Flags {
    resource: Option<String>,
    context: Option<String>,
    kubeconfig: Option<String>,
    namespace: Option<String>,
    all_namespaces: bool,
    /// `-l`: only objects whose labels match.
    pub(crate) selector: String,
}

const USAGE: &str =
    "RESOURCE [-n NAMESPACE | -A] [-l SELECTOR] [--context NAME] [--kubeconfig FILE]
RESOURCE is any name that kubectl get takes: pods, po, Deployment, widgets.example.com";

impl Flags {
    /// Reads the command line.
    pub(crate) fn parse() -> Result<Self, String> {
        let mut flags = Self::default();
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            let (name, inline) = match word.split_once('=') {
                Some((name, value)) if name.starts_with("--") => (name, Some(value.to_owned())),
                _ => (word.as_str(), None),
            };
            let mut value = || {
                let value = inline.clone().or_else(|| words.next());
                value.ok_or_else(|| format!("{name} needs a value\nusage: {USAGE}"))
            };
            match name {
                "--context" => flags.context = Some(value()?),
                "--kubeconfig" => flags.kubeconfig = Some(value()?),
                "-n" | "--namespace" => flags.namespace = Some(value()?),
                "-l" | "--selector" => flags.selector = value()?,
                "-A" | "--all-namespaces" => flags.all_namespaces = true,
                "-h" | "--help" => return Err(format!("usage: {USAGE}")),
                _ if name.starts_with('-') => {
                    return Err(format!("unknown flag {name}\nusage: {USAGE}"));
                }
                _ if flags.resource.is_none() => flags.resource = Some(word),
                _ => return Err(format!("one resource only\nusage: {USAGE}")),
            }
        }
        Ok(flags)
    }

    /// Connects, and finds the resource.
    pub(crate) async fn api(&self) -> Result<Api<Unstructured>, Box<dyn std::error::Error>> {
        let Some(resource) = &self.resource else {
            return Err(format!("usage: {USAGE}").into());
        };
        let client = self.connect().await?;
        let api = client.resource(resource).await?;
        Ok(match self.all_namespaces {
            true => api,
            false => api.within(client.default_namespace()),
        })
    }

    async fn connect(&self) -> outrigger::Result<Client> {
        let mut options = ConnectOptions::new().on_warning(|text| eprintln!("warning: {text}"));
        if let Some(context) = &self.context {
            options = options.context(context);
        }
        if let Some(file) = &self.kubeconfig {
            options = options.kubeconfig(file);
        }
        if let Some(namespace) = &self.namespace {
            options = options.namespace(namespace);
        }
        connect_with(options).await
    }
}

/// Prints an error and all that is behind it, and returns the exit code.
pub(crate) fn report(error: &dyn std::error::Error) -> std::process::ExitCode {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    eprintln!("error: {text}");
    std::process::ExitCode::FAILURE
}
