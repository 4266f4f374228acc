use serde_json::{Map, Value, json};

use super::super::__private::HEAD;
use super::super::schema::{SchemaError, structural_schema};
use super::{Definition, push};

/// What kube-apiserver takes at the top where status is a subresource, since it then looks at status
/// alone: its `allowedFieldsAtRootSchema`, without what says nothing of objects.
const BESIDE_STATUS: [&str; 6] = [
    "description",
    "properties",
    "required",
    "type",
    "x-kubernetes-preserve-unknown-fields",
    "x-kubernetes-validations",
];

impl Definition {
    /// The schema of whole objects.
    pub(super) fn root(&mut self) -> Result<Value, SchemaError> {
        let mut root = self.beside_metadata()?;
        for (name, schema) in &self.schemas {
            let schema = structural_schema(schema).map_err(|error| error.below(name))?;
            if let Value::Object(properties) = root.entry("properties").or_insert_with(|| json!({}))
            {
                properties.insert((*name).to_owned(), schema);
            }
            if *name == "spec" {
                root.insert("required".into(), json!(["spec"]));
            }
        }
        if let Some(description) = self.description.take() {
            root.insert("description".into(), description.into());
        }
        for rule in std::mem::take(&mut self.rules) {
            push(&mut root, "x-kubernetes-validations", rule);
        }
        self.check_top(&root)?;
        Ok(root.into())
    }

    /// That it says no more than kube-apiserver takes at the top.
    fn check_top(&self, root: &Map<String, Value>) -> Result<(), SchemaError> {
        let refused = |keyword: &str, of_which: &str| {
            let top = format!("at the top of objects{of_which}");
            let problem = format!("kube-apiserver takes no `{keyword}` {top}");
            Err(SchemaError::new("", problem))
        };
        if root.contains_key("nullable") {
            return refused("nullable", "");
        }
        let mut keywords = root.keys().map(String::as_str);
        match keywords.find(|keyword| !BESIDE_STATUS.contains(keyword)) {
            Some(keyword) if self.subresources.contains_key("status") => {
                refused(keyword, " that have a status")
            }
            _ => Ok(()),
        }
    }

    /// What it says but for spec and status.
    fn beside_metadata(&self) -> Result<Map<String, Value>, SchemaError> {
        let content = self.content.as_ref().map(structural_schema).transpose()?;
        let Some(content) = content else {
            return Ok(object());
        };
        let root = content.as_object();
        let Some(root) = root.filter(|root| root.get("type") == Some(&json!("object"))) else {
            return Err(SchemaError::new("", "the whole must be an object"));
        };
        let properties = root.get("properties").and_then(Value::as_object);
        let mut names = properties.into_iter().flat_map(Map::keys);
        if let Some(name) = names.find(|name| HEAD.contains(&name.as_str())) {
            return Err(SchemaError::new(name, "every object has one of its own"));
        }
        let mut root = root.clone();
        // kube-apiserver does not take them at the top.
        if root.remove("additionalProperties").is_some() {
            root.insert("x-kubernetes-preserve-unknown-fields".into(), true.into());
        }
        Ok(root)
    }
}

fn object() -> Map<String, Value> {
    let mut root = Map::new();
    root.insert("type".into(), "object".into());
    root
}
