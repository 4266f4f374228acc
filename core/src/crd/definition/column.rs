use serde_json::{Map, Value};

/// A column that `kubectl get` and Tables show of an object.
///
/// <https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#additional-printer-columns>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrinterColumn {
    pub(super) fields: Map<String, Value>,
}

impl PrinterColumn {
    /// A column. `column_type` is one of `integer`, `number`, `string`, `boolean`, `date`; `path`
    /// is a JSONPath into the object, such as `.spec.size`.
    pub fn new(name: &str, column_type: &str, path: &str) -> Self {
        let mut fields = Map::new();
        fields.insert("name".into(), name.into());
        fields.insert("type".into(), column_type.into());
        fields.insert("jsonPath".into(), path.into());
        Self { fields }
    }

    /// What the column shows, for people.
    #[must_use]
    pub fn description(self, description: &str) -> Self {
        self.with("description", description.into())
    }

    /// How its values are written, such as `byte` or `date-time`.
    #[must_use]
    pub fn format(self, format: &str) -> Self {
        self.with("format", format.into())
    }

    /// Columns above 0 are shown by `kubectl get -o wide` alone.
    #[must_use]
    pub fn priority(self, priority: i32) -> Self {
        self.with("priority", priority.into())
    }

    fn with(mut self, field: &str, value: Value) -> Self {
        self.fields.insert(field.into(), value);
        self
    }
}
