mod column;
mod root;
mod rule;
#[cfg(test)]
mod tests;

use std::fmt;

use serde_json::{Map, Value, json};

pub use self::column::PrinterColumn;
pub use self::rule::ValidationRule;
use super::schema::SchemaError;
use crate::object::{ApiResource, Scope, Unstructured};

/// The parts of a CustomResourceDefinition of one version, to be built.
///
/// `#[derive(CustomResource)]` makes one from a type; without it, say what the type would.
///
/// ```
/// use outrigger::crd::Definition;
/// use outrigger::{ApiResource, Scope};
/// use serde_json::json;
///
/// let widgets = ApiResource::new("example.com", "v1", "Widget", "widgets", Scope::Namespaced);
/// let definition = Definition::new(widgets)
///     .short_name("wd")
///     .spec(json!({ "type": "object", "properties": { "size": { "type": "integer" } } }))
///     .build()?;
/// assert_eq!(definition.name(), "widgets.example.com");
/// # Ok::<(), outrigger::crd::SchemaError>(())
/// ```
#[derive(Clone)]
pub struct Definition {
    resource: ApiResource,
    metadata: Map<String, Value>,
    names: Map<String, Value>,
    version: Map<String, Value>,
    subresources: Map<String, Value>,
    schemas: Vec<(&'static str, Value)>,
    content: Option<Value>,
    description: Option<String>,
    rules: Vec<Value>,
}

impl Definition {
    /// A definition that says nothing of spec and status.
    pub fn new(resource: ApiResource) -> Self {
        let kind = &resource.kind;
        let mut names = Map::new();
        names.insert("kind".into(), kind.as_ref().into());
        names.insert("listKind".into(), format!("{kind}List").into());
        names.insert("plural".into(), resource.plural.as_ref().into());
        names.insert("singular".into(), kind.to_lowercase().into());
        let mut version = Map::new();
        version.insert("name".into(), resource.version.as_ref().into());
        version.insert("served".into(), true.into());
        version.insert("storage".into(), true.into());
        Self {
            resource,
            metadata: Map::new(),
            names,
            version,
            subresources: Map::new(),
            schemas: Vec::new(),
            content: None,
            description: None,
            rules: Vec::new(),
        }
    }

    /// The JSON Schema of `spec`, which every object then must have.
    #[must_use]
    pub fn spec(mut self, schema: Value) -> Self {
        self.schemas.push(("spec", schema));
        self
    }

    /// The JSON Schema of what stands at the top of objects that have no `spec`, as `data` does in a
    /// ConfigMap.
    #[must_use]
    pub fn content(mut self, schema: Value) -> Self {
        self.content = Some(schema);
        self
    }

    /// The JSON Schema of `status`, which becomes a subresource.
    #[must_use]
    pub fn status(mut self, schema: Value) -> Self {
        self.subresources.insert("status".into(), json!({}));
        self.schemas.push(("status", schema));
        self
    }

    /// What the kind is, for `kubectl explain`.
    #[must_use]
    pub fn description(mut self, description: &str) -> Self {
        self.description = Some(description.to_owned());
        self
    }

    /// The singular name; the kind in lower case if it is not given.
    #[must_use]
    pub fn singular(mut self, name: &str) -> Self {
        self.names.insert("singular".into(), name.into());
        self
    }

    /// A short name for kubectl.
    #[must_use]
    pub fn short_name(mut self, name: &str) -> Self {
        push(&mut self.names, "shortNames", name.into());
        self
    }

    /// A category, such as `all`.
    #[must_use]
    pub fn category(mut self, category: &str) -> Self {
        push(&mut self.names, "categories", category.into());
        self
    }

    /// A label of the definition itself.
    #[must_use]
    pub fn label(mut self, key: &str, value: &str) -> Self {
        set(&mut self.metadata, "labels", key, value);
        self
    }

    /// An annotation of the definition itself.
    #[must_use]
    pub fn annotation(mut self, key: &str, value: &str) -> Self {
        set(&mut self.metadata, "annotations", key, value);
        self
    }

    /// A column of Tables.
    #[must_use]
    pub fn printer_column(mut self, column: PrinterColumn) -> Self {
        push(
            &mut self.version,
            "additionalPrinterColumns",
            column.fields.into(),
        );
        self
    }

    /// A field by which lists and watches can be selected, such as `.spec.colour`.
    #[must_use]
    pub fn selectable(mut self, path: &str) -> Self {
        push(
            &mut self.version,
            "selectableFields",
            json!({ "jsonPath": path }),
        );
        self
    }

    /// The `scale` subresource: where the wanted and the present number of replicas stand, and the
    /// label selector as a text.
    #[must_use]
    pub fn scale(
        mut self,
        spec_path: &str,
        status_path: &str,
        selector_path: Option<&str>,
    ) -> Self {
        let mut scale = json!({
            "specReplicasPath": spec_path,
            "statusReplicasPath": status_path,
        });
        if let Some(path) = selector_path {
            scale["labelSelectorPath"] = path.into();
        }
        self.subresources.insert("scale".into(), scale);
        self
    }

    /// A rule for whole objects. Of metadata it can read name and generateName alone.
    #[must_use]
    pub fn rule(mut self, rule: ValidationRule) -> Self {
        self.rules.push(rule.fields.into());
        self
    }

    /// Whether the version is served; it is if this is not called.
    #[must_use]
    pub fn served(mut self, served: bool) -> Self {
        self.version.insert("served".into(), served.into());
        self
    }

    /// Whether objects are stored in this version; they are if this is not called.
    #[must_use]
    pub fn storage(mut self, storage: bool) -> Self {
        self.version.insert("storage".into(), storage.into());
        self
    }

    /// Requests of this version are answered with a warning: this one, or the server's own.
    #[must_use]
    pub fn deprecated(mut self, warning: Option<&str>) -> Self {
        self.version.insert("deprecated".into(), true.into());
        if let Some(warning) = warning {
            self.version
                .insert("deprecationWarning".into(), warning.into());
        }
        self
    }

    /// The CustomResourceDefinition.
    ///
    /// # Errors
    /// When spec, content or status has no structural schema
    /// ([`structural_schema`](super::structural_schema)), and when the content says what
    /// kube-apiserver does not take at the top of objects: beside a status, it takes no `oneOf`
    /// and its kin there, which flattened enums have.
    pub fn build(mut self) -> Result<Unstructured, SchemaError> {
        let root = self.root()?;
        self.version
            .insert("schema".into(), json!({ "openAPIV3Schema": root }));
        if !self.subresources.is_empty() {
            self.version
                .insert("subresources".into(), self.subresources.into());
        }
        let group = self.resource.group.as_ref();
        let name = format!("{}.{group}", self.resource.plural);
        self.metadata.insert("name".into(), name.into());
        let scope = match self.resource.scope {
            Scope::Cluster => "Cluster",
            Scope::Namespaced => "Namespaced",
        };
        let spec = json!({
            "group": group,
            "names": self.names,
            "scope": scope,
            "versions": [self.version],
        });
        let definitions = definitions();
        let mut out = Unstructured::new(&definitions, "");
        out.as_map_mut()
            .insert("metadata".into(), self.metadata.into());
        out.as_map_mut().insert("spec".into(), spec);
        Ok(out)
    }
}

/// The resource of CustomResourceDefinitions.
pub(super) fn definitions() -> ApiResource {
    ApiResource::new(
        "apiextensions.k8s.io",
        "v1",
        "CustomResourceDefinition",
        "customresourcedefinitions",
        Scope::Cluster,
    )
}

fn push(to: &mut Map<String, Value>, list: &str, item: Value) {
    if let Value::Array(items) = to.entry(list).or_insert_with(|| json!([])) {
        items.push(item);
    }
}

fn set(to: &mut Map<String, Value>, map: &str, key: &str, value: &str) {
    if let Value::Object(entries) = to.entry(map).or_insert_with(|| json!({})) {
        entries.insert(key.to_owned(), value.into());
    }
}

impl fmt::Debug for Definition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Definition")
            .field("resource", &format_args!("{}", self.resource))
            .finish_non_exhaustive()
    }
}
