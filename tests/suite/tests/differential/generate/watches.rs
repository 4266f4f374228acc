//! Watches that end by themselves, several at once since each takes a second.

use super::Generator;
use super::queries::target;
use crate::operation::Operation;

const AT_ONCE: usize = 24;

pub(super) fn several(generator: &mut Generator) -> Operation {
    let mut operation = Operation::get("watch", "");
    operation.targets = (0..AT_ONCE).map(|_| watch(generator)).collect();
    operation.watch = true;
    operation.cached = Some(generator.kind);
    if generator.random.once_in(4) {
        let accept = generator.random.pick(&[
            "application/json;as=Table;v=v1;g=meta.k8s.io",
            "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
            "application/json;stream=watch",
            "text/html",
        ]);
        operation = operation.header("accept", accept);
    }
    operation
}

fn watch(generator: &mut Generator) -> String {
    let subject = generator.subject();
    let path = match generator.random.below(8) {
        0 => subject.path(),
        1 => subject.kind.everywhere(),
        _ => subject.collection(),
    };
    let mut query = vec![
        ("watch", "1".to_owned()),
        ("timeoutSeconds", "1".to_owned()),
    ];
    if path == subject.kind.everywhere() {
        query.push(("fieldSelector", "metadata.namespace=diff-a".to_owned()));
    } else if generator.random.once_in(4) {
        query.push(("fieldSelector", generator.field_selector()));
    }
    if generator.random.once_in(2) {
        query.push(("labelSelector", generator.label_selector()));
    }
    let (version, initial, how, bookmarks) = generator.random.pick(&[
        ("{{before KIND}}", "", "", ""),
        ("{{before KIND}}", "", "", "true"),
        ("{{list KIND}}", "", "", ""),
        ("{{before KIND}}", "false", "NotOlderThan", ""),
        ("{{before KIND}}", "true", "NotOlderThan", "true"),
        ("{{before KIND}}", "true", "NotOlderThan", ""),
        ("", "true", "NotOlderThan", "true"),
        ("0", "true", "NotOlderThan", "true"),
        ("", "true", "", "true"),
        ("", "true", "Exact", "true"),
        ("", "", "NotOlderThan", ""),
        ("", "false", "", ""),
        ("", "", "", "true"),
        ("0", "", "", ""),
        ("1", "", "", ""),
        ("x", "", "", ""),
        ("", "x", "", "x"),
    ]);
    for (name, value) in [
        ("resourceVersion", version),
        ("sendInitialEvents", initial),
        ("resourceVersionMatch", how),
        ("allowWatchBookmarks", bookmarks),
    ] {
        if !value.is_empty() {
            query.push((name, value.replace("KIND", subject.kind.plural)));
        }
    }
    target(&path, &query)
}
