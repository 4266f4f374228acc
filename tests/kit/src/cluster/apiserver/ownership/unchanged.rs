//! Writes that change nothing keep the times of the owners too.

use serde_json::Value;

use super::json_value;

/// Takes the times of the live object's entries over into the new one if those times are all
/// that differs. To be called when the new object is otherwise complete.
pub(crate) fn keep_times(live: &Value, new: &mut Value) {
    if let Some(entries) = entries_with_times(live, new) {
        new["metadata"]["managedFields"] = entries;
    }
}

fn entries_with_times(live: &Value, new: &Value) -> Option<Value> {
    let was = live["metadata"]["managedFields"].as_array()?;
    let is = new["metadata"]["managedFields"].as_array()?;
    let same_entries = was.len() == is.len()
        && was
            .iter()
            .zip(is)
            .all(|(was, is)| same_but(was, is, &["time"]));
    let same = same_entries
        && same_but(live, new, &["metadata"])
        // The store gives the object its resourceVersion.
        && same_but(
            &live["metadata"],
            &new["metadata"],
            &["managedFields", "resourceVersion"],
        );
    same.then(|| Value::Array(was.clone()))
}

/// Whether two objects are the same but for these fields.
fn same_but(a: &Value, b: &Value, but: &[&str]) -> bool {
    let rest = |value: &Value| -> Option<Vec<(String, Value)>> {
        let fields = value.as_object()?.iter();
        let kept = fields.filter(|(name, _)| !but.contains(&name.as_str()));
        Some(kept.map(|(n, v)| (n.clone(), v.clone())).collect())
    };
    match (rest(a), rest(b)) {
        (Some(a), Some(b)) => a == b,
        _ => json_value::equal(a, b),
    }
}
