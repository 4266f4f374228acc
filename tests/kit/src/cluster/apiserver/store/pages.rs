use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD, URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use super::{Record, Store};
use crate::cluster::apiserver::json::Document;

/// One page of a list.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) records: Vec<Arc<Record>>,
    /// The key of the last record, when more objects are behind it.
    pub(crate) more_after: Option<String>,
    /// How many objects are behind it, matching or not.
    pub(crate) remaining: usize,
}

/// A `continue` token: where a list goes on, and at which revision.
///
/// <https://pkg.go.dev/k8s.io/apiserver/pkg/storage#EncodeContinue>
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Continue {
    #[serde(rename = "v", default)]
    version: String,
    /// -1: at the newest revision.
    #[serde(rename = "rv", default)]
    pub(crate) revision: i64,
    /// Relative to the prefix that is listed.
    #[serde(default)]
    start: String,
}

impl Continue {
    /// A token for what comes after the object `key`.
    pub(crate) fn after(key: &str, prefix: &str, revision: i64) -> Self {
        let key = key.strip_prefix(prefix).unwrap_or(key);
        Self::from(format!("/{key}\0"), revision)
    }

    /// A token for what begins at `start`.
    pub(crate) fn from(start: String, revision: i64) -> Self {
        Self {
            version: "meta.k8s.io/v1".into(),
            revision,
            start,
        }
    }

    pub(crate) fn encode(&self) -> String {
        let json = serde_json::to_vec(self).expect("strings and a number");
        URL_SAFE_NO_PAD.encode(json)
    }

    /// # Errors
    /// The text that the server answers with.
    pub(crate) fn decode(token: &str) -> Result<Self, String> {
        let invalid = |why: String| format!("continue key is not valid: {why}");
        // Go does not mind bits that are left over.
        let lenient = NO_PAD.with_decode_allow_trailing_bits(true);
        let json = GeneralPurpose::new(&URL_SAFE, lenient)
            .decode(token)
            .map_err(|error| invalid(error.to_string()))?;
        Document::parse(&json).map_err(invalid)?;
        let token: Self =
            serde_json::from_slice(&json).map_err(|error| invalid(error.to_string()))?;
        let what = |text: &str| Err(format!("continue key is not valid: {text}"));
        match token {
            Self { ref version, .. } if version != "meta.k8s.io/v1" => what(&format!(
                "server does not recognize this encoded version {version}"
            )),
            Self { revision: 0, .. } => {
                what("incorrect encoded start resourceVersion (version meta.k8s.io/v1)")
            }
            Self { ref start, .. } if start.is_empty() => {
                what("encoded start key empty (version meta.k8s.io/v1)")
            }
            token if !token.is_clean() => Err(invalid(token.start)),
            token => Ok(token),
        }
    }

    /// The first key of the page, relative to the prefix.
    pub(crate) fn start(&self) -> &str {
        self.start.trim_start_matches('/')
    }

    /// Whether it stays below its prefix.
    fn is_clean(&self) -> bool {
        let path = self.start.strip_prefix('/').unwrap_or(&self.start);
        path.split('/')
            .all(|part| !part.is_empty() && part != "." && part != "..")
    }
}

impl Store {
    /// The records under `prefix`, from `start` (relative to it) on, that `matches` accepts, as
    /// they were at `revision`, which the history must reach; no more than `limit` (0: all).
    pub(crate) fn page(
        &self,
        storage: &str,
        prefix: &str,
        start: &str,
        revision: u64,
        limit: usize,
        matches: impl Fn(&Record) -> bool,
    ) -> Page {
        let mut page = Page {
            records: Vec::new(),
            more_after: None,
            remaining: 0,
        };
        let mut last = None;
        for record in self.at_revision(storage, prefix, start, revision) {
            if limit > 0 && page.records.len() == limit {
                page.remaining += 1;
                continue;
            }
            last = Some(record.key().to_owned());
            if matches(&record) {
                page.records.push(record);
            }
        }
        if page.remaining > 0 {
            page.more_after = last;
        }
        page
    }

    fn at_revision(
        &self,
        storage: &str,
        prefix: &str,
        start: &str,
        revision: u64,
    ) -> Vec<Arc<Record>> {
        let from = format!("{prefix}{start}");
        let undone = self.undone_since(storage, revision);
        let range = (Bound::Included(from.clone()), Bound::Unbounded);
        let present = self.objects.get(storage);
        let mut found: BTreeMap<&str, &Arc<Record>> = present
            .into_iter()
            .flat_map(|objects| objects.range(range.clone()))
            .take_while(|(key, _)| key.starts_with(prefix))
            .map(|(key, record)| (key.as_str(), record))
            .collect();
        for (key, old) in undone {
            match old {
                Some(old) if key >= from.as_str() && key.starts_with(prefix) => {
                    found.insert(key, old);
                }
                _ => {
                    found.remove(key);
                }
            }
        }
        found.into_values().cloned().collect()
    }
}
