//! `metadata.managedFields`: who owns what, since when.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::field_set::FieldSet;
use super::json_value::{Escape, write_text};

/// The owners of an object's fields.
pub(super) type Managers = BTreeMap<Manager, Owned>;

/// What tells one entry from another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Manager {
    pub(super) operation: Operation,
    pub(super) name: String,
    /// Empty for Apply: whoever applies has one entry, whichever version it applies in.
    pub(super) api_version: String,
    pub(super) subresource: String,
}

/// The order is that of the entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Operation {
    Apply,
    Update,
}

/// What an entry says beside the manager.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Owned {
    pub(super) fields: FieldSet,
    pub(super) api_version: String,
    /// RFC 3339 in UTC and whole seconds, as the real server prints it, so that texts sort as
    /// times do.
    pub(super) time: Option<String>,
}

impl Manager {
    pub(super) fn updating(name: &str, api_version: &str, subresource: &str) -> Self {
        Self {
            operation: Operation::Update,
            name: name.to_owned(),
            api_version: api_version.to_owned(),
            subresource: subresource.to_owned(),
        }
    }

    /// The text by which the real server sorts managers of one time when it caps them.
    pub(super) fn identifier(&self) -> String {
        let mut text = String::from("{");
        let fields = [
            ("manager", self.name.as_str()),
            ("operation", self.operation.name()),
            ("apiVersion", &self.api_version),
            ("subresource", &self.subresource),
        ];
        for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
            if text.len() > 1 {
                text.push(',');
            }
            write_text(name, Escape::Json, &mut text);
            text.push(':');
            write_text(value, Escape::Html, &mut text);
        }
        text.push('}');
        text
    }
}

impl Operation {
    const fn name(self) -> &'static str {
        match self {
            Self::Apply => "Apply",
            Self::Update => "Update",
        }
    }
}

/// The entries of an object.
///
/// # Errors
/// What the real server finds wrong with the first bad one.
pub(crate) fn decode(entries: &Value) -> Result<Managers, String> {
    let mut managers = Managers::new();
    for (place, entry) in entries.as_array().into_iter().flatten().enumerate() {
        let (manager, owned) = decode_entry(entry, place)?;
        // Of two entries of one manager, the last counts.
        managers.insert(manager, owned);
    }
    Ok(managers)
}

fn decode_entry(entry: &Value, place: usize) -> Result<(Manager, Owned), String> {
    let text = |name: &str| entry[name].as_str().unwrap_or_default();
    let operation = match text("operation") {
        "Apply" => Operation::Apply,
        "Update" => Operation::Update,
        _ => return Err("operation must be `Apply` or `Update`".to_owned()),
    };
    let api_version = text("apiVersion");
    if api_version.is_empty() {
        return Err("apiVersion must not be empty".to_owned());
    }
    match text("fieldsType") {
        "FieldsV1" => {}
        "" => {
            return Err(format!(
                "missing fieldsType in managed fields entry {place}"
            ));
        }
        other => {
            return Err(format!(
                "invalid fieldsType {other:?} in managed fields entry {place}"
            ));
        }
    }
    let fields = match &entry["fieldsV1"] {
        Value::Null => FieldSet::default(),
        fields => FieldSet::from_fields_v1(fields)
            .map_err(|why| format!("error decoding versioned set: error decoding set: {why}"))?,
    };
    let mut manager = Manager::updating(text("manager"), api_version, text("subresource"));
    if operation == Operation::Apply {
        manager.operation = operation;
        manager.api_version.clear();
    }
    let owned = Owned {
        fields,
        api_version: api_version.to_owned(),
        time: entry["time"].as_str().map(str::to_owned),
    };
    Ok((manager, owned))
}

/// The entries in the real server's order, or null where there are none.
pub(super) fn encode(managers: &Managers) -> Value {
    if managers.is_empty() {
        return Value::Null;
    }
    let mut entries: Vec<_> = managers.iter().collect();
    entries.sort_by(|(a, x), (b, y)| {
        let key = |manager: &Manager| (manager.operation, manager.name.clone());
        (a.operation, &x.time)
            .cmp(&(b.operation, &y.time))
            .then_with(|| key(a).cmp(&key(b)))
            .then_with(|| x.api_version.cmp(&y.api_version))
            .then_with(|| a.subresource.cmp(&b.subresource))
    });
    entries.into_iter().map(encode_entry).collect()
}

fn encode_entry((manager, owned): (&Manager, &Owned)) -> Value {
    let mut entry = Map::new();
    for (field, text) in [
        ("manager", Some(&manager.name)),
        ("apiVersion", Some(&owned.api_version)),
        ("time", owned.time.as_ref()),
        ("subresource", Some(&manager.subresource)),
    ] {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            entry.insert(field.to_owned(), json!(text));
        }
    }
    entry.insert("operation".to_owned(), json!(manager.operation.name()));
    entry.insert("fieldsType".to_owned(), json!("FieldsV1"));
    entry.insert("fieldsV1".to_owned(), owned.fields.to_fields_v1());
    Value::Object(entry)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(manager: &str, operation: &str, time: &str) -> Value {
        json!({"manager": manager, "operation": operation, "apiVersion": "v1", "time": time,
            "fieldsType": "FieldsV1", "fieldsV1": {"f:data": {}}})
    }

    #[test]
    fn sorts_by_operation_and_time_and_name() {
        let mut timeless = entry("z", "Update", "");
        timeless["time"] = Value::Null;
        let given = json!([
            entry("b", "Update", "2026-01-01T00:00:01Z"),
            entry("c", "Apply", "2026-01-01T00:00:02Z"),
            entry("a", "Update", "2026-01-01T00:00:01Z"),
            entry("d", "Update", "2026-01-01T00:00:00Z"),
            timeless,
        ]);
        let sorted = encode(&decode(&given).unwrap());
        let names: Vec<_> = (0..5).map(|i| sorted[i]["manager"].clone()).collect();
        assert_eq!(names, ["c", "z", "d", "a", "b"]);
    }

    #[test]
    fn tells_managers_apart_as_the_server_does() {
        let mut manager = Manager::updating("a<b\"", "apps/v1", "status");
        assert_eq!(
            manager.identifier(),
            r#"{"manager":"a\u003cb\"","operation":"Update","apiVersion":"apps/v1","subresource":"status"}"#
        );
        manager.subresource.clear();
        manager.name.clear();
        assert_eq!(
            manager.identifier(),
            r#"{"operation":"Update","apiVersion":"apps/v1"}"#
        );
    }

    #[test]
    fn refuses_bad_entries() {
        for (field, value, why) in [
            (
                "operation",
                json!("Patch"),
                "operation must be `Apply` or `Update`",
            ),
            ("apiVersion", json!(null), "apiVersion must not be empty"),
            (
                "fieldsType",
                json!(null),
                "missing fieldsType in managed fields entry 0",
            ),
            (
                "fieldsType",
                json!("FieldsV2"),
                "invalid fieldsType \"FieldsV2\" in managed fields entry 0",
            ),
        ] {
            let mut bad = entry("a", "Update", "2026-01-01T00:00:01Z");
            bad[field] = value;
            assert_eq!(decode(&json!([bad])), Err(why.to_owned()));
        }
        let mut bad = entry("a", "Update", "2026-01-01T00:00:01Z");
        bad["fieldsV1"] = json!({"data": {}});
        assert!(decode(&json!([bad])).is_err());
    }
}
