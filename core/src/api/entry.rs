use std::fmt;

use serde_json::Value;

use super::Api;
use crate::error::{Error, ErrorKind, Result};
use crate::object::Object;
use crate::request::{self, CreateOptions, ReplaceOptions, Verb};

/// An object that may be there or not, to be changed or made; see [`Api::entry`].
#[must_use = "nothing is written until it is committed"]
pub enum Entry<K> {
    /// It is there.
    Occupied(OccupiedEntry<K>),
    /// It is not there.
    Vacant(VacantEntry<K>),
}

/// No object of the name is there.
pub struct VacantEntry<K> {
    api: Api<K>,
    name: String,
}

/// An object that is there, or is to be.
#[must_use = "nothing is written until it is committed"]
pub struct OccupiedEntry<K> {
    api: Api<K>,
    name: String,
    object: K,
    /// The object as it was read; `None` if it is new.
    stored: Option<Value>,
}

/// What became of an object that was to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written<K> {
    /// It is new.
    Created(K),
    /// It was there, and is another now.
    Updated(K),
    /// It was there as it should be; nothing was sent.
    Unchanged(K),
}

impl<K> Written<K> {
    /// The object as it is stored.
    pub const fn object(&self) -> &K {
        let (Self::Created(object) | Self::Updated(object) | Self::Unchanged(object)) = self;
        object
    }

    /// The object as it is stored, taken out.
    pub fn into_object(self) -> K {
        let (Self::Created(object) | Self::Updated(object) | Self::Unchanged(object)) = self;
        object
    }
}

impl<K: Object> Api<K> {
    /// Reads an object to change it, or to make it if it is not there.
    ///
    /// ```
    /// # async fn example(maps: outrigger::Api<outrigger::Unstructured>) -> outrigger::Result<()> {
    /// use outrigger::{CreateOptions, Unstructured};
    ///
    /// let written = maps
    ///     .entry("settings")
    ///     .await?
    ///     .or_insert(|| Unstructured::new(maps.resource(), "settings"))
    ///     .and_modify(|map| map.as_map_mut()["metadata"]["labels"] = serde_json::json!({ "a": "b" }))
    ///     .commit(&CreateOptions::new())
    ///     .await?;
    /// println!("{}", written.object().resource_version());
    /// # Ok(()) }
    /// ```
    ///
    /// The whole object is replaced: what a `K` does not know of it is lost. Where that matters,
    /// [`patch`](Self::patch) or [`apply`](Self::apply) is right.
    pub async fn entry(&self, name: &str) -> Result<Entry<K>> {
        self.refuse_parts(Verb::Update)?;
        let (api, name) = (self.clone(), name.to_owned());
        Ok(match self.get_opt(&name).await? {
            None => Entry::Vacant(VacantEntry { api, name }),
            Some(object) => Entry::Occupied(self.occupied(&name, object)?),
        })
    }

    /// The entry of an object that was read.
    pub(super) fn occupied(&self, name: &str, object: K) -> Result<OccupiedEntry<K>> {
        self.refuse_parts(Verb::Update)?;
        Ok(OccupiedEntry {
            api: self.clone(),
            name: name.to_owned(),
            stored: Some(self.encode(Verb::Update, &object)?),
            object,
        })
    }
}

impl<K: Object> Entry<K> {
    /// The object, if it is there.
    pub const fn get(&self) -> Option<&K> {
        match self {
            Self::Occupied(entry) => Some(&entry.object),
            Self::Vacant(_) => None,
        }
    }

    /// Changes the object, if it is there.
    pub fn and_modify(self, change: impl FnOnce(&mut K)) -> Self {
        match self {
            Self::Occupied(entry) => Self::Occupied(entry.and_modify(change)),
            vacant @ Self::Vacant(_) => vacant,
        }
    }

    /// The object that is there, or the one that `make` makes.
    pub fn or_insert(self, make: impl FnOnce() -> K) -> OccupiedEntry<K> {
        match self {
            Self::Occupied(entry) => entry,
            Self::Vacant(entry) => entry.insert(make()),
        }
    }
}

impl<K> VacantEntry<K> {
    /// The object that is to be there.
    pub fn insert(self, object: K) -> OccupiedEntry<K> {
        OccupiedEntry {
            api: self.api,
            name: self.name,
            object,
            stored: None,
        }
    }
}

impl<K: Object> OccupiedEntry<K> {
    /// The object as it is to be.
    pub const fn get(&self) -> &K {
        &self.object
    }

    /// The object as it is to be, to change it.
    pub const fn get_mut(&mut self) -> &mut K {
        &mut self.object
    }

    /// Changes the object.
    pub fn and_modify(mut self, change: impl FnOnce(&mut K)) -> Self {
        change(&mut self.object);
        self
    }

    /// Writes the object: creates it if it was not there, replaces it if it differs from what was
    /// read, and else sends nothing.
    ///
    /// # Errors
    /// As of a [create](Api::create) or a [replace](Api::replace): somebody may have created the
    /// object in between ([already exists](Error::is_already_exists)) or changed it
    /// ([conflict](Error::is_conflict)). [`ErrorKind::InvalidRequest`] when the object has another
    /// name, or its type does not keep `metadata.resourceVersion`, without which a change of
    /// somebody else would be lost.
    ///
    /// # Cancel safety
    /// Dropping the future aborts the exchange. Whether the object was written is then unknown.
    pub async fn commit(self, options: &CreateOptions) -> Result<Written<K>> {
        let verb = match self.stored {
            Some(_) => Verb::Update,
            None => Verb::Create,
        };
        let value = self.api.encode(verb, &self.object)?;
        if self.stored.as_ref() == Some(&value) {
            return Ok(Written::Unchanged(self.object));
        }
        if let Some(problem) = self.problem(&value) {
            let error = Error::new(ErrorKind::InvalidRequest, problem);
            return Err(error.asked(verb, &self.api.resource.to_string()));
        }
        if self.stored.is_none() {
            return Ok(Written::Created(self.create(value, options).await?));
        }
        let replacing = ReplaceOptions::like(options);
        let stored = self.api.replace(&self.name, &self.object, &replacing).await;
        Ok(Written::Updated(stored?))
    }

    /// Takes another object in its place.
    pub(super) fn map(self, change: impl FnOnce(K) -> K) -> Self {
        Self {
            object: change(self.object),
            ..self
        }
    }

    async fn create(&self, mut value: Value, options: &CreateOptions) -> Result<K> {
        name(&mut value, &self.name);
        let request = request::create(&self.api.path(), value, options)?;
        self.api.fetch(request).await
    }

    /// Why the object cannot be written.
    fn problem(&self, value: &Value) -> Option<String> {
        let text = |path| value.pointer(path).and_then(Value::as_str);
        let name = text("/metadata/name").unwrap_or_default();
        if !name.is_empty() && name != self.name {
            return Some(format!("the entry {:?} got an object {name:?}", self.name));
        }
        let version = text("/metadata/resourceVersion").unwrap_or_default();
        (self.stored.is_some() && version.is_empty()).then(|| {
            "the object has lost its metadata.resourceVersion, so changes of others would be lost"
                .to_owned()
        })
    }
}

/// Names the object, if it has no name.
fn name(object: &mut Value, name: &str) {
    let Some(object) = object.as_object_mut() else {
        return;
    };
    let metadata = object.entry("metadata").or_insert(Value::Null);
    if metadata.is_null() {
        *metadata = Value::Object(serde_json::Map::new());
    }
    if let Some(metadata) = metadata.as_object_mut() {
        let own = metadata.entry("name").or_insert(Value::Null);
        if own.as_str().is_none_or(str::is_empty) {
            *own = name.into();
        }
    }
}

/// Prints the name and no content.
impl<K> fmt::Debug for Entry<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Occupied(entry) => entry.fmt(f),
            Self::Vacant(entry) => entry.fmt(f),
        }
    }
}

impl<K> fmt::Debug for VacantEntry<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("VacantEntry").field(&self.name).finish()
    }
}

/// Prints the name and no content.
impl<K> fmt::Debug for OccupiedEntry<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OccupiedEntry").field(&self.name).finish()
    }
}
