//! The flags that the examples share, named as kubectl names them.

mod words;

use outrigger::{Api, Client, Unstructured};
use outrigger_hyper::{ConnectOptions, connect_with};

pub(crate) use self::words::Stop;
use self::words::Words;

/// What the command line said.
#[derive(Debug, Default)]
pub(crate) struct Flags {
    resource: String,
    context: Option<String>,
    kubeconfig: Option<String>,
    namespace: Option<String>,
    all_namespaces: bool,
    /// `-l`: only objects whose labels match.
    pub(crate) selector: String,
}

const USAGE: &str =
    "usage: RESOURCE [-n NAMESPACE | -A] [-l SELECTOR] [--context NAME] [--kubeconfig FILE]
RESOURCE is any name that kubectl get takes: pods, po, Deployment, widgets.example.com";

impl Flags {
    /// Reads the command line.
    pub(crate) fn parse() -> Result<Self, Stop> {
        let mut flags = Self::default();
        let mut words = Words::new(USAGE);
        while let Some(word) = words.next()? {
            let mut value = || words.value(&word);
            match word.as_str() {
                "--context" => flags.context = Some(value()?),
                "--kubeconfig" => flags.kubeconfig = Some(value()?),
                "-n" | "--namespace" => flags.namespace = Some(value()?),
                "-l" | "--selector" => flags.selector = value()?,
                "-A" | "--all-namespaces" => flags.all_namespaces = true,
                _ if word.starts_with('-') => {
                    return Err(words.wrong(&format!("unknown flag {word}")));
                }
                _ if flags.resource.is_empty() => flags.resource = word,
                _ => return Err(words.wrong("one resource only")),
            }
        }
        if flags.resource.is_empty() {
            return Err(words.wrong("no resource is named"));
        }
        Ok(flags)
    }

    /// Connects, and finds the resource.
    pub(crate) async fn api(&self) -> Result<Api<Unstructured>, Box<dyn std::error::Error>> {
        let client = self.connect().await?;
        let api = client.resource(&self.resource).await?;
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
