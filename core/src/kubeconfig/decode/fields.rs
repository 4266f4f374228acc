//! Reads the fields of one map, and remembers all that is wrong with them.

use std::sync::Arc;

use crate::Secret;
use crate::by_name::{ByName, same_before};
use crate::kubeconfig::base64;
use crate::kubeconfig::error::{Entry, KubeconfigError, KubeconfigErrorKind, MAX_ERRORS};
use crate::kubeconfig::model::{Opaque, Origin};
use crate::kubeconfig::printable::{MAX_NAME, clipped};
use crate::kubeconfig::yaml::{Content, Node};

/// One file as it is read.
pub(super) struct File<'a> {
    pub(super) path: &'a Arc<str>,
    pub(super) errors: Vec<KubeconfigError>,
    /// The entry that is read.
    pub(super) entry: Option<Entry>,
}

/// The fields of one map that have not been read yet.
pub(super) struct Fields<'f, 'a> {
    file: &'f mut File<'a>,
    /// How its fields are called: `exec.`
    prefix: String,
    entries: ByName<Node>,
}

impl<'a> File<'a> {
    /// Remembers an error, unless there are [`MAX_ERRORS`] already.
    pub(super) fn fail(
        &mut self,
        kind: KubeconfigErrorKind,
        place: (usize, usize),
        field: &str,
        message: impl AsRef<str>,
    ) {
        if self.errors.len() >= MAX_ERRORS {
            return;
        }
        let error = KubeconfigError::new(kind, message)
            .in_file(self.path)
            .at(place)
            .in_entry(self.entry.clone());
        self.errors.push(if field.is_empty() {
            error
        } else {
            error.in_field(field)
        });
    }

    fn expected(&mut self, what: &str, node: &Node, field: &str) {
        let quotes = match node.content {
            Content::Bool(_) | Content::Int(_) | Content::Uint(_) | Content::Float(_)
                if what == "text" =>
            {
                "; put it in quotes"
            }
            _ => "",
        };
        let message = format!("must be {what}, not {}{quotes}", kind(node));
        self.fail(KubeconfigErrorKind::Invalid, node.place, field, message);
    }

    /// The fields of `node`, none if it is null or no map.
    pub(super) fn fields<'f>(&'f mut self, node: &Node, field: &str) -> Fields<'f, 'a> {
        let entries = match &node.content {
            Content::Mapping(entries) => ByName::clone(entries),
            Content::Null => ByName::new(),
            _ => {
                self.expected("a map", node, field);
                ByName::new()
            }
        };
        let prefix = match field {
            "" => String::new(),
            _ => format!("{field}."),
        };
        Fields {
            file: self,
            prefix,
            entries,
        }
    }

    pub(super) fn text(&mut self, node: &Node, field: &str) -> Option<String> {
        match &node.content {
            Content::Text(text) => Some(text.clone()).filter(|text| !text.is_empty()),
            Content::Null => None,
            _ => {
                self.expected("text", node, field);
                None
            }
        }
    }

    pub(super) fn list(&mut self, node: &Node, field: &str) -> Vec<Node> {
        match &node.content {
            Content::Sequence(items) => items.to_vec(),
            Content::Null => Vec::new(),
            _ => {
                self.expected("a list", node, field);
                Vec::new()
            }
        }
    }

    pub(super) fn origin(&self, (line, column): (usize, usize)) -> Origin {
        Origin {
            file: Arc::clone(self.path),
            line,
            column,
        }
    }
}

impl<'a> Fields<'_, 'a> {
    pub(super) fn file(&mut self) -> &mut File<'a> {
        self.file
    }

    /// A field, and how it is called from its entry.
    pub(super) fn take(&mut self, name: &str) -> Option<(Node, String)> {
        let node = self.entries.remove(name)?;
        Some((node, format!("{}{name}", self.prefix)))
    }

    /// The fields of this name in any case, and the one of its own is taken.
    pub(super) fn spelt(&mut self, name: &str) -> Vec<(String, Node)> {
        let same = |(key, _): &(&String, &Node)| key.eq_ignore_ascii_case(name);
        let found = self.entries.iter().filter(same);
        let found = found
            .map(|(key, node)| (key.clone(), node.clone()))
            .collect();
        self.entries.remove(name);
        found
    }

    /// A field that holds something, which null is not.
    pub(super) fn set(&mut self, name: &str) -> Option<(Node, String)> {
        self.take(name)
            .filter(|(node, _)| !matches!(node.content, Content::Null))
    }

    /// Whether there is such a field and it is not null.
    pub(super) fn has(&self, name: &str) -> bool {
        let node = self.entries.get(name);
        node.is_some_and(|node| !matches!(node.content, Content::Null))
    }

    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        let (node, field) = self.take(name)?;
        self.file.text(&node, &field)
    }

    pub(super) fn secret(&mut self, name: &str) -> Option<Secret> {
        self.text(name).map(Secret::new)
    }

    pub(super) fn bool(&mut self, name: &str) -> bool {
        let Some((node, field)) = self.set(name) else {
            return false;
        };
        if let Content::Bool(bool) = node.content {
            return bool;
        }
        self.file.expected("true or false", &node, &field);
        false
    }

    pub(super) fn list(&mut self, name: &str) -> (Vec<Node>, String) {
        match self.take(name) {
            Some((node, field)) => (self.file.list(&node, &field), field),
            None => (Vec::new(), String::new()),
        }
    }

    pub(super) fn texts(&mut self, name: &str) -> Vec<String> {
        let (items, field) = self.list(name);
        texts(self.file, &items, &field)
    }

    /// Base64 with something in it, or a list of bytes, which Go's JSON decoder takes as well.
    pub(super) fn data(&mut self, name: &str) -> Option<Vec<u8>> {
        let (node, field) = self.take(name)?;
        if let Content::Sequence(items) = &node.content {
            return self.bytes(items, &field).filter(|data| !data.is_empty());
        }
        let text = self.file.text(&node, &field)?;
        let data = base64::decode(&text);
        if data.is_none() {
            let kind = KubeconfigErrorKind::Invalid;
            let message = "is not valid base64";
            self.file.fail(kind, node.place, &field, message);
        }
        data.filter(|data| !data.is_empty())
    }

    fn bytes(&mut self, items: &[Node], field: &str) -> Option<Vec<u8>> {
        let byte = |node: &Node| match node.content {
            Content::Null => Some(0),
            Content::Int(int) => u8::try_from(int).ok(),
            _ => None,
        };
        let bytes = items.iter().map(|item| byte(item).ok_or(item));
        match bytes.collect() {
            Ok(bytes) => Some(bytes),
            Err(item) => {
                self.file.expected("a byte", item, field);
                None
            }
        }
    }

    /// A map whose values are read by `read`, which gets each one's name from the entry.
    pub(super) fn map<V>(
        &mut self,
        name: &str,
        read: impl Fn(&mut File<'a>, &Node, &str) -> V,
    ) -> ByName<V> {
        let Some((node, field)) = self.take(name) else {
            return ByName::new();
        };
        let fields = self.file.fields(&node, &field);
        let Fields {
            file,
            prefix,
            entries,
        } = fields;
        entries.map(|key, node| {
            // Not all of a long one: whatever is in it has it in its name.
            let shown = clipped(key, MAX_NAME);
            read(file, &node, &format!("{prefix}{shown}"))
        })
    }

    pub(super) fn extensions(&mut self) -> ByName<Opaque> {
        let (items, field) = self.list("extensions");
        let names = names(&items);
        let before = same_before(&names);
        let mut extensions: Vec<Opaque> = Vec::new();
        for ((index, item), before) in items.iter().enumerate().zip(before) {
            let field = format!("{field}[{index}]");
            let mut fields = self.file.fields(item, &field);
            // It is known already; now it is said if it is no text.
            let _ = fields.text("name");
            let value = fields.take("extension").map(|(node, _)| node.to_value());
            let mut value = Opaque::new(value.unwrap_or_default());
            value.entry_other = fields.rest();
            // As in client-go, null may stand twice.
            if before.is_some_and(|before| !extensions[before].expose().is_null()) {
                let kind = KubeconfigErrorKind::Duplicate;
                self.file.fail(kind, item.place, &field, "duplicate name");
            }
            extensions.push(value);
        }
        ByName::of_lists(names, extensions)
    }

    /// Whatever nobody has asked for.
    pub(super) fn rest(self) -> ByName<Opaque> {
        self.entries.map(|_, node| Opaque::new(node.to_value()))
    }
}

/// How the items of a list are called, in their order. What is wrong with a name is not said here.
pub(super) fn names(items: &[Node]) -> Vec<String> {
    let name = |item: &Node| match &item.content {
        Content::Mapping(fields) => match &fields.get("name")?.content {
            Content::Text(name) => Some(name.clone()),
            _ => None,
        },
        _ => None,
    };
    let names = items.iter().map(name);
    names.map(Option::unwrap_or_default).collect()
}

/// The texts of a list; null among them is an empty one.
pub(super) fn texts(file: &mut File<'_>, items: &[Node], field: &str) -> Vec<String> {
    let read = |(index, item)| {
        let text = file.text(item, &format!("{field}[{index}]"));
        text.unwrap_or_default()
    };
    items.iter().enumerate().map(read).collect()
}

fn kind(node: &Node) -> &'static str {
    match node.content {
        Content::Null => "null",
        Content::Bool(_) => "a boolean",
        Content::Int(_) | Content::Uint(_) | Content::Float(_) => "a number",
        Content::Text(_) => "text",
        Content::Sequence(_) => "a list",
        Content::Mapping(_) => "a map",
    }
}
