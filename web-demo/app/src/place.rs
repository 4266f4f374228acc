//! What is looked at, as the part of the URL after `#`, so that a reload and a link lead back.
//!
//! `#/deployments.apps?namespace=shop&filter=web&sort=Ready&descending&wide&object=shop/web`

use outrigger_demo_model::message::{Arrangement, RowKey};

/// What a page opens with.
const RESOURCE: &str = "pods";

/// Longer texts in a URL are cut: a link must not make the worker busy for good.
const LENGTH: usize = 500;

/// What is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The key of a kind, such as `deployments.apps`.
    pub resource: String,
    /// One namespace, or all.
    pub namespace: Option<String>,
    /// Which rows, in which order.
    pub arrangement: Arrangement,
    /// The object whose YAML is shown.
    pub object: Option<RowKey>,
}

impl Default for Place {
    fn default() -> Self {
        Self {
            resource: RESOURCE.to_owned(),
            namespace: None,
            arrangement: Arrangement::default(),
            object: None,
        }
    }
}

impl Place {
    /// Reads `#/…`. What is not understood is left out: old links lead somewhere.
    pub fn parse(hash: &str) -> Self {
        let mut place = Self::default();
        let hash = hash.trim_start_matches('#').trim_start_matches('/');
        let (resource, query) = hash.split_once('?').unwrap_or((hash, ""));
        if !resource.is_empty() {
            place.resource = decode(resource);
        }
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            place.set(name, decode(value));
        }
        place
    }

    fn set(&mut self, name: &str, value: String) {
        let arrangement = &mut self.arrangement;
        match name {
            "namespace" if !value.is_empty() => self.namespace = Some(value),
            "filter" => arrangement.filter = value,
            "sort" if !value.is_empty() => arrangement.sort = Some(value),
            "descending" => arrangement.descending = true,
            "wide" => arrangement.wide = true,
            "object" if !value.is_empty() => self.object = Some(key_of(&value)),
            _ => {}
        }
    }

    /// Writes what [`Self::parse`] reads.
    pub fn hash(&self) -> String {
        let mut query = Vec::new();
        let mut add = |name: &str, value: &str| {
            if !value.is_empty() {
                query.push(format!("{name}={}", encode(value)));
            }
        };
        let arrangement = &self.arrangement;
        add("namespace", self.namespace.as_deref().unwrap_or_default());
        add("filter", &arrangement.filter);
        add("sort", arrangement.sort.as_deref().unwrap_or_default());
        let object = self.object.as_ref().map(key_text).unwrap_or_default();
        add("object", &object);
        let flags = [
            ("descending", arrangement.descending),
            ("wide", arrangement.wide),
        ];
        query.extend(flags.iter().filter(|flag| flag.1).map(|flag| flag.0.into()));
        let mark = if query.is_empty() { "" } else { "?" };
        format!("#/{}{mark}{}", encode(&self.resource), query.join("&"))
    }

    /// Another kind: its columns and objects are others, so order and selection begin anew.
    pub fn open(&mut self, resource: &str) {
        if self.resource == resource {
            return;
        }
        resource.clone_into(&mut self.resource);
        self.arrangement.sort = None;
        self.arrangement.descending = false;
        self.arrangement.filter.clear();
        self.object = None;
    }

    /// What a click on a column's title does: up, down, and the natural order again.
    pub fn sort_by(&mut self, column: &str) {
        let arrangement = &mut self.arrangement;
        let by_this = arrangement.sort.as_deref() == Some(column);
        (arrangement.sort, arrangement.descending) = match (by_this, arrangement.descending) {
            (false, _) => (Some(column.to_owned()), false),
            (true, false) => (Some(column.to_owned()), true),
            (true, true) => (None, false),
        };
    }
}

/// `namespace/name`, or only the name of an object of the cluster.
pub fn key_text(key: &RowKey) -> String {
    if key.namespace.is_empty() {
        key.name.clone()
    } else {
        format!("{}/{}", key.namespace, key.name)
    }
}

fn key_of(text: &str) -> RowKey {
    let (namespace, name) = text.split_once('/').unwrap_or(("", text));
    RowKey {
        namespace: namespace.to_owned(),
        name: name.to_owned(),
    }
}

/// Escapes what would end a value or is no ASCII.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' | b':' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = match tail {
            [high, low, ..] if *first == b'%' => hex(*high).zip(hex(*low)),
            _ => None,
        };
        match escaped {
            Some((high, low)) => bytes.push(high * 16 + low),
            None => bytes.push(*first),
        }
        rest = if escaped.is_some() { &tail[2..] } else { tail };
    }
    let decoded = String::from_utf8_lossy(&bytes);
    decoded.chars().take(LENGTH).collect()
}

fn hex(digit: u8) -> Option<u8> {
    let value = char::from(digit).to_digit(16)?;
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> Place {
        Place {
            resource: "deployments.apps".into(),
            namespace: Some("shop".into()),
            arrangement: Arrangement {
                filter: "wéb & 50% #1".into(),
                sort: Some("Up-to-date".into()),
                descending: true,
                wide: true,
            },
            object: Some(key_of("shop/web-0")),
        }
    }

    #[test]
    fn a_place_survives_its_url() {
        for place in [Place::default(), full()] {
            assert_eq!(Place::parse(&place.hash()), place, "{}", place.hash());
        }
        assert_eq!(Place::default().hash(), "#/pods");
        let hash = full().hash();
        assert!(
            hash.ends_with("&object=shop/web-0&descending&wide"),
            "{hash}"
        );
    }

    #[test]
    fn what_is_not_understood_is_left_out() {
        for hash in [
            "",
            "#",
            "#/",
            "#/pods?",
            "#/pods?x=1&&=&namespace=",
            "#/pods?%",
        ] {
            assert_eq!(Place::parse(hash), Place::default(), "{hash}");
        }
        assert_eq!(
            Place::parse("#/pods?filter=%zz%4").arrangement.filter,
            "%zz%4"
        );
        let long = format!("#/pods?filter={}", "é".repeat(LENGTH * 2));
        assert_eq!(
            Place::parse(&long).arrangement.filter.chars().count(),
            LENGTH
        );
    }

    #[test]
    fn objects_of_the_cluster_have_no_namespace() {
        let key = key_of("node-1");
        assert_eq!((key.namespace.as_str(), key.name.as_str()), ("", "node-1"));
        assert_eq!(key_text(&key), "node-1");
        assert_eq!(key_text(&key_of("a/b")), "a/b");
    }

    #[test]
    fn titles_sort_up_then_down_then_not() {
        let mut place = Place::default();
        let mut seen = Vec::new();
        for column in ["Name", "Age", "Age", "Age"] {
            place.sort_by(column);
            let arrangement = &place.arrangement;
            seen.push((arrangement.sort.clone(), arrangement.descending));
        }
        let age = || Some("Age".to_owned());
        let expected = [
            (Some("Name".to_owned()), false),
            (age(), false),
            (age(), true),
            (None, false),
        ];
        assert_eq!(seen, expected);
    }

    #[test]
    fn another_kind_begins_anew() {
        let mut place = full();
        place.open("deployments.apps");
        assert_eq!(place, full());
        place.open("nodes");
        assert_eq!(place.namespace.as_deref(), Some("shop"));
        assert_eq!((place.object, place.arrangement.sort), (None, None));
        assert!(place.arrangement.wide);
    }
}
