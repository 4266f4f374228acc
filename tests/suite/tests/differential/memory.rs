//! What one server has shown of itself: versions, uids, names, objects, continue tokens.

use std::collections::{BTreeMap, BTreeSet};

use http::Method;
use serde_json::Value;

use crate::kinds::{Kind, NAMESPACES};
use crate::operation::Operation;
use crate::text::without_suffix;

#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// The number of the current operation, and how much was new in it.
    operation: usize,
    news: usize,
    /// The versions of all objects seen, named by when that was. Names of this kind stay the
    /// same on both servers after one of them counted differently.
    versions: BTreeMap<u64, String>,
    /// Uids, named in the same way.
    uids: BTreeMap<String, String>,
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

    /// Begins an operation.
    pub(crate) const fn begin(&mut self, operation: usize) {
        self.operation = operation;
        self.news = 0;
    }

    fn name_of_news(&mut self) -> String {
        self.news += 1;
        format!("{}.{}", self.operation, self.news)
    }

    /// Learns the versions of all objects anywhere in `value`.
    pub(crate) fn learn_versions(&mut self, value: &Value) {
        let mut found = BTreeSet::new();
        versions(value, &mut found);
        let newest = self.versions.last_key_value().map(|(version, _)| *version);
        for version in found {
            if self.versions.contains_key(&version) {
                continue;
            }
            let mut name = self.name_of_news();
            if Some(version) < newest {
                name.push_str(" late");
            }
            self.versions.insert(version, name);
        }
    }

    /// The newest version known that is not above this one, and whether it is this one: its
    /// place in the history that both servers share.
    pub(crate) fn version(&self, version: u64) -> (&str, bool) {
        match self.versions.range(..=version).next_back() {
            Some((known, name)) => (name, *known == version),
            None => ("0", false),
        }
    }

    /// What a uid is called here.
    pub(crate) fn uid(&mut self, uid: &str) -> String {
        if let Some(name) = self.uids.get(uid) {
            return name.clone();
        }
        let name = self.name_of_news();
        self.uids.insert(uid.to_owned(), name.clone());
        name
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

/// Collects the versions of the objects of a run. Those that a server keeps for itself have
/// nothing to do with it.
fn versions(value: &Value, found: &mut BTreeSet<u64>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| versions(item, found)),
        Value::Object(fields) => {
            let namespace = fields.get("namespace").and_then(Value::as_str);
            if fields.contains_key("uid")
                && namespace.is_some_and(|namespace| NAMESPACES.contains(&namespace))
            {
                found.extend(fields.get("resourceVersion").and_then(number));
            }
            fields.values().for_each(|field| versions(field, found));
        }
        _ => {}
    }
}

/// A version in JSON.
pub(crate) fn number(value: &Value) -> Option<u64> {
    value.as_str()?.parse().ok().filter(|version| *version > 0)
}
