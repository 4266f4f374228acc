//! Gets and lists.

use super::queries::target;
use super::{Generator, Page};
use crate::kinds::NAMESPACES;
use crate::operation::Operation;

/// Lists that can be continued at once.
const PAGES_MAX: usize = 4;

pub(super) fn get(generator: &mut Generator) -> Operation {
    let subject = generator.subject();
    let random = &mut generator.random;
    let mut query = Vec::new();
    if random.once_in(3) {
        let version = random.pick(&[
            "0".to_owned(),
            "0".to_owned(),
            "1".to_owned(),
            format!("{{{{version {}}}}}", subject.key()),
            format!("{{{{list {}}}}}", subject.kind.plural),
            "x".to_owned(),
            "-1".to_owned(),
        ]);
        query.push(("resourceVersion", version));
    }
    if random.once_in(30) {
        query.push(("pretty", "true".into()));
    }
    let mut operation = Operation::get("get", target(&subject.path(), &query));
    if random.once_in(20) {
        operation = Operation::get(
            "get a generated name",
            format!(
                "{}/{{{{name {}}}}}",
                subject.collection(),
                random.below(generator.made)
            ),
        );
    }
    operation.cached_by(&query, subject.kind)
}

/// What a list begins with: a place and selectors.
fn place(generator: &mut Generator) -> (String, Vec<(&'static str, String)>) {
    let subject = generator.subject();
    let mut query = Vec::new();
    let everywhere = generator.random.once_in(4);
    if generator.random.once_in(2) || everywhere {
        query.push(("labelSelector", generator.label_selector()));
    }
    if everywhere {
        // A server keeps config maps of its own.
        query.push((
            "fieldSelector",
            format!("metadata.namespace={}", NAMESPACES[0]),
        ));
    } else if generator.random.once_in(5) {
        query.push(("fieldSelector", generator.field_selector()));
    }
    let path = match everywhere {
        true => subject.kind.everywhere(),
        false => subject.collection(),
    };
    (path, query)
}

pub(super) fn list(generator: &mut Generator) -> Operation {
    let kind = generator.kind;
    let (path, mut query) = place(generator);
    let paged = generator.random.once_in(2);
    if paged {
        query.push(("limit", (1 + generator.random.below(4)).to_string()));
    }
    let begun = query.clone();
    if generator.random.once_in(3) {
        let (version, how) = generator.random.pick(&[
            ("0", ""),
            ("0", "NotOlderThan"),
            ("{{list KIND}}", "NotOlderThan"),
            ("{{list KIND}}", ""),
            ("{{before KIND}}", "NotOlderThan"),
            ("{{before KIND}}", "Exact"),
            ("{{list KIND}}", "Exact"),
            ("1", ""),
            ("", "Exact"),
            ("", "NotOlderThan"),
            ("0", "Exact"),
            ("{{list KIND}}", "Bogus"),
        ]);
        query.push(("resourceVersion", version.replace("KIND", kind.plural)));
        if !how.is_empty() {
            query.push(("resourceVersionMatch", how.into()));
        }
    }
    let mut operation = Operation::get("list", target(&path, &query)).cached_by(&query, kind);
    if paged {
        let slot = generator.made;
        operation.page = Some(slot);
        if generator.pages.len() == PAGES_MAX {
            generator.pages.remove(0);
        }
        generator.pages.push(Page {
            slot,
            target: path,
            query: begun,
        });
    }
    operation
}

pub(super) fn next_page(generator: &mut Generator) -> Operation {
    if generator.pages.is_empty() {
        return list(generator);
    }
    let at = generator.random.below(generator.pages.len());
    let page = &generator.pages[at];
    let mut query = page.query.clone();
    query.push(("continue", format!("{{{{continue {}}}}}", page.slot)));
    if generator.random.once_in(15) {
        let (name, value) = generator.random.pick(&[
            ("resourceVersion", "0"),
            ("resourceVersion", "1"),
            ("resourceVersionMatch", "Exact"),
            ("resourceVersionMatch", "NotOlderThan"),
        ]);
        query.push((name, value.into()));
    }
    let mut operation = Operation::get("continue a list", target(&page.target, &query));
    operation.page = Some(page.slot);
    operation
}

/// Servers wait for a version of the future, for three seconds.
fn future(generator: &mut Generator) -> Operation {
    let subject = generator.subject();
    let path = match generator.random.once_in(2) {
        true => subject.path(),
        false => subject.collection(),
    };
    let query = [("resourceVersion", "999999999999".to_owned())];
    Operation::get("read from the future", target(&path, &query))
}

pub(super) fn list_wrong(generator: &mut Generator) -> Operation {
    if generator.random.once_in(40) {
        return future(generator);
    }
    let (path, mut query) = place(generator);
    let (name, value) = generator.random.pick(&[
        ("limit", "-1"),
        ("limit", "x"),
        ("limit", "1.5"),
        ("limit", ""),
        ("limit", "99999999999999999999"),
        ("limit", "0"),
        ("continue", "garbage"),
        ("continue", "e30"),
        (
            "continue",
            "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiIuLi94In0",
        ),
        ("resourceVersion", "x"),
        ("resourceVersion", "-1"),
        ("resourceVersion", "1.5"),
        ("resourceVersionMatch", "Bogus"),
        ("resourceVersionMatch", "Exact"),
        ("timeoutSeconds", "x"),
        ("timeoutSeconds", "5"),
        ("watch", "x"),
        ("watch", "false"),
        ("watch", "0"),
        ("allowWatchBookmarks", "true"),
        ("sendInitialEvents", "true"),
        ("unknown", "1"),
        ("labelSelector", "%zz"),
        ("shardSelector", "x"),
    ]);
    query.retain(|(known, _)| *known != name);
    query.push((name, value.into()));
    // Whatever is not false makes a watch of a list, and watches last.
    let watch = name == "watch";
    if watch {
        query.push(("timeoutSeconds", "1".into()));
    }
    let mut operation = Operation::get("list with wrong options", target(&path, &query));
    operation.watch = watch && value == "x";
    operation.cached_by(&query, generator.kind)
}

/// Tables and bare metadata.
pub(super) fn other_form(generator: &mut Generator) -> Operation {
    let accept = generator.random.pick(&[
        "application/json;as=Table;v=v1;g=meta.k8s.io",
        "application/json;as=Table;v=v1;g=meta.k8s.io,application/json",
        "application/json;as=Table;v=v1;g=meta.k8s.io",
        "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
        "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
        "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,application/json",
        "application/json;as=Table;v=v1beta1;g=meta.k8s.io",
        "application/json;as=Table;v=v9;g=meta.k8s.io",
        "application/json;as=Bogus;v=v1;g=meta.k8s.io",
        "application/json;as=Bogus;v=v1;g=meta.k8s.io, */*",
        "text/html",
        "*/*",
        "application/*",
        "application/json;q=0.5,text/html",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "garbage",
        "",
    ]);
    let subject = generator.subject();
    let one = generator.random.once_in(3);
    let (path, mut query) = match one {
        true => (subject.path(), Vec::new()),
        false => place(generator),
    };
    if generator.random.once_in(4) {
        let include = generator
            .random
            .pick(&["None", "Object", "Metadata", "Bogus"]);
        query.push(("includeObject", include.into()));
    }
    if !one && generator.random.once_in(4) {
        query.push(("limit", "2".into()));
    }
    Operation::get("get in another form", target(&path, &query)).header("accept", accept)
}
