//! Objects as YAML, for reading.

use serde_json::Value;

/// An object as a person reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The object without `managedFields`, its keys in alphabetical order as kubectl has them.
    pub yaml: String,
    /// Its `managedFields`, empty when it has none.
    pub managed_fields: String,
}

/// The annotation in which `kubectl apply` keeps the whole object, a Secret's values included.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// Writes an object as YAML. Of a Secret's values only the sizes are shown.
///
/// ```
/// use outrigger_demo_model::yaml::manifest;
/// use serde_json::json;
///
/// let secret = json!({"kind": "Secret", "apiVersion": "v1", "data": {"password": "aHVudGVyMg=="}});
/// assert_eq!(manifest(secret).yaml, "apiVersion: v1\ndata:\n  password: (7 bytes)\nkind: Secret\n");
/// ```
pub fn manifest(mut object: Value) -> Manifest {
    let managed = object
        .pointer_mut("/metadata")
        .and_then(Value::as_object_mut);
    let managed = managed.and_then(|metadata| metadata.remove("managedFields"));
    if object["kind"] == "Secret" {
        mask(&mut object);
    }
    Manifest {
        yaml: write(&object),
        managed_fields: managed.as_ref().map(write).unwrap_or_default(),
    }
}

/// Takes the values out of a Secret, wherever they are.
fn mask(secret: &mut Value) {
    for (member, base64) in [("data", true), ("stringData", false)] {
        let values = secret.get_mut(member).and_then(Value::as_object_mut);
        for value in values.into_iter().flat_map(serde_json::Map::values_mut) {
            let text = value.as_str().unwrap_or_default();
            let bytes = if base64 {
                decoded_length(text)
            } else {
                text.len()
            };
            *value = format!("({bytes} bytes)").into();
        }
    }
    let annotations = secret.pointer_mut("/metadata/annotations");
    if let Some(applied) = annotations.and_then(|all| all.get_mut(LAST_APPLIED)) {
        *applied = "(not shown)".into();
    }
}

/// How many bytes a base64 text stands for.
fn decoded_length(text: &str) -> usize {
    let signs = text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=');
    signs.count() * 3 / 4
}

/// The text, or JSON, which is YAML too, for what the writer refuses.
fn write(value: &Value) -> String {
    serde_saphyr::to_string(value).unwrap_or_else(|_| format!("{value:#}\n"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn managed_fields_are_a_text_of_their_own() {
        let manifest = manifest(json!({
            "kind": "ConfigMap",
            "apiVersion": "v1",
            "metadata": {"name": "settings", "managedFields": [{"manager": "kubectl"}]},
            "data": {"color": "green", "on": "yes", "port": "8080", "script": "a\nb\n", "none": ""},
        }));
        let expected = "\
apiVersion: v1
data:
  color: green
  none: \"\"
  \"on\": \"yes\"
  port: \"8080\"
  script: |
    a
    b
kind: ConfigMap
metadata:
  name: settings
";
        assert_eq!(manifest.yaml, expected);
        assert_eq!(manifest.managed_fields, "- manager: kubectl\n");
    }

    #[test]
    fn a_secret_shows_no_value() {
        let secret = json!({
            "kind": "Secret",
            "metadata": {"annotations": {LAST_APPLIED: "{\"data\":{\"password\":\"aHVudGVyMg==\"}}"}},
            "data": {"password": "aHVudGVyMg==", "empty": ""},
            "stringData": {"token": "hunter2"},
        });
        let yaml = manifest(secret).yaml;
        for hidden in ["hunter2", "aHVudGVyMg"] {
            assert!(!yaml.contains(hidden), "{yaml}");
        }
        assert!(
            yaml.contains("password: (7 bytes)") && yaml.contains("empty: (0 bytes)"),
            "{yaml}"
        );
    }

    #[test]
    fn what_is_no_object_is_written_all_the_same() {
        assert_eq!(manifest(json!("text")).yaml, "text\n");
        assert_eq!(manifest(Value::Null).managed_fields, "");
    }
}
