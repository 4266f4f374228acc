//! Label selectors: `app=web,tier in (front, back),!canary,size>3`.

use outrigger::selector;
use serde_json::Value;

/// What labels must be. An empty one matches all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LabelSelector(selector::LabelSelector);

impl LabelSelector {
    /// Reads a request's parameter; fails with the message of a 400.
    pub(crate) fn parse(selector: &str) -> Result<Self, String> {
        let parsed = selector.parse().map(Self);
        parsed.map_err(|error: selector::InvalidSelector| error.to_string())
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `labels`: `metadata.labels`, or null.
    pub(crate) fn matches(&self, labels: &Value) -> bool {
        self.0
            .matches_by(|key| labels.get(key).and_then(Value::as_str))
    }
}
