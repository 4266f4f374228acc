//! What one server has shown of itself: versions, uids, names, objects, continue tokens.

use std::collections::BTreeMap;

use http::Method;
use serde_json::Value;

use crate::kinds::Kind;
use crate::operation::Operation;
use crate::text::without_suffix;

#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// The versions of all objects seen, in order.
    versions: Vec<u64>,
    /// Uids by when they were first seen.
    uids: BTreeMap<String, usize>,
    objects: BTreeMap<String, Value>,
    stale: BTreeMap<String, String>,
    /// Names that the server made, by the number in their prefix.
    names: BTreeMap<String, String>,
    /// The versions of the latest lists of a kind, newest last.
    lists: BTreeMap<&'static str, Vec<String>>,
    continues: BTreeMap<usize, String>,
}

/// How many lists back `{{before …}}` looks.
const LISTS_KEPT: usize = 6;

impl Memory {
    /// Learns from an answer's body.
    pub(crate) fn learn(&mut self, operation: &Operation, body: &Value) {
        self.learn_versions(body);
        if let Some(slot) = operation.page {
            let token = body.pointer("/metadata/continue").and_then(Value::as_str);
            self.continues
                .insert(slot, token.unwrap_or_default().to_owned());
        }
        if let Some(kind) = Kind::of_list(body) {
            if let Some(version) = body["metadata"]["resourceVersion"].as_str()
                && operation.method == Method::GET
            {
                let kept = self.lists.entry(kind.plural).or_default();
                kept.push(version.to_owned());
                if kept.len() > LISTS_KEPT {
                    kept.remove(0);
                }
            }
            for item in body["items"].as_array().into_iter().flatten() {
                self.learn_object(kind, item);
            }
        } else if let Some(kind) = Kind::of_object(body)
            && !operation.targets[0].contains("dryRun")
        {
            self.learn_object(kind, body);
        }
    }

    fn learn_object(&mut self, kind: &Kind, object: &Value) {
        let metadata = &object["metadata"];
        let text = |field: &str| metadata[field].as_str().unwrap_or_default();
        let name = text("name");
        if let Some(number) = text("generateName")
            .strip_prefix("gen-")
            .and_then(|rest| rest.strip_suffix('-'))
        {
            self.names.insert(number.to_owned(), name.to_owned());
        }
        let key = format!(
            "{}/{}/{}",
            kind.plural,
            text("namespace"),
            without_suffix(name)
        );
        let mut object = object.clone();
        object["apiVersion"] = kind.api_version.into();
        object["kind"] = kind.kind.into();
        let version = text("resourceVersion").to_owned();
        if let Some(before) = self.objects.insert(key.clone(), object) {
            let before = before["metadata"]["resourceVersion"].as_str();
            if let Some(before) = before.filter(|before| *before != version) {
                self.stale.insert(key, before.to_owned());
            }
        }
    }

    /// Learns the versions of all objects anywhere in `value`.
    pub(crate) fn learn_versions(&mut self, value: &Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.learn_versions(item)),
            Value::Object(fields) => {
                if fields.contains_key("uid")
                    && let Some(version) = fields.get("resourceVersion").and_then(number)
                    && let Err(at) = self.versions.binary_search(&version)
                {
                    self.versions.insert(at, version);
                }
                fields.values().for_each(|field| self.learn_versions(field));
            }
            _ => {}
        }
    }

    /// How many versions are known that are not above this one: its place in the history that
    /// both servers share.
    pub(crate) fn rank(&self, version: u64) -> usize {
        self.versions.partition_point(|known| *known <= version)
    }

    pub(crate) fn is_known(&self, version: u64) -> bool {
        self.versions.binary_search(&version).is_ok()
    }

    /// The place of a uid among those seen.
    pub(crate) fn uid(&mut self, uid: &str) -> usize {
        let next = self.uids.len();
        *self.uids.entry(uid.to_owned()).or_insert(next)
    }

    pub(crate) fn object(&self, key: &str) -> Option<&Value> {
        self.objects.get(key)
    }

    /// Puts into a text what this server calls things.
    pub(crate) fn fill(&self, text: &str) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((placeholder, after)) = after.split_once("}}") else {
                break;
            };
            filled.push_str(before);
            filled.push_str(&self.lookup(placeholder));
            rest = after;
        }
        filled.push_str(rest);
        filled
    }

    fn lookup(&self, placeholder: &str) -> String {
        let (what, of) = placeholder.split_once(' ').unwrap_or((placeholder, ""));
        let metadata = |field: &str| {
            let object = self.objects.get(of)?;
            Some(object["metadata"][field].as_str()?.to_owned())
        };
        let or =
            |found: Option<String>, otherwise: &str| found.unwrap_or_else(|| otherwise.to_owned());
        match what {
            "version" => or(metadata("resourceVersion"), "1"),
            "uid" => or(metadata("uid"), "00000000-0000-4000-8000-000000000000"),
            "stale" => or(self.stale.get(of).cloned(), "1"),
            "name" => or(self.names.get(of).cloned(), "gen-0-00000"),
            "list" => or(self.lists.get(of).and_then(|all| all.last().cloned()), "0"),
            "before" => or(self.lists.get(of).and_then(|all| all.first().cloned()), "0"),
            "continue" => {
                let slot = of.parse().ok();
                or(
                    slot.and_then(|slot: usize| self.continues.get(&slot).cloned()),
                    "",
                )
            }
            _ => panic!("no placeholder is called {placeholder:?}"),
        }
    }
}

/// A version in JSON.
pub(crate) fn number(value: &Value) -> Option<u64> {
    value.as_str()?.parse().ok().filter(|version| *version > 0)
}
