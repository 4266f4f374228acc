use serde_json::{Map, Value};

/// A rule in CEL that the API server holds objects to.
///
/// <https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidationRule {
    pub(super) fields: Map<String, Value>,
}

impl ValidationRule {
    /// A rule such as `self.spec.size < 10`; `self` is what it stands at.
    pub fn new(rule: &str) -> Self {
        let mut fields = Map::new();
        fields.insert("rule".into(), rule.into());
        Self { fields }
    }

    /// What the server says of an object that breaks it.
    #[must_use]
    pub fn message(self, message: &str) -> Self {
        self.with("message", message.into())
    }

    /// CEL that makes the message.
    #[must_use]
    pub fn message_expression(self, expression: &str) -> Self {
        self.with("messageExpression", expression.into())
    }

    /// `FieldValueInvalid` (the default), `FieldValueForbidden`, `FieldValueRequired` or
    /// `FieldValueDuplicate`.
    #[must_use]
    pub fn reason(self, reason: &str) -> Self {
        self.with("reason", reason.into())
    }

    /// The field that the refusal names, such as `.spec.size`.
    #[must_use]
    pub fn field_path(self, path: &str) -> Self {
        self.with("fieldPath", path.into())
    }

    /// Whether a rule that reads `oldSelf` holds of new objects too; `oldSelf` is then optional.
    #[must_use]
    pub fn optional_old_self(self, optional: bool) -> Self {
        self.with("optionalOldSelf", optional.into())
    }

    fn with(mut self, field: &str, value: Value) -> Self {
        self.fields.insert(field.into(), value);
        self
    }
}
