//! Shows which cluster a program would talk to and as whom, and asks that cluster something.
//!
//! ```console
//! cargo run --example build_config
//! cargo run --example build_config -- --context staging
//! cargo run --example build_config -- --kubeconfig /etc/kubernetes/admin.conf --master https://10.0.0.1:6443
//! ```
//!
//! With client-go this is `clientcmd.BuildConfigFromFlags` and `kubernetes.NewForConfig`.
#![allow(clippy::print_stdout, clippy::print_stderr)]

#[path = "common/words.rs"]
mod words;

use std::process::ExitCode;

use outrigger::kubeconfig::{Config, Overrides};
use outrigger::request::Request;
use outrigger::{Api, Client, Error, ListOptions, Unstructured};
use outrigger_hyper::{
    ConnectOptions, ResolvedCluster, config_from_flags, config_with, connect_to, resolve_config,
};
use words::{Stop, Words};

const USAGE: &str = "usage: build_config [--kubeconfig FILE] [--master URL] [--context NAME]";

#[tokio::main]
async fn main() -> ExitCode {
    let flags = match Flags::parse() {
        Ok(flags) => flags,
        Err(stop) => return stop.report(),
    };
    match run(&flags).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", error.chain());
            ExitCode::FAILURE
        }
    }
}

async fn run(flags: &Flags) -> Result<(), Error> {
    let options = || ConnectOptions::new().on_warning(|text| eprintln!("warning: {text}"));
    let cluster = resolve_config(flags.build().await?, &options()).await?;
    show(&cluster);
    ask(&connect_to(cluster.config().clone()).await?).await
}

#[derive(Default)]
struct Flags {
    kubeconfig: String,
    master: String,
    context: String,
}

impl Flags {
    fn parse() -> Result<Self, Stop> {
        let mut flags = Self::default();
        let mut words = Words::new(USAGE);
        while let Some(word) = words.next()? {
            let target = match word.as_str() {
                "--kubeconfig" => &mut flags.kubeconfig,
                "--master" => &mut flags.master,
                "--context" => &mut flags.context,
                _ => return Err(words.wrong(&format!("unknown argument {word}"))),
            };
            *target = words.value(&word)?;
        }
        Ok(flags)
    }

    /// Flags as components of a cluster have them; without any, what kubectl would use.
    async fn build(&self) -> Result<Config, Error> {
        if self.context.is_empty() && !(self.kubeconfig.is_empty() && self.master.is_empty()) {
            return config_from_flags(&self.master, &self.kubeconfig).await;
        }
        let options = ConnectOptions::new().kubeconfig(&self.kubeconfig);
        let overrides = Overrides::new().context(&self.context).server(&self.master);
        config_with(&options.overrides(overrides)).await
    }
}

/// Names and where things come from: what is secret is not printed, only that it is there.
fn show(cluster: &ResolvedCluster) {
    let config = cluster.config();
    let line = |name: &str, value: &str| println!("{name:<12}{value}");
    line("server", &config.server.to_string());
    line("trusts", trust(config));
    line("namespace", &config.namespace);
    line("context", config.context.as_deref().unwrap_or("none"));
    line("user", config.user.as_deref().unwrap_or("none"));
    line("sends", &credentials(config));
    if let Some(user) = config
        .impersonate
        .as_ref()
        .and_then(|other| other.user.as_ref())
    {
        line("acts as", user);
    }
    if config.proxy_url.is_some() {
        line("proxy", "the kubeconfig's");
    } else if cluster.settings().proxy.is_some() {
        line("proxy", "the environment's");
    }
}

fn trust(config: &Config) -> &'static str {
    if config.server.scheme_str() != Some("https") {
        "the network: without TLS"
    } else if config.insecure_skip_tls_verify {
        "any certificate"
    } else if config.certificate_authority.is_some() {
        "the configuration's certificate authority"
    } else {
        "the system's certificate authorities"
    }
}

fn credentials(config: &Config) -> String {
    let there = [
        (config.token_file.is_some(), "token from a file"),
        (config.token.is_some(), "token"),
        (config.basic.is_some(), "name and password"),
        (config.client_certificate.is_some(), "client certificate"),
        (config.exec.is_some(), "what a program prints"),
        (config.auth_provider.is_some(), "what an auth-provider has"),
    ];
    let there = there.iter().filter(|(is_there, _)| *is_there);
    let names: Vec<_> = there.map(|(_, name)| *name).collect();
    match names.is_empty() {
        true => "no credentials".to_owned(),
        false => names.join(", "),
    }
}

async fn ask(client: &Client) -> Result<(), Error> {
    let version = client.send(Request::raw_get("/version")?).await?;
    let version: serde_json::Value = serde_json::from_slice(version.body()).unwrap_or_default();
    let version = version["gitVersion"].as_str().unwrap_or("unknown");
    println!("{:<12}{version}", "version");
    let pods: Api<Unstructured> = client.resource("pods").await?;
    let pods = pods.list(&ListOptions::new()).await?;
    println!("There are {} pods in the cluster", pods.iter().count());
    Ok(())
}
