mod in_cluster;
mod merge;
mod merge_rules;
mod overrides;
mod parse;
mod patched;
mod paths;
mod properties;
mod redaction;
mod resolve;
mod search;
mod select;
mod servers;
mod validate;
mod view;
mod write;
mod yaml;

use super::{Config, Kubeconfig, KubeconfigErrors, Overrides};

/// A certificate and a key as far as anyone looks at them here.
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
const KEY: &str = "-----BEGIN EC PRIVATE KEY-----\nMAA=\n-----END EC PRIVATE KEY-----\n";

/// The fields of a cluster that nothing is wrong with.
const HTTPS: &str = "server: 'https://h'";

fn parse(text: &str) -> Result<Kubeconfig, KubeconfigErrors> {
    Kubeconfig::parse(text.as_bytes(), "/f")
}

/// The errors of `text`, one a line.
fn parse_errors(text: &str) -> String {
    match parse(text) {
        Ok(config) => panic!("no error in {text:?}: {config:?}"),
        Err(errors) => lines(&errors),
    }
}

fn lines(errors: &KubeconfigErrors) -> String {
    let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// A configuration of one context, with these fields in its cluster and its user.
fn config(cluster: &str, user: &str) -> Kubeconfig {
    let text = format!(
        "current-context: x\n\
         contexts: [{{name: x, context: {{cluster: c, user: u}}}}]\n\
         clusters:\n- name: c\n  cluster: {{{cluster}}}\n\
         users:\n- name: u\n  user: {{{user}}}\n"
    );
    parse(&text).unwrap_or_else(|errors| panic!("{errors}"))
}

fn resolve(cluster: &str, user: &str) -> Result<Config, KubeconfigErrors> {
    config(cluster, user).resolve(&Overrides::new())
}

fn base64(text: &str) -> String {
    use ::base64::Engine as _;
    ::base64::engine::general_purpose::STANDARD.encode(text)
}
