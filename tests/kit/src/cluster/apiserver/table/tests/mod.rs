//! The data are objects of a real API server, and the rows that it made of them.

use std::time::Duration;

use outrigger::rt::Timestamp;
use serde_json::Value;

use super::moment::Moment;
use super::*;
use crate::cluster::apiserver::catalog::PrinterColumn;

/// The middle of that second, when the rows were asked for.
fn clock(text: &str) -> Timestamp {
    let nanos = Moment::parse(text).expect("a moment").0 + 500_000_000;
    Timestamp::from_unix(Duration::from_nanos(nanos.try_into().expect("after 1970")))
}

fn check(printer: &Printer, data: &str) {
    let data: Value = serde_json::from_str(data).expect("JSON");
    let now = clock(data["now"].as_str().expect("a time"));
    let rows = data["rows"].as_array().expect("rows");
    assert!(!rows.is_empty());
    for row in rows {
        let printed = printer.row(&row["object"], now);
        assert_eq!(
            Value::from(printed.cells),
            row["cells"],
            "{}",
            row["object"]
        );
        assert_eq!(printed.conditions.as_ref(), row.get("conditions"));
        let width = row["cells"].as_array().expect("cells").len();
        assert_eq!(printer.columns().len(), width);
    }
}

#[test]
fn built_in_kinds_print_as_the_real_server_prints_them() {
    for (group, plural, data) in [
        ("", "namespaces", include_str!("namespaces.json")),
        ("", "pods", include_str!("pods.json")),
        ("", "configmaps", include_str!("configmaps.json")),
        ("", "secrets", include_str!("secrets.json")),
        ("", "nodes", include_str!("nodes.json")),
        ("", "events", include_str!("events.json")),
        ("", "services", include_str!("services.json")),
        ("apps", "deployments", include_str!("deployments.json")),
        ("apps", "replicasets", include_str!("replicasets.json")),
        ("batch", "jobs", include_str!("jobs.json")),
        ("coordination.k8s.io", "leases", include_str!("leases.json")),
        (
            "apiextensions.k8s.io",
            "customresourcedefinitions",
            include_str!("customresourcedefinitions.json"),
        ),
    ] {
        check(&Printer::built_in(group, plural), data);
    }
}

#[test]
fn columns_of_crds_print_as_the_real_server_prints_them() {
    for data in [include_str!("papers.json"), include_str!("rocks.json")] {
        let parsed: Value = serde_json::from_str(data).expect("JSON");
        let columns = parsed["columns"].as_array().expect("columns");
        let columns: Vec<_> = columns.iter().map(column).collect();
        let printer = Printer(Kind::Custom(CustomColumns::new(&columns)));
        check(&printer, data);
    }
}

fn column(type_and_path: &Value) -> PrinterColumn {
    let text = |index: usize| type_and_path[index].as_str().expect("a text").to_owned();
    PrinterColumn {
        name: String::new(),
        column_type: text(0),
        format: String::new(),
        description: String::new(),
        priority: 0,
        json_path: text(1),
    }
}

#[test]
fn a_crd_without_columns_shows_the_age() {
    let printer = Printer(Kind::Custom(CustomColumns::new(&[])));
    let now = clock("2026-11-21T15:00:00Z");
    let cells = |object| printer.row(&object, now).cells;
    let created = json!({"metadata": {
        "name": "a", "creationTimestamp": "2026-11-21T14:59:00Z",
    }});
    assert_eq!(cells(created), [json!("a"), json!("60s")]);
    // A bookmark.
    assert_eq!(cells(json!({"metadata": {}})), [json!(""), Value::Null]);
    assert_eq!(printer.columns().len(), 2);
}

#[test]
fn columns_end_where_a_path_is_none() {
    let columns = [".a", ".b[x]", ".c"].map(|path| column(&json!(["string", path])));
    let custom = CustomColumns::new(&columns);
    assert_eq!(custom.definitions().len(), 2);
    let description = &custom.definitions()[1]["description"];
    assert_eq!(
        description,
        "Custom resource definition column (in JSONPath format): .a"
    );
}

#[test]
fn no_rows_are_null_or_an_empty_list() {
    let definitions = Printer::built_in("apiextensions.k8s.io", "customresourcedefinitions");
    assert_eq!(definitions.rows(Vec::new()), Value::Null);
    assert_eq!(Printer::built_in("", "pods").rows(Vec::new()), json!([]));
    let unprinted = Printer::built_in("rbac.authorization.k8s.io", "roles");
    assert_eq!(unprinted.rows(Vec::new()), Value::Null);
    assert_eq!(unprinted.columns()[1]["name"], "Created At");
}

#[test]
fn a_bookmark_prints_as_an_object_without_anything() {
    let bookmark = json!({"metadata": {"resourceVersion": "1"}});
    let now = clock("2026-11-21T15:00:00Z");
    let cells = |group, plural| Printer::built_in(group, plural).row(&bookmark, now).cells;
    assert_eq!(
        Value::from(cells("", "configmaps")),
        json!(["", 0, "<unknown>"])
    );
    assert_eq!(
        Value::from(cells("apiextensions.k8s.io", "customresourcedefinitions")),
        json!(["", "", "", "0001-01-01T00:00:00Z", "", "", "", false])
    );
}

/// Nobody can write these: a table is of what is stored.
#[test]
fn selectors_that_are_none_print_in_gos_words() {
    let now = clock("2026-11-21T15:00:00Z");
    let last = |plural, selector: &Value| {
        let group = if plural == "jobs" { "batch" } else { "apps" };
        let object = json!({"metadata": {}, "spec": {"selector": selector}});
        let cells = Printer::built_in(group, plural).row(&object, now).cells;
        cells.last().cloned().expect("a selector")
    };
    let unknown = json!({"matchExpressions": [{"key": "a", "operator": "Like"}]});
    for (plural, words, absent) in [
        ("deployments", "<invalid>", ""),
        ("replicasets", "<error>", "<none>"),
        ("jobs", "<error>", "<none>"),
    ] {
        assert_eq!(last(plural, &unknown), words, "{plural}");
        assert_eq!(last(plural, &Value::Null), absent, "{plural}");
    }
}
