//! What derived code names. It may change in any version.

pub use serde;
use serde::de::Error;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::object::{ObjectMeta, Resource};

/// Writes an object of kind `K`, of what is there of it.
pub fn write<K: Resource, S: Serializer>(
    metadata: &ObjectMeta,
    spec: Option<&impl Serialize>,
    status: Option<&impl Serialize>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let fields = 3 + usize::from(spec.is_some()) + usize::from(status.is_some());
    let mut out = serializer.serialize_struct(K::KIND, fields)?;
    out.serialize_field("apiVersion", &K::api_resource().api_version())?;
    out.serialize_field("kind", K::KIND)?;
    out.serialize_field("metadata", metadata)?;
    if let Some(spec) = spec {
        out.serialize_field("spec", spec)?;
    }
    if let Some(status) = status {
        out.serialize_field("status", status)?;
    }
    out.end()
}

/// An object as it is read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_debug_implementations, reason = "it is taken apart at once")]
pub struct Stored<Spec, Status> {
    #[serde(default)]
    api_version: Option<String>,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    pub metadata: ObjectMeta,
    pub spec: Spec,
    #[serde(default = "none")]
    pub status: Option<Status>,
}

/// `Default` of the type is not asked for.
const fn none<T>() -> Option<T> {
    None
}

/// Reads an object of kind `K`. The items of lists have no type of their own.
pub fn read<'de, K, Spec, Status, D>(deserializer: D) -> Result<Stored<Spec, Status>, D::Error>
where
    K: Resource,
    Spec: Deserialize<'de>,
    Status: Deserialize<'de>,
    D: Deserializer<'de>,
{
    let stored = Stored::<Spec, Status>::deserialize(deserializer)?;
    check_type::<K, _>(&stored.api_version, &stored.kind)?;
    Ok(stored)
}

fn check_type<K: Resource, E: Error>(
    found_version: &Option<String>,
    found_kind: &Option<String>,
) -> Result<(), E> {
    let api_version = K::api_resource().api_version();
    for (field, found, want) in [
        ("apiVersion", found_version, api_version.as_ref()),
        ("kind", found_kind, K::KIND),
    ] {
        if found
            .as_ref()
            .is_some_and(|found| !found.is_empty() && found != want)
        {
            return Err(E::custom(format_args!("{field} is not {want}")));
        }
    }
    Ok(())
}

/// As [`write`], of an object without a spec, whose content stands at its top.
pub fn write_content<K: Resource, S: Serializer>(
    metadata: &ObjectMeta,
    content: Option<&impl Serialize>,
    status: Option<&impl Serialize>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Written<'a, Content, Status> {
        api_version: &'a str,
        kind: &'a str,
        metadata: &'a ObjectMeta,
        #[serde(flatten)]
        content: Option<&'a Content>,
        #[serde(skip_serializing_if = "Option::is_none")]
        status: Option<&'a Status>,
    }

    let resource = K::api_resource();
    let written = Written {
        api_version: &resource.api_version(),
        kind: K::KIND,
        metadata,
        content,
        status,
    };
    written.serialize(serializer)
}

/// An object without a spec, as it is read.
#[allow(missing_debug_implementations, reason = "it is taken apart at once")]
pub struct StoredContent<Content, Status> {
    pub metadata: ObjectMeta,
    pub content: Content,
    pub status: Option<Status>,
}

/// What every object has besides its content.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head<Status> {
    #[serde(default)]
    api_version: Option<String>,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    metadata: ObjectMeta,
    #[serde(default = "none")]
    status: Option<Status>,
}

/// Their names, which no field of an object without a spec can have.
pub(super) const HEAD: [&str; 4] = ["apiVersion", "kind", "metadata", "status"];

/// As [`read`], of an object without a spec. The content is read by serde_json, as it is below a
/// spec: from the buffer that `flatten` reads from, a map would have no numbers for keys.
pub fn read_content<'de, K, Content, Status, D>(
    deserializer: D,
) -> Result<StoredContent<Content, Status>, D::Error>
where
    K: Resource,
    Content: Deserialize<'de>,
    Status: Deserialize<'de>,
    D: Deserializer<'de>,
{
    let object = Map::deserialize(deserializer)?.into_iter();
    let (head, content) = object.partition(|(field, _)| HEAD.contains(&field.as_str()));
    let head: Head<Status> = read_fields(head)?;
    check_type::<K, _>(&head.api_version, &head.kind)?;
    Ok(StoredContent {
        metadata: head.metadata,
        content: read_fields(content)?,
        status: head.status,
    })
}

/// Reads what has these fields. The error ends with the place in it: what it begins with says
/// whether it quotes a value.
fn read_fields<'de, T: Deserialize<'de>, E: Error>(fields: Map<String, Value>) -> Result<T, E> {
    serde_path_to_error::deserialize(Value::Object(fields)).map_err(|error| {
        let (path, problem) = (error.path(), error.inner());
        match path.iter().next() {
            None => E::custom(problem),
            Some(_) => E::custom(format_args!("{problem} in `{path}`")),
        }
    })
}
