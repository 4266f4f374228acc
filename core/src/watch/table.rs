use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::misfit::Misfit;
use crate::object::{ColumnDefinition, pointer};
use crate::request::Form;

/// An object on its own, as a get or a watch event has it.
#[derive(Debug)]
pub(crate) struct Single<'a> {
    pub(crate) object: Cow<'a, [u8]>,
    /// The columns of its cells, where the answer says: a watch's first event does.
    pub(crate) columns: Option<Arc<[ColumnDefinition]>>,
}

impl Form {
    /// An element of a list as an object: a row becomes its object's metadata with the cells
    /// beside it. `is_row` is whether the list was a Table, which a server need not make.
    pub(crate) fn element(self, element: &[u8], is_row: bool) -> Result<Cow<'_, [u8]>, Misfit> {
        match (self, is_row) {
            (Self::Objects, _) => Ok(Cow::Borrowed(element)),
            (Self::Tables, true) => Row::parse(element)?.into_object().map(Cow::Owned),
            (Self::Tables, false) => metadata_of(element).map(Cow::Owned),
        }
    }

    /// An object that came alone; among Tables it is a Table of one row.
    pub(crate) fn single(self, answer: &[u8]) -> Result<Single<'_>, Misfit> {
        let whole = |object| Single {
            object,
            columns: None,
        };
        if self == Self::Objects {
            return Ok(whole(Cow::Borrowed(answer)));
        }
        let Some(table) = Table::parse(answer)? else {
            return Ok(whole(Cow::Owned(metadata_of(answer)?)));
        };
        let [row] = &table.rows[..] else {
            let message = "invalid length of \"rows\", expected one row";
            return Err(serde_json::Error::custom(message).into());
        };
        Ok(Single {
            object: Cow::Owned(Row::parse(row.get().as_bytes())?.into_object()?),
            columns: table.column_definitions.map(Into::into),
        })
    }

    /// What a bookmark is worth: the version, empty if it names none, and the columns. A Table
    /// has the version at its head, as its row's object has.
    pub(crate) fn bookmark(self, answer: &[u8]) -> (String, Option<Arc<[ColumnDefinition]>>) {
        let version_of = |object: &[u8]| match pointer(object, "/metadata/resourceVersion") {
            Some(Value::String(version)) => version,
            _ => String::new(),
        };
        let version = version_of(answer);
        match self.single(answer) {
            Ok(single) if version.is_empty() => (version_of(&single.object), single.columns),
            Ok(single) => (version, single.columns),
            Err(_) => (version, None),
        }
    }
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Table<'a> {
    column_definitions: Option<Vec<ColumnDefinition>>,
    #[serde(borrow)]
    rows: Vec<&'a RawValue>,
}

impl<'a> Table<'a> {
    /// `None` if it is something else.
    fn parse(json: &'a [u8]) -> Result<Option<Self>, Misfit> {
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Type<'a> {
            #[serde(borrow)]
            api_version: Option<Cow<'a, str>>,
            #[serde(borrow)]
            kind: Option<Cow<'a, str>>,
        }
        let said: Type<'_> = serde_json::from_slice(json)?;
        // Somebody's own objects may be called Tables as well.
        let ours = said
            .api_version
            .is_some_and(|version| version.starts_with("meta.k8s.io/"));
        if !ours || said.kind.as_deref() != Some("Table") {
            return Ok(None);
        }
        let mut table: Self = serde_json::from_slice(json)?;
        // Later events of a watch have none, or an empty list of them.
        table.column_definitions = table
            .column_definitions
            .filter(|columns| !columns.is_empty());
        Ok(Some(table))
    }
}

#[derive(serde::Deserialize)]
struct Row<'a> {
    #[serde(borrow)]
    cells: Option<&'a RawValue>,
    #[serde(borrow)]
    conditions: Option<&'a RawValue>,
    #[serde(borrow)]
    object: &'a RawValue,
}

impl<'a> Row<'a> {
    fn parse(json: &'a [u8]) -> Result<Self, Misfit> {
        Ok(serde_json::from_slice(json)?)
    }

    fn into_object(self) -> Result<Vec<u8>, Misfit> {
        let mut json = metadata_of(self.object.get().as_bytes())?;
        for (key, value) in [("cells", self.cells), ("conditions", self.conditions)] {
            if let Some(value) = value {
                json.pop();
                json.extend_from_slice(format!(",\"{key}\":{}}}", value.get()).as_bytes());
            }
        }
        Ok(json)
    }
}

/// An object's metadata alone, and of that all but `managedFields`: `{"metadata":{…}}`.
fn metadata_of(object: &[u8]) -> Result<Vec<u8>, Misfit> {
    #[derive(serde::Deserialize)]
    struct Object<'a> {
        #[serde(borrow)]
        metadata: Members<'a>,
    }
    let Object { metadata } = serde_json::from_slice(object)?;
    let mut json = b"{\"metadata\":{".to_vec();
    let kept = metadata.0.iter().filter(|(key, _)| key != "managedFields");
    for (index, (key, value)) in kept.enumerate() {
        if index > 0 {
            json.push(b',');
        }
        serde_json::to_writer(&mut json, key)?;
        json.push(b':');
        json.extend_from_slice(value.get().as_bytes());
    }
    json.extend_from_slice(b"}}");
    Ok(json)
}

/// The members of a JSON object in their order, their values unread.
struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;

        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object's metadata")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(Key(key)) = map.next_key()? {
                    members.push((key, map.next_value()?));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Collect)
    }
}

/// A key, borrowed where it has no escapes.
#[derive(serde::Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

#[cfg(test)]
mod tests;
