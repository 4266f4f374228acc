use bytes::Bytes;
use serde_json::{Map, Value};

/// An object at rest: JSON text, and what selectors ask of it.
///
/// The text has neither `kind` nor `apiVersion`: lists leave them out, and an answer in another
/// version of a CRD has its own.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    key: String,
    namespace: String,
    name: String,
    uid: String,
    revision: u64,
    /// `metadata.labels`, or null.
    labels: Value,
    /// The uids of its owners.
    owners: Box<[String]>,
    /// It has a deletionTimestamp.
    deleted: bool,
    /// It is on its way, and one of the garbage collector's finalizers holds it.
    held: bool,
    /// The version it was written in.
    version: String,
    text: Bytes,
    /// A custom object as it was applied, where that is not the form it is read in: null fields,
    /// empty lists in metadata. Whoever writes it as it is read changes it.
    raw: Option<Box<Value>>,
}

impl Record {
    /// The record of an object that is written with `revision`.
    pub(crate) fn new(object: &Value, version: &str, revision: u64) -> Self {
        let mut fields = object.as_object().cloned().unwrap_or_default();
        fields.remove("kind");
        fields.remove("apiVersion");
        let metadata = fields
            .entry("metadata")
            .or_insert_with(|| Value::Object(Map::new()));
        metadata["resourceVersion"] = revision.to_string().into();
        let mut record = Self::described(metadata, version, revision);
        record.text = Value::Object(fields).to_string().into();
        record
    }

    /// The record of an object of which the text is known, written with `revision`; `metadata` has
    /// the object's name, namespace, uid, labels and owners.
    pub(crate) fn of_text(text: Bytes, metadata: &Value, version: &str, revision: u64) -> Self {
        Self {
            text,
            ..Self::described(metadata, version, revision)
        }
    }

    /// A record without its text.
    fn described(metadata: &Value, version: &str, revision: u64) -> Self {
        let text = |field: &str| metadata[field].as_str().unwrap_or_default().to_owned();
        let (namespace, name, uid) = (text("namespace"), text("name"), text("uid"));
        let labels = metadata["labels"].clone();
        let list = |field: &str| metadata[field].as_array().map_or(&[][..], Vec::as_slice);
        let uid_of = |owner: &Value| owner["uid"].as_str().map(str::to_owned);
        let owners = list("ownerReferences").iter().filter_map(uid_of).collect();
        let deleted = !metadata["deletionTimestamp"].is_null();
        let holds = |it: &Value| it == "orphan" || it == "foregroundDeletion";
        Self {
            held: deleted && list("finalizers").iter().any(holds),
            deleted,
            owners,
            key: Self::key_of(&namespace, &name),
            namespace,
            name,
            uid,
            revision,
            labels,
            version: version.to_owned(),
            text: Bytes::new(),
            raw: None,
        }
    }

    /// The record with the form in which it was applied.
    pub(crate) fn with_raw(self, raw: Option<Value>) -> Self {
        let raw = raw.map(|mut raw| {
            if let Some(Value::Object(metadata)) = raw.get_mut("metadata") {
                metadata.remove("resourceVersion");
            }
            Box::new(raw)
        });
        Self { raw, ..self }
    }

    /// The form in which it was applied, without a resourceVersion, if it is another one.
    pub(crate) fn raw(&self) -> Option<&Value> {
        self.raw.as_deref()
    }

    /// Where an object is kept.
    pub(crate) fn key_of(namespace: &str, name: &str) -> String {
        match namespace {
            "" => name.to_owned(),
            namespace => format!("{namespace}/{name}"),
        }
    }

    /// The same object, as if written with another revision.
    pub(crate) fn at_revision(&self, revision: u64) -> Self {
        Self::new(&self.to_value(), &self.version, revision)
    }

    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    pub(crate) fn namespace(&self) -> &str {
        &self.namespace
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn uid(&self) -> &str {
        &self.uid
    }

    pub(crate) const fn revision(&self) -> u64 {
        self.revision
    }

    pub(crate) const fn labels(&self) -> &Value {
        &self.labels
    }

    /// The uids of its owners.
    pub(crate) fn owners(&self) -> &[String] {
        &self.owners
    }

    /// Whether it is on its way.
    pub(crate) const fn is_deleted(&self) -> bool {
        self.deleted
    }

    /// Whether it is on its way, and one of the garbage collector's finalizers holds it.
    pub(crate) const fn awaits_collector(&self) -> bool {
        self.held
    }

    /// The version it was written in.
    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    /// The JSON object without `kind` and `apiVersion`; it has at least `metadata`.
    pub(crate) const fn text(&self) -> &Bytes {
        &self.text
    }

    /// The object, without `kind` and `apiVersion`.
    pub(crate) fn to_value(&self) -> Value {
        serde_json::from_slice(&self.text).expect("it was written from a value")
    }

    /// Appends the object with its type in front.
    pub(crate) fn write_typed(&self, api_version: &str, kind: &str, into: &mut Vec<u8>) {
        let (kind, api_version) = (Value::from(kind), Value::from(api_version));
        let head = format!("{{\"kind\":{kind},\"apiVersion\":{api_version},");
        into.extend_from_slice(head.as_bytes());
        into.extend_from_slice(&self.text[1..]);
    }
}
