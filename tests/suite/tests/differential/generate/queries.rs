//! Query parameters.

use super::Generator;
use crate::operation::Operation;

/// A target with its query, encoded as far as a URI asks for.
pub(super) fn target(path: &str, query: &[(&str, String)]) -> String {
    let pairs: Vec<_> = query
        .iter()
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
    match pairs.is_empty() {
        true => path.to_owned(),
        false => format!("{path}?{}", pairs.join("&")),
    }
}

/// Percent-encodes what may not stand in a query; placeholders stay as they are.
fn encoded(value: &str) -> String {
    if value.starts_with("{{") {
        return value.to_owned();
    }
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    value.bytes().map(encode).collect()
}

impl Generator {
    /// Options of a create, replace or patch.
    pub(super) fn write_query(&mut self) -> Vec<(&'static str, String)> {
        let random = &mut self.random;
        let mut query = Vec::new();
        if random.once_in(12) {
            query.push(("dryRun", "All".into()));
        } else if random.once_in(80) {
            query.push(("dryRun", "Some".into()));
        }
        if random.once_in(3) {
            query.push(("fieldManager", random.pick(&["alice", "bob"]).into()));
        } else if random.once_in(80) {
            let bad = ["x".repeat(129), "a\nb".to_owned(), String::new()];
            query.push(("fieldManager", random.pick(&bad)));
        }
        if random.once_in(3) {
            let validation = random.pick(&["Strict", "Warn", "Ignore", "Strict"]);
            query.push(("fieldValidation", validation.into()));
        } else if random.once_in(80) {
            query.push(("fieldValidation", "Bogus".into()));
        }
        query
    }

    /// A label selector, rarely one that is none.
    pub(super) fn label_selector(&mut self) -> String {
        const GOOD: [&str; 14] = [
            "tier=a",
            "tier==b",
            "tier!=a",
            "tier in (a,b)",
            "tier notin (a)",
            "tier",
            "!tier",
            "tier=a,round=1",
            "round>0",
            "round<2",
            " tier = a , round ",
            "example.com/team=x",
            "tier=",
            "tier in (a,)",
        ];
        const BAD: [&str; 11] = [
            "=,=",
            "tier in a",
            "tier in (",
            "tier=a=b",
            "a b",
            "-x=1",
            "tier=bad value!",
            "round>x",
            "!tier=a",
            ",",
            "a/b/c=d",
        ];
        match self.random.once_in(12) {
            true => self.random.pick(&BAD).to_owned(),
            false => self.random.pick(&GOOD).to_owned(),
        }
    }

    /// A field selector, rarely one that is none.
    pub(super) fn field_selector(&mut self) -> String {
        const GOOD: [&str; 8] = [
            "metadata.name=one",
            "metadata.name==two",
            "metadata.name!=one",
            "metadata.namespace=diff-a",
            "metadata.name=one,metadata.namespace=diff-b",
            "metadata.name=",
            "metadata.name=a\\,b",
            "spec.colour=red",
        ];
        const BAD: [&str; 6] = [
            "spec.size=1",
            "status.phase=New",
            "metadata.name",
            "metadata.name=a\\x",
            "metadata.labels=a",
            "=",
        ];
        match self.random.once_in(8) {
            true => self.random.pick(&BAD).to_owned(),
            false => self.random.pick(&GOOD).to_owned(),
        }
    }
}

impl Operation {
    /// Marks a read that the server may answer from its cache.
    pub(super) fn cached_by(
        mut self,
        query: &[(&str, String)],
        kind: &'static crate::kinds::Kind,
    ) -> Self {
        let cached = query
            .iter()
            .any(|(name, value)| *name == "resourceVersion" && !value.is_empty());
        self.cached = cached.then_some(kind);
        self
    }
}
