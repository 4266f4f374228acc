//! What a deliberate difference is judged by.

use std::collections::BTreeSet;

use outrigger_suite::difference::Mismatch;
use serde_json::Value;

use crate::case::{Case, Found};
use crate::compare::{failed_files, texts};

/// A mismatch, and what is known about it.
#[derive(Debug)]
pub(crate) struct Situation<'a> {
    pub(crate) case: &'a Case,
    pub(crate) theirs: &'a Value,
    pub(crate) ours: &'a Value,
    pub(crate) mismatch: &'a Mismatch,
}

/// What only one of both could not load.
struct Failed<'a> {
    theirs: Vec<&'a str>,
    ours: Vec<&'a str>,
}

impl Situation<'_> {
    fn failed(&self) -> Failed<'_> {
        let theirs = failed_files(self.theirs);
        let ours: BTreeSet<&str> = texts(&self.ours["load-errors"]).collect();
        Failed {
            theirs: theirs.difference(&ours).copied().collect(),
            ours: ours.difference(&theirs).copied().collect(),
        }
    }

    /// Whether clientcmd alone has an error on reading files, and says `text` of each.
    pub(crate) fn they_fail(&self, text: &str) -> bool {
        let Failed { theirs, ours } = self.failed();
        let says = |file: &&str| {
            texts(&self.theirs["load-errors"])
                .any(|error| error.contains(*file) && error.contains(text))
        };
        self.mismatch.place == "load-errors"
            && ours.is_empty()
            && !theirs.is_empty()
            && theirs.iter().all(says)
    }

    /// Whether Outrigger alone has an error on reading files, and says `text` of each.
    pub(crate) fn we_fail(&self, text: &str) -> bool {
        let Failed { theirs, ours } = self.failed();
        let says = |file: &&str| {
            texts(&self.ours["load-messages"]).any(|message| {
                let message = message.strip_prefix(*file);
                message.is_some_and(|message| message.starts_with(": ") && message.contains(text))
            })
        };
        self.mismatch.place == "load-errors"
            && theirs.is_empty()
            && !ours.is_empty()
            && ours.iter().all(says)
    }

    /// Whether each file that only one could load holds one of `texts`.
    pub(crate) fn files_have(&self, texts: &[&str]) -> bool {
        self.files(|file| texts.iter().any(|text| file.contains(text)))
    }

    pub(crate) fn files_have_line(&self, test: impl Fn(&str) -> bool) -> bool {
        self.files(|file| file.split(['\n', '\r']).any(&test))
    }

    fn files(&self, test: impl Fn(&str) -> bool) -> bool {
        let Failed { theirs, ours } = self.failed();
        self.mismatch.place == "load-errors"
            && theirs
                .iter()
                .chain(&ours)
                .all(|path| match self.case.read(path) {
                    Some(Found::File(file)) => test(&decoded(file)),
                    _ => false,
                })
    }

    /// What Outrigger says where clientcmd resolves.
    pub(crate) fn early_errors(&self) -> Vec<&str> {
        let resolved = self.mismatch.place == "errors" && self.mismatch.theirs.is_null();
        texts(&self.mismatch.ours).filter(|_| resolved).collect()
    }

    /// What clientcmd says of the configuration when it makes a client.
    pub(crate) fn connect_error(&self) -> &str {
        self.theirs["connect-error"].as_str().unwrap_or_default()
    }

    pub(crate) fn is_namespace(&self) -> bool {
        matches!(&*self.mismatch.place, "namespace" | "namespace-overridden")
    }
}

/// Whether a text holds one of `parts`.
pub(crate) fn any(text: &str, parts: &[&str]) -> bool {
    parts.iter().any(|part| text.contains(part))
}

/// What Outrigger says of a server that nobody can talk to.
pub(crate) const SERVER: [&str; 5] = [
    "server: must be a URL or a host:port pair",
    "server: the host is not valid",
    "server: the port is not valid",
    "server: unsupported scheme",
    "server: is not a valid URL",
];
/// What both say of a file.
pub(crate) const UNREAD: &str = "unable to read";

/// What client-go says when it makes a client, and what Outrigger says of the same. client-go ends
/// with the first that it finds.
pub(crate) const CLIENT: [(&str, &[&str]); 7] = [
    ("host must be a URL or a host:port pair", &SERVER),
    ("parse \"", &SERVER),
    (
        "unable to load root certificates: unable to parse bytes as PEM block",
        &["unable to load root certificates: no PEM certificate in it"],
    ),
    (
        "specifying a root certificates file with the insecure flag is not allowed",
        &[
            "specifying a root certificates file with the insecure flag is not allowed",
            "unable to load root certificates: no PEM certificate in it",
        ],
    ),
    (
        "exec plugin: invalid apiVersion",
        &["exec plugin: invalid apiVersion"],
    ),
    (
        "tls: failed to find any PEM data in certificate input",
        &["no PEM certificate in it", "no PEM private key in it"],
    ),
    (
        "tls: failed to find any PEM data in key input",
        &["no PEM private key in it"],
    ),
];

/// A file as text, whatever its encoding.
fn decoded(file: &[u8]) -> String {
    let units = |unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = file
            .chunks_exact(2)
            .map(|pair| unit([pair[0], pair[1]]))
            .collect();
        String::from_utf16_lossy(&units)
    };
    match file {
        [0xFF, 0xFE, ..] => units(u16::from_le_bytes),
        [0xFE, 0xFF, ..] => units(u16::from_be_bytes),
        _ => String::from_utf8_lossy(file).into_owned(),
    }
}
