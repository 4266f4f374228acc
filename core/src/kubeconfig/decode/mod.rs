//! YAML to the model: strict about types, as Go's JSON decoder is, and through with one file
//! before it reports what is wrong with it.

mod entry;
mod fields;

use std::sync::Arc;

use self::fields::{Fields, File, names};
use super::error::{Entry, EntryKind, KubeconfigError, KubeconfigErrorKind, KubeconfigErrors};
use super::model::{Kubeconfig, Opaque, Preferences};
use super::yaml::{self, Node};
use crate::by_name::{ByName, same_before};

/// Fields that are kept for whoever writes the file back.
type Unknown = ByName<Opaque>;

impl Kubeconfig {
    /// Reads one file. `path` is where it came from; errors and relative paths in it refer to
    /// that. An empty file is an empty configuration.
    ///
    /// Types are checked as kubectl checks them: a token of digits without quotes is a number,
    /// and an error. Unknown fields are kept.
    ///
    /// ```
    /// use outrigger::kubeconfig::Kubeconfig;
    ///
    /// let text = "
    /// current-context: dev
    /// contexts: [{name: dev, context: {cluster: c, user: u, namespace: shop}}]
    /// ";
    /// let config = Kubeconfig::parse(text.as_bytes(), "/home/u/.kube/config")?;
    /// assert_eq!(config.contexts["dev"].namespace.as_deref(), Some("shop"));
    /// # Ok::<(), outrigger::kubeconfig::KubeconfigErrors>(())
    /// ```
    ///
    /// # Errors
    /// Everything that is wrong with the file, or the one place where it stops being YAML.
    ///
    /// Source: `LoadFromFile` of client-go.
    pub fn parse(bytes: &[u8], path: &str) -> Result<Self, KubeconfigErrors> {
        let root = yaml::parse(bytes).map_err(|error| KubeconfigError::syntax(path, &error))?;
        let mut file = File {
            path: &Arc::from(path),
            errors: Vec::new(),
            entry: None,
        };
        let config = decode(&mut file, &root);
        if file.errors.is_empty() {
            Ok(config)
        } else {
            Err(KubeconfigErrors(file.errors))
        }
    }
}

fn decode(file: &mut File<'_>, root: &Node) -> Kubeconfig {
    let mut fields = file.fields(root, "");
    check(&mut fields, "kind", "Config");
    check(&mut fields, "apiVersion", "v1");
    let current = fields.take("current-context");
    let current_place = current.as_ref().map(|(node, _)| node.place);
    let current_context = current.and_then(|(node, field)| fields.file().text(&node, &field));
    let origin = current_place.map(|place| fields.file().origin(place));
    Kubeconfig {
        clusters: entries(&mut fields, "clusters", EntryKind::Cluster, entry::cluster),
        users: entries(&mut fields, "users", EntryKind::User, entry::user),
        contexts: entries(&mut fields, "contexts", EntryKind::Context, entry::context),
        current_context_origin: origin.filter(|_| current_context.is_some()),
        current_context,
        preferences: preferences(&mut fields),
        extensions: fields.extensions(),
        other: fields.rest(),
    }
}

/// `kind` and `apiVersion` may be absent, and may not be anyone else's.
///
/// These two, and no other fields, are found whatever their case: client-go reads them with a
/// decoder that does not mind. Of several the last in the order of their bytes counts.
fn check(fields: &mut Fields<'_, '_>, name: &str, expected: &str) {
    let mut found = None;
    for (spelling, node) in fields.spelt(name) {
        let text = fields.file().text(&node, &spelling);
        found = text.map(|text| (text, spelling, node.place)).or(found);
    }
    if let Some((text, field, place)) = found
        && text != expected
    {
        let message = format!("must be {expected:?}");
        let kind = KubeconfigErrorKind::Invalid;
        fields.file().fail(kind, place, &field, message);
    }
}

fn preferences(fields: &mut Fields<'_, '_>) -> Preferences {
    let Some((node, field)) = fields.take("preferences") else {
        return Preferences::default();
    };
    let mut fields = fields.file().fields(&node, &field);
    Preferences {
        colors: fields.bool("colors"),
        extensions: fields.extensions(),
        other: fields.rest(),
    }
}

/// Reads a list of named entries; their names must differ.
fn entries<'a, V>(
    fields: &mut Fields<'_, 'a>,
    list: &str,
    kind: EntryKind,
    read: fn(&mut File<'a>, &Node, (usize, usize), Unknown) -> V,
) -> ByName<V> {
    let (items, list) = fields.list(list);
    let file = fields.file();
    let before = same_before(&names(&items));
    let count = before.iter().filter(|before| before.is_none()).count();
    let (mut names, mut entries) = (Vec::with_capacity(count), Vec::with_capacity(count));
    for ((index, item), before) in items.iter().enumerate().zip(before) {
        let field = format!("{list}[{index}]");
        let mut outer = file.fields(item, &field);
        let name = outer.text("name").unwrap_or_default();
        let body = outer.take(&kind.to_string());
        let other = outer.rest();
        file.entry = Some(Entry::new(kind, &name));
        if let Some(before) = before {
            let line = items[before].place.0;
            let message = format!("duplicate name, also on line {line}");
            file.fail(KubeconfigErrorKind::Duplicate, item.place, "", message);
        }
        let body = body.map_or_else(Node::null, |(node, _)| node);
        let entry = read(file, &body, item.place, other);
        // The others make it a file that is refused.
        if before.is_none() {
            names.push(name);
            entries.push(entry);
        }
        file.entry = None;
    }
    ByName::of_lists(names, entries)
}
