//! Kinds and namespaces.

use std::time::Duration;

use outrigger_demo_model::message::{FromWorker, KindEntry, Sync};
use serde_json::{Value, json};

use crate::page::{Page, names};

fn kinds(message: &FromWorker) -> Option<Vec<KindEntry>> {
    match message {
        FromWorker::Kinds { kinds } => Some(kinds.clone()),
        _ => None,
    }
}

fn namespaces(message: &FromWorker) -> Option<Vec<String>> {
    match message {
        FromWorker::Namespaces { names } => Some(names.clone()),
        _ => None,
    }
}

fn widgets() -> Value {
    json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": {"name": "widgets.example.com"},
        "spec": {
            "group": "example.com", "scope": "Namespaced",
            "names": {"plural": "widgets", "kind": "Widget", "shortNames": ["wd"]},
            "versions": [{
                "name": "v1", "served": true, "storage": true,
                "schema": {"openAPIV3Schema": {
                    "type": "object", "x-kubernetes-preserve-unknown-fields": true,
                }},
                "additionalPrinterColumns": [
                    {"name": "Size", "type": "integer", "jsonPath": ".spec.size"},
                ],
            }],
        },
    })
}

#[test]
fn kinds_are_what_can_be_listed_and_watched() {
    let mut page = Page::new();
    let kinds = page.find(kinds);
    let keys: Vec<_> = kinds.iter().map(KindEntry::key).collect();
    for key in [
        "pods",
        "deployments.apps",
        "events",
        "customresourcedefinitions.apiextensions.k8s.io",
    ] {
        assert!(keys.iter().any(|it| it == key), "{key} of {keys:?}");
    }
    assert!(!keys.iter().any(|it| it.contains("review")), "{keys:?}");
    let pods = kinds.iter().find(|it| it.key() == "pods").unwrap();
    assert!(pods.namespaced && pods.short_names == ["po"], "{pods:?}");
    let titles: Vec<_> = kinds.iter().map(|it| it.title.to_lowercase()).collect();
    assert!(titles.is_sorted(), "{titles:?}");
}

#[test]
fn kinds_follow_definitions() {
    let mut page = Page::new();
    page.find(kinds);
    page.open(1, "widgets.example.com", None);
    let frame = page.draw_until(1, |frame| matches!(frame.sync, Sync::Stale { .. }));
    assert!(
        format!("{:?}", frame.sync).contains("no resource named"),
        "{:?}",
        frame.sync
    );
    page.wait(Duration::from_secs(5));

    page.create("customresourcedefinitions", "", &widgets());
    let all = page.find(kinds);
    assert!(
        all.iter()
            .any(|it| it.key() == "widgets.example.com" && it.title == "Widget")
    );
    page.live(1);
    let widget = json!({
        "apiVersion": "example.com/v1", "kind": "Widget",
        "metadata": {"name": "one"}, "spec": {"size": 3},
    });
    page.create("widgets", "default", &widget);
    let frame = page.draw_until(1, |frame| frame.total == 1);
    assert_eq!(frame.rows[0].cells[..3], ["default", "one", "3"]);
    assert_eq!(names(&frame), ["one"]);

    page.delete("customresourcedefinitions", "", "widgets.example.com");
    let all = page.find(kinds);
    assert!(!all.iter().any(|it| it.key() == "widgets.example.com"));
}

#[test]
fn namespaces_come_and_go() {
    let mut page = Page::new();
    let before = page.find(namespaces);
    assert_eq!(
        before,
        ["default", "kube-node-lease", "kube-public", "kube-system"]
    );
    let shop = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}});
    page.create("namespaces", "", &shop);
    assert_eq!(page.find(namespaces).last().unwrap(), "shop");
    page.delete("namespaces", "", "shop");
    assert_eq!(page.find(namespaces), before);
}
