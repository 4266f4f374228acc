//! A body, and what it says it is.

use super::decode::split;
use crate::cluster::apiserver::failure::Failure;
use crate::cluster::apiserver::json::Document;
use crate::cluster::apiserver::json::type_meta::{TypeMeta, read, unrecognized};
use crate::cluster::apiserver::schema::decode::unfit;

/// A body that was read, and of which is known what it is.
pub(super) struct Stated<'a> {
    pub(super) document: Document,
    /// What it says.
    pub(super) given: TypeMeta,
    /// What it is taken for: what it says, or else what was expected.
    pub(super) kind: String,
    pub(super) api_version: String,
    expected: &'a str,
}

impl<'a> Stated<'a> {
    /// Reads a body that is to be of this type; fails with the message of a 400.
    pub(super) fn read(body: &[u8], kind: &'a str, api_version: &str) -> Result<Self, String> {
        let (document, given) = read(body).map_err(|problem| unrecognized(kind, &problem, body))?;
        let or = |given: &str, expected: &str| {
            let text = if given.is_empty() { expected } else { given };
            text.to_owned()
        };
        Ok(Self {
            document,
            kind: or(&given.kind, kind),
            api_version: or(&given.api_version, api_version),
            given,
            expected: kind,
        })
    }

    pub(super) fn is(&self, kind: &str, api_version: &str) -> bool {
        self.kind == kind && self.api_version == api_version
    }

    /// The message of a 400 of what is wrong with it.
    pub(super) fn unfit(&self, problem: &str) -> String {
        let (_, version) = split(&self.api_version);
        unfit(&self.kind, version, self.expected, problem)
    }

    /// A failure of what is wrong with it.
    pub(super) fn refused(&self, problem: String) -> Failure {
        Failure::bad_request(self.unfit(&problem))
    }
}
