use std::borrow::Cow;
use std::sync::Arc;

use serde::de::Error as _;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::json::{self, Key, Members, Read, members};
use crate::misfit::Misfit;
use crate::object::{ColumnDefinition, pointer, unmanaged};
use crate::request::{Form, Shape};

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
        match (self.shape, is_row) {
            (Shape::Objects, _) if self.unmanaged => Ok(unmanaged(element)),
            (Shape::Objects, _) => Ok(Cow::Borrowed(element)),
            (Shape::Tables, true) => Row::parse(element)?.into_object().map(Cow::Owned),
            (Shape::Tables, false) => without_managed_fields(element).map(Cow::Owned),
            (Shape::Metadata, _) => metadata_alone(element, self.unmanaged),
        }
    }

    /// An object that came alone; among Tables it is a Table of one row.
    pub(crate) fn single(self, answer: &[u8]) -> Result<Single<'_>, Misfit> {
        let whole = |object| Single {
            object,
            columns: None,
        };
        if !self.is_table() {
            return Ok(whole(self.element(answer, false)?));
        }
        let Some(table) = Table::parse(answer)? else {
            return Ok(whole(Cow::Owned(without_managed_fields(answer)?)));
        };
        let [row] = &table.rows()?[..] else {
            let message = "invalid length of \"rows\", expected one row";
            return Err(serde_json::Error::custom(message).into());
        };
        Ok(Single {
            object: Cow::Owned(Row::parse(row.get().as_bytes())?.into_object()?),
            columns: table.columns()?,
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

#[derive(Default)]
struct Table<'a> {
    api_version: Key<'a>,
    kind: Key<'a>,
    column_definitions: Option<&'a RawValue>,
    rows: Option<&'a RawValue>,
}

members!(Table<'a> {
    "apiVersion" => api_version,
    "kind" => kind,
    "columnDefinitions" => column_definitions,
    "rows" => rows,
});

impl<'a> Table<'a> {
    /// `None` if it is something else.
    fn parse(json: &'a [u8]) -> Result<Option<Self>, Misfit> {
        let table: Self = json::from_slice(json)?;
        // Somebody's own objects may be called Tables as well.
        let ours = table.api_version.0.starts_with("meta.k8s.io/") && table.kind.0 == "Table";
        Ok(Some(table).filter(|_| ours))
    }

    /// Later events of a watch have none, or an empty list of them.
    fn columns(&self) -> Result<Option<Arc<[ColumnDefinition]>>, Misfit> {
        let columns: Vec<_> = match self.column_definitions {
            Some(columns) => serde_json::from_str(columns.get())?,
            None => Vec::new(),
        };
        Ok((!columns.is_empty()).then(|| columns.into()))
    }

    fn rows(&self) -> Result<Vec<&'a RawValue>, Misfit> {
        let rows = self.rows.ok_or_else(|| missing("rows"))?;
        Ok(serde_json::from_str(rows.get())?)
    }
}

fn missing(field: &'static str) -> serde_json::Error {
    serde_json::Error::missing_field(field)
}

#[derive(Default)]
struct Row<'a> {
    cells: Option<&'a RawValue>,
    conditions: Option<&'a RawValue>,
    object: Option<&'a RawValue>,
}

members!(Row<'a> {
    "cells" => cells,
    "conditions" => conditions,
    "object" => object,
});

impl<'a> Row<'a> {
    fn parse(json: &'a [u8]) -> Result<Self, Misfit> {
        Ok(json::from_slice(json)?)
    }

    fn into_object(self) -> Result<Vec<u8>, Misfit> {
        let object = self.object.ok_or_else(|| missing("object"))?;
        let mut json = without_managed_fields(object.get().as_bytes())?;
        for (key, value) in [("cells", self.cells), ("conditions", self.conditions)] {
            if let Some(value) = value {
                json.pop();
                json.extend_from_slice(format!(",\"{key}\":{}}}", value.get()).as_bytes());
            }
        }
        Ok(json)
    }
}

/// A PartialObjectMetadata as it is, and of another object, which a server that makes none sends,
/// the same.
fn metadata_alone(object: &[u8], without_managed: bool) -> Result<Cow<'_, [u8]>, Misfit> {
    let is_made = match pointer(object, "/kind") {
        Some(Value::String(kind)) => kind == "PartialObjectMetadata",
        _ => false,
    };
    match (is_made, without_managed) {
        (true, true) => Ok(unmanaged(object)),
        (true, false) => Ok(Cow::Borrowed(object)),
        (false, true) => without_managed_fields(object).map(Cow::Owned),
        (false, false) => metadata_of(object, |_| true).map(Cow::Owned),
    }
}

/// An object's metadata alone, and of that all but what can be larger than all the rest.
fn without_managed_fields(object: &[u8]) -> Result<Vec<u8>, Misfit> {
    metadata_of(object, |key| key != "managedFields")
}

/// An object's metadata alone, and of that what is to be kept: `{"metadata":{…}}`.
fn metadata_of(object: &[u8], keep: impl Fn(&str) -> bool) -> Result<Vec<u8>, Misfit> {
    #[derive(Default)]
    struct Object<'a> {
        metadata: Option<RawMembers<'a>>,
    }
    members!(Object<'a> {
        "metadata" => metadata,
    });
    let Object { metadata } = json::from_slice(object)?;
    let metadata = metadata.ok_or_else(|| missing("metadata"))?;
    let mut json = b"{\"metadata\":{".to_vec();
    let kept = metadata.0.iter().filter(|(key, _)| keep(key));
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
#[derive(Default)]
struct RawMembers<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Members<'de> for RawMembers<'a> {
    fn expected(&self) -> &'static str {
        "an object's metadata"
    }

    fn member(&mut self, key: Cow<'de, str>, value: &mut dyn json::Source<'de>) -> Read<()> {
        self.0.push((key, value.raw()?));
        Ok(())
    }
}

#[cfg(test)]
mod tests;
