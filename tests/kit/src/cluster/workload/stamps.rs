//! Texts of objects with holes, to make many of them quickly.
//!
//! One object of each kind is made as all are, by the controllers; of its text, what is particular
//! to it is cut out.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::{Value, json};

use super::writer::{Writer, resource};
use crate::cluster::apiserver::store::Record;

/// What fills the holes, by their names.
pub(super) type Values = BTreeMap<&'static str, String>;

/// A text with holes: `⟦name⟧`, and `"⟦#name#⟧"` for a number.
#[derive(Clone, Debug)]
pub(super) struct Stamp {
    /// Each piece of text is followed by a hole.
    pieces: Vec<(String, String)>,
    end: String,
}

impl Stamp {
    pub(super) fn new(text: &str) -> Self {
        let text = text.replace("\"⟦#", "⟦").replace("#⟧\"", "⟧");
        let mut parts = text.split(['⟦', '⟧']);
        let (mut pieces, mut end) = (Vec::new(), String::new());
        while let Some(piece) = parts.next() {
            match parts.next() {
                Some(hole) => pieces.push((piece.to_owned(), hole.to_owned())),
                None => piece.clone_into(&mut end),
            }
        }
        Self { pieces, end }
    }

    /// The text, filled. A hole without a value stays empty.
    pub(super) fn fill(&self, values: &Values) -> String {
        let length: usize = self.pieces.iter().map(|(piece, _)| piece.len() + 40).sum();
        let mut text = String::with_capacity(length + self.end.len());
        for (piece, hole) in &self.pieces {
            text.push_str(piece);
            text.push_str(values.get(hole.as_str()).map_or("", String::as_str));
        }
        text.push_str(&self.end);
        text
    }
}

/// An object with holes.
#[derive(Clone, Debug)]
pub(super) struct ObjectStamp {
    storage: &'static str,
    text: Stamp,
    /// The part of its metadata by which it is found.
    head: Stamp,
}

impl ObjectStamp {
    /// Of an object whose particulars, by `holes`, are cut out.
    pub(super) fn new(storage: &'static str, mut object: Value, holes: &[(String, &str)]) -> Self {
        object["metadata"]["resourceVersion"] = "⟦revision⟧".into();
        let metadata = &object["metadata"];
        let mut head = json!({});
        for field in ["name", "namespace", "uid", "labels", "ownerReferences"] {
            head[field] = metadata[field].clone();
        }
        Self {
            storage,
            text: Stamp::new(&cut(object.to_string(), holes)),
            head: Stamp::new(&cut(head.to_string(), holes)),
        }
    }

    pub(super) fn put(&self, writer: &mut Writer<'_>, values: &mut Values) {
        let revision = writer.model.store.next_revision();
        values.insert("revision", revision.to_string());
        let head = self.head.fill(values);
        let metadata: Value = serde_json::from_str(&head).unwrap_or_default();
        let text = Bytes::from(self.text.fill(values));
        let resource = resource(self.storage);
        let record = Record::of_text(text, &metadata, &resource.version, revision);
        if writer.model.store.get(self.storage, record.key()).is_none() {
            writer.model.put(&resource, record);
        }
    }
}

/// Makes holes of the texts that are particular to one object.
pub(super) fn cut(mut text: String, holes: &[(String, &str)]) -> String {
    for (particular, hole) in holes {
        if !particular.is_empty() {
            text = text.replace(particular.as_str(), &format!("⟦{hole}⟧"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_filled() {
        let text = json!({ "a": "x-⟦name⟧", "n": "⟦#count#⟧", "z": "0000" }).to_string();
        let stamp = Stamp::new(&cut(text, &[("0000".to_owned(), "uid")]));
        let values = [("name", "web"), ("count", "3"), ("uid", "u")];
        let values = values.map(|(hole, value)| (hole, value.to_owned())).into();
        assert_eq!(stamp.fill(&values), r#"{"a":"x-web","n":3,"z":"u"}"#);
    }
}
