mod merge;
mod parse;
mod paths;
mod yaml;

use super::{Kubeconfig, KubeconfigErrors};

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
