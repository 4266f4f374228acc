use std::fmt;

use serde_json::Value;

use crate::object::Unstructured;

/// Why definitions cannot be made into one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MergeError {
    /// One of them is no CustomResourceDefinition with versions.
    NotADefinition,
    /// They differ in what all versions of a kind share: the field, and the two values.
    Differs {
        /// The field, such as `/spec/scope`.
        field: &'static str,
        /// What the first of them says.
        first: String,
        /// What another says.
        other: String,
    },
    /// The same version is there twice.
    Duplicate(String),
    /// None of them has the version that is to be stored.
    NoStorage(String),
}

impl fmt::Display for MergeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotADefinition => {
                f.write_str("only CustomResourceDefinitions with versions can be merged")
            }
            Self::Differs {
                field,
                first,
                other,
            } => {
                write!(
                    f,
                    "definitions of one kind must agree on {field}: {first} and {other}"
                )
            }
            Self::Duplicate(version) => write!(f, "version {version} is there twice"),
            Self::NoStorage(version) => write!(f, "version {version}, to be stored, is not there"),
        }
    }
}

impl std::error::Error for MergeError {}

/// What all versions of a kind share.
const SHARED: [&str; 6] = [
    "/spec/group",
    "/spec/names/kind",
    "/spec/names/plural",
    "/spec/names/singular",
    "/spec/names/listKind",
    "/spec/scope",
];

/// Makes one CustomResourceDefinition of several versions of a kind; objects are stored as
/// `storage`, whatever the single ones say.
///
/// Short names, categories, labels and annotations are those of all of them. The versions are in
/// the order given.
///
/// ```
/// use outrigger::crd::{Definition, merge_crds};
/// use outrigger::{ApiResource, Scope};
///
/// let version = |name| {
///     let resource = ApiResource::new("example.com", name, "Widget", "widgets", Scope::Namespaced);
///     Definition::new(resource).build().expect("there is no schema to go wrong")
/// };
/// let merged = merge_crds([version("v1alpha1"), version("v1")], "v1")?;
/// assert_eq!(merged.path("/spec/versions/0/storage"), Some(&false.into()));
/// assert_eq!(merged.path("/spec/versions/1/storage"), Some(&true.into()));
/// # Ok::<(), outrigger::crd::MergeError>(())
/// ```
///
/// # Errors
/// [`MergeError`], which says what does not fit.
pub fn merge_crds(
    definitions: impl IntoIterator<Item = Unstructured>,
    storage: &str,
) -> Result<Unstructured, MergeError> {
    let mut definitions = definitions.into_iter();
    let mut merged = definitions.next().ok_or(MergeError::NotADefinition)?;
    for definition in definitions {
        merge(&mut merged, &definition)?;
    }
    let versions = versions_of(&mut merged)?;
    let mut names = Vec::new();
    for version in versions {
        let name = version["name"].as_str().unwrap_or_default().to_owned();
        version["storage"] = (name == storage).into();
        if names.contains(&name) {
            return Err(MergeError::Duplicate(name));
        }
        names.push(name);
    }
    if !names.iter().any(|name| name == storage) {
        return Err(MergeError::NoStorage(storage.to_owned()));
    }
    Ok(merged)
}

fn merge(merged: &mut Unstructured, definition: &Unstructured) -> Result<(), MergeError> {
    for field in SHARED {
        let text = |object: &Unstructured| {
            let value = object.path(field).and_then(Value::as_str);
            value.unwrap_or_default().to_owned()
        };
        let (first, other) = (text(merged), text(definition));
        if first != other {
            return Err(MergeError::Differs {
                field,
                first,
                other,
            });
        }
    }
    let versions = definition.path("/spec/versions").and_then(Value::as_array);
    let versions = versions.ok_or(MergeError::NotADefinition)?;
    versions_of(merged)?.extend(versions.iter().cloned());
    for (parent, field) in [
        ("/spec/names", "shortNames"),
        ("/spec/names", "categories"),
        ("/metadata", "labels"),
        ("/metadata", "annotations"),
    ] {
        let more = definition.path(parent).and_then(|parent| parent.get(field));
        if let (Some(more), Some(Value::Object(parent))) = (more, merged.path_mut(parent)) {
            unite(parent.entry(field).or_insert(Value::Null), more);
        }
    }
    Ok(())
}

fn unite(a: &mut Value, b: &Value) {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => {
            for item in b {
                if !a.contains(item) {
                    a.push(item.clone());
                }
            }
        }
        (Value::Object(a), Value::Object(b)) => {
            for (key, value) in b {
                a.entry(key.clone()).or_insert_with(|| value.clone());
            }
        }
        (a, b) => *a = b.clone(),
    }
}

fn versions_of(definition: &mut Unstructured) -> Result<&mut Vec<Value>, MergeError> {
    let versions = definition.path_mut("/spec/versions");
    versions
        .and_then(Value::as_array_mut)
        .ok_or(MergeError::NotADefinition)
}
