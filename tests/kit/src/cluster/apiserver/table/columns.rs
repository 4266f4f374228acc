//! The columns of the built-in kinds, as a real API server describes them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value;

/// By `plural.group`; `scale` is every `/scale`'s, `custom` what a CRD without columns of its own
/// shows, `default` a built-in kind without.
static COLUMNS: LazyLock<BTreeMap<String, Vec<Value>>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("columns.json")).expect("the file holds lists of columns")
});

pub(super) fn of(resource: &str) -> &'static [Value] {
    COLUMNS.get(resource).map_or(&[], Vec::as_slice)
}
