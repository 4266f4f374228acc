//! Rows of Tables.

use super::*;

const CHANGED: &str = "the columns have changed; the rows are listed anew";

fn columns(names: &[&str]) -> Value {
    let column = |name: &&str| json!({ "name": name, "type": "string", "priority": 0 });
    names.iter().map(column).collect()
}

fn row(name: &str, version: u64, cells: &Value) -> Value {
    json!({ "cells": cells, "object": config_map(name, version) })
}

fn table(version: &str, token: &str, columns: &Value, rows: &[Value]) -> Value {
    json!({ "kind": "Table", "apiVersion": "meta.k8s.io/v1",
        "metadata": { "resourceVersion": version, "continue": token },
        "columnDefinitions": columns, "rows": rows })
}

impl Bench {
    fn answer_table(&mut self, version: &str, token: &str, columns: &Value, rows: &[Value]) {
        self.answer(&table(version, token, columns, rows).to_string());
        let id = self.id();
        self.input(Input::Ended(id));
    }

    fn row_event(&mut self, event_type: &str, columns: &Value, row: Value) {
        let version = row["object"]["metadata"]["resourceVersion"].clone();
        let version = version.as_str().unwrap_or_default();
        self.answer(&event(event_type, table(version, "", columns, &[row])));
    }

    fn columns(&self) -> Vec<String> {
        let columns = self.writer.indexer().columns();
        columns.iter().map(|column| column.name.clone()).collect()
    }

    /// The cells of each object, after its name and before its own columns.
    fn rows(&self) -> Vec<String> {
        let print = |object: &Arc<StoredObject>| {
            let json: Value = serde_json::from_slice(object.json()).unwrap();
            let columns = object.columns().map_or(0, |columns| columns.len());
            format!("{}: {} of {columns}", object.key().name(), json["cells"])
        };
        self.writer.indexer().iter().map(print).collect()
    }

    /// A bench that has listed the row `a` with two columns and watches.
    fn live_table() -> Self {
        let mut bench = Self::in_form(Form::TABLES, 1);
        bench.drain();
        let rows = [row("a", 1, &json!(["a", "x"]))];
        bench.answer_table("10", "", &columns(&["Name", "Data"]), &rows);
        let id = bench.id();
        bench.input(Input::Opened(id));
        assert_eq!(bench.asked(), "watch@10");
        bench
    }
}

#[test]
fn lists_and_watches_rows() {
    let both = columns(&["Name", "Data"]);
    let mut bench = Bench::in_form(Form::TABLES, 1);
    bench.drain();
    assert!(bench.sent[0].1.contains("includeObject=Metadata"));
    let first = [
        row("a", 1, &json!(["a", "x"])),
        row("b", 2, &json!(["b", 1])),
    ];
    bench.answer_table("10", "t1", &both, &first);
    assert_eq!(bench.asked(), "list?continue=t1");
    assert_eq!(
        bench.columns(),
        ["Name", "Data"],
        "as soon as there are rows"
    );
    bench.answer_table("10", "", &both, &[row("c", 3, &json!(["c", null]))]);
    let id = bench.id();
    bench.input(Input::Opened(id));
    // Only the first event names the columns; they are the same.
    bench.row_event("ADDED", &both, row("d", 11, &json!(["d", "y"])));
    bench.row_event("MODIFIED", &Value::Null, row("a", 12, &json!(["a", "z"])));
    bench.row_event("BOOKMARK", &Value::Null, row("", 40, &json!(["", ""])));
    assert_eq!(bench.reflector.status().resource_version, "40");
    bench.row_event("DELETED", &json!([]), row("b", 41, &json!(["b", 1])));
    assert_eq!(
        bench.rows(),
        [
            r#"a: ["a","z"] of 2"#,
            r#"c: ["c",null] of 2"#,
            r#"d: ["d","y"] of 2"#
        ]
    );
    assert_eq!(bench.reflector.status().resource_version, "41");
    assert_eq!(bench.status(), "live");
}

#[test]
fn a_watch_that_goes_on_names_the_columns_again() {
    let mut bench = Bench::live_table();
    bench.advance(Duration::from_secs(300));
    let id = bench.id();
    bench.input(Input::Ended(id));
    let same = columns(&["Name", "Data"]);
    bench.row_event("BOOKMARK", &same, row("", 40, &json!(["", ""])));
    assert_eq!(
        (bench.asked().as_str(), bench.status().as_str()),
        ("watch@10", "live"),
    );
    assert_eq!(bench.reflector.status().resource_version, "40");
    assert_eq!(bench.columns(), ["Name", "Data"]);
}

#[test]
fn a_bookmark_may_name_its_version_in_the_row_alone() {
    let mut bench = Bench::live_table();
    let object = json!({ "kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": {},
        "rows": [row("", 40, &json!([]))] });
    bench.answer(&event("BOOKMARK", object));
    assert_eq!(bench.reflector.status().resource_version, "40");
}

#[test]
fn other_columns_list_anew_and_change_every_row_at_once() {
    for event_type in ["MODIFIED", "BOOKMARK"] {
        let mut bench = Bench::live_table();
        bench.deltas.clear();
        bench.advance(Duration::from_secs(300));
        let id = bench.id();
        bench.input(Input::Ended(id));
        let other = columns(&["Name", "Size", "Colour"]);
        let new = row("a", 12, &json!(["a", 1, "red"]));
        bench.row_event(event_type, &other, new.clone());
        assert_eq!(bench.asked(), "list", "the list before was a while ago");
        let status = bench.status();
        let since = Timestamp::from_unix(Duration::from_secs(300));
        assert!(
            status.starts_with(&format!("stale since {since}")),
            "{status}"
        );
        assert!(status.contains(CHANGED), "{status}");
        assert_eq!(bench.columns(), ["Name", "Data"], "not before the rows");
        assert_eq!(bench.rows(), [r#"a: ["a","x"] of 2"#]);
        let listed = [
            row("a", 1, &json!(["a", 1, "red"])),
            row("b", 13, &json!(["b", 2, "blue"])),
        ];
        bench.answer_table("20", "t", &other, &listed);
        assert_eq!(
            bench.columns(),
            ["Name", "Data"],
            "not before the last page"
        );
        bench.answer_table("20", "", &other, &[]);
        assert_eq!(bench.columns(), ["Name", "Size", "Colour"]);
        assert_eq!(
            bench.rows(),
            [r#"a: ["a",1,"red"] of 3"#, r#"b: ["b",2,"blue"] of 3"#]
        );
        let modified = matches!(bench.deltas[0], Delta::Modified { .. });
        assert!(modified, "the same write, in other columns");
        assert_eq!(bench.asked(), "watch@20");
        assert!(bench.status().contains(CHANGED), "not before it is open");
        let id = bench.id();
        bench.input(Input::Opened(id));
        assert_eq!(bench.status(), "live");
    }
}

#[test]
fn servers_that_do_not_agree_on_columns_are_not_asked_in_a_loop() {
    let mut bench = Bench::live_table();
    let (one, other) = (columns(&["Name", "Data"]), columns(&["Name"]));
    bench.row_event("BOOKMARK", &other, row("", 40, &json!([""])));
    let mut lists = 0;
    let until = bench.now.monotonic + Duration::from_secs(600);
    while bench.now.monotonic < until {
        if bench.asked().starts_with("list") {
            lists += 1;
            bench.answer_table("20", "", &one, &[]);
            bench.row_event("BOOKMARK", &other, row("", 40, &json!([""])));
        }
        assert!(bench.status().contains(CHANGED), "{}", bench.status());
        bench.wait_within(Duration::from_secs(60));
    }
    assert!((10..60).contains(&lists), "{lists}");
}

#[test]
fn pages_of_different_columns_are_listed_again() {
    let mut bench = Bench::in_form(Form::TABLES, 1);
    bench.drain();
    let rows = [row("a", 1, &json!(["a", "x"]))];
    bench.answer_table("10", "t1", &columns(&["Name", "Data"]), &rows);
    let other = columns(&["Name"]);
    bench.answer_table("10", "", &other, &[row("b", 2, &json!(["b"]))]);
    bench.wait_within(Duration::from_secs(2));
    assert_eq!(bench.asked(), "list");
    let rows = [row("a", 1, &json!(["a"])), row("b", 2, &json!(["b"]))];
    bench.answer_table("10", "", &other, &rows);
    assert_eq!(bench.rows(), [r#"a: ["a"] of 1"#, r#"b: ["b"] of 1"#]);
    assert_eq!(bench.asked(), "watch@10");
}

#[test]
fn pages_of_different_columns_do_not_replace_what_is_there_at_the_first_try() {
    let mut bench = Bench::live_table();
    bench.fail(status_error(410, "Expired"));
    let (one, other) = (columns(&["Name", "Data"]), columns(&["Name"]));
    let mut seen = Vec::new();
    for _ in 0..4 {
        bench.wait_within(Duration::from_secs(60));
        assert_eq!(bench.asked(), "list");
        bench.answer_table("20", "t1", &one, &[row("a", 1, &json!(["a", "y"]))]);
        bench.answer_table("20", "", &other, &[row("b", 2, &json!(["b"]))]);
        assert!(bench.status().starts_with("stale"), "{}", bench.status());
        seen.push(bench.rows().len());
    }
    assert_eq!(seen, [1, 2, 2, 2], "the second list is taken in, as it is");
    bench.wait_within(Duration::from_secs(60));
    let rows = [row("a", 1, &json!(["a"])), row("b", 2, &json!(["b"]))];
    bench.answer_table("30", "", &other, &rows);
    assert_eq!(bench.rows(), [r#"a: ["a"] of 1"#, r#"b: ["b"] of 1"#]);
    assert_eq!(bench.columns(), ["Name"]);
    assert_eq!(bench.asked(), "watch@30");
}

#[test]
fn columns_of_an_empty_table_are_known() {
    let mut bench = Bench::in_form(Form::TABLES, 1);
    bench.drain();
    bench.answer_table("10", "", &columns(&["Name", "Data"]), &[]);
    assert_eq!(bench.columns(), ["Name", "Data"]);
    assert_eq!(bench.asked(), "watch@10");
}

#[test]
fn a_list_that_broke_leaves_the_columns_of_the_store() {
    let mut bench = Bench::live_table();
    bench.fail(status_error(410, "Expired"));
    bench.wait_within(Duration::from_secs(2));
    let other = columns(&["Name"]);
    bench.answer_table("20", "t1", &other, &[row("a", 1, &json!(["a"]))]);
    bench.fail(transport_error(TransportErrorKind::Interrupted));
    assert_eq!(bench.columns(), ["Name", "Data"]);
    bench.wait_within(Duration::from_secs(5));
    bench.answer_table("30", "", &other, &[]);
    assert_eq!(
        bench.columns(),
        ["Name"],
        "known before, and new to the store"
    );
}

#[test]
fn a_server_without_tables_gives_rows_without_cells() {
    let mut bench = Bench::in_form(Form::TABLES, 1);
    bench.drain();
    let mut object = config_map("a", 1);
    object["data"] = json!({ "k": "v" });
    bench.answer_list("10", "", &[object]);
    assert_eq!(bench.asked(), "watch@10");
    bench.answer(&event("ADDED", config_map("b", 11)));
    let bookmark = json!({ "metadata": { "resourceVersion": "40" } });
    bench.answer(&event("BOOKMARK", bookmark));
    assert_eq!(bench.rows(), ["a: null of 0", "b: null of 0"]);
    assert_eq!(bench.columns(), [""; 0]);
    assert_eq!(bench.reflector.status().resource_version, "40");
}

#[test]
fn errors_are_errors_among_tables_too() {
    let mut bench = Bench::live_table();
    bench.answer(&event(
        "ERROR",
        json!({ "kind": "Status", "code": 410, "reason": "Expired" }),
    ));
    bench.wait_within(Duration::from_secs(2));
    assert_eq!(bench.asked(), "list");
    let mut bench = Bench::live_table();
    let two = [row("a", 2, &json!([])), row("b", 3, &json!([]))];
    bench.answer(&event("ADDED", table("3", "", &Value::Null, &two)));
    assert!(
        bench
            .status()
            .contains("cannot decode the object of an event"),
        "{}",
        bench.status()
    );
    assert_eq!(bench.rows(), [r#"a: ["a","x"] of 2"#]);
}
