use proptest::prelude::*;

use super::*;
use crate::columns::ColumnDefinition;

fn columns() -> Columns {
    let column = |name: &str, priority, description: &str| ColumnDefinition {
        name: name.to_owned(),
        priority,
        description: description.to_owned(),
        ..ColumnDefinition::default()
    };
    let definitions = [
        column("Name", 0, ""),
        column("Ready", 0, ""),
        column("Age", 0, "CreationTimestamp is a timestamp …"),
        column("Node", 1, ""),
    ];
    Columns::new(&definitions, true)
}

fn key(namespace: &str, name: &str) -> RowKey {
    RowKey {
        namespace: namespace.to_owned(),
        name: name.to_owned(),
    }
}

/// A table of pods: namespace, name, what is ready, when it was created, its node.
fn table(rows: &[(&str, &str, &str, i64, &str)]) -> Table {
    let mut table = Table::new();
    table.set_columns(columns());
    for &(namespace, name, ready, created, node) in rows {
        let cells = [name, ready, "5m", node];
        table.insert(key(namespace, name), cells, Some(created));
    }
    table
}

fn names(table: &mut Table) -> Vec<String> {
    let rows = table.window(0, 100).rows;
    rows.into_iter().map(|row| row.key.name).collect()
}

fn sorted_by(column: &str, descending: bool) -> Arrangement {
    Arrangement {
        sort: Some(column.to_owned()),
        descending,
        ..Arrangement::default()
    }
}

const PODS: [(&str, &str, &str, i64, &str); 4] = [
    ("shop", "web-2", "1/1", 400, "node-b"),
    ("shop", "web-10", "0/1", 100, ""),
    ("kube-system", "dns", "2/2", 300, "node-a"),
    ("shop", "api", "1/2", 200, "node-a"),
];

#[test]
fn rows_are_ordered_by_any_column() {
    let mut table = table(&PODS);
    for (arrangement, expected) in [
        (Arrangement::default(), ["dns", "api", "web-10", "web-2"]),
        (sorted_by("Name", false), ["api", "dns", "web-2", "web-10"]),
        (sorted_by("Name", true), ["web-10", "web-2", "dns", "api"]),
        (sorted_by("Ready", false), ["web-10", "api", "web-2", "dns"]),
        (sorted_by("Age", false), ["web-2", "dns", "api", "web-10"]),
        (
            sorted_by("Namespace", true),
            ["api", "web-10", "web-2", "dns"],
        ),
        (sorted_by("Node", false), ["dns", "api", "web-2", "web-10"]),
        (sorted_by("Node", true), ["web-2", "dns", "api", "web-10"]),
        (
            sorted_by("Nonsense", false),
            ["dns", "api", "web-10", "web-2"],
        ),
    ] {
        table.arrange(arrangement.clone());
        assert_eq!(names(&mut table), expected, "{arrangement:?}");
    }
}

#[test]
fn the_filter_looks_at_what_is_shown() {
    let mut table = table(&PODS);
    let mut found = |filter: &str, wide| {
        table.arrange(Arrangement {
            filter: filter.to_owned(),
            wide,
            ..Arrangement::default()
        });
        names(&mut table)
    };
    assert_eq!(found("SHOP 1/", false), ["api", "web-2"]);
    assert_eq!(found("node-a", false), [""; 0]);
    assert_eq!(found("node-a", true), ["dns", "api"]);
    // Nobody sees the seconds of the creation, nor the server's age.
    assert_eq!(found("400", true), [""; 0]);
    assert_eq!(found("5m", true), [""; 0]);
}

#[test]
fn a_row_has_the_cells_that_are_shown() {
    let mut table = table(&PODS);
    let cells = |table: &mut Table| table.window(0, 1).rows[0].cells.clone();
    assert_eq!(cells(&mut table), ["kube-system", "dns", "2/2", "300"]);
    table.arrange(Arrangement {
        wide: true,
        ..Arrangement::default()
    });
    assert_eq!(
        cells(&mut table),
        ["kube-system", "dns", "2/2", "300", "node-a"]
    );
    assert_eq!(table.columns().len(), 5);
}

#[test]
fn a_window_past_the_end_shows_the_last_rows() {
    let mut table = table(&PODS);
    let window = table.window(3, 2);
    assert_eq!(
        (window.first, window.rows.len(), window.matching),
        (2, 2, 4)
    );
    assert_eq!(table.window(9, 9).rows.len(), 4);
    assert_eq!(table.window(usize::MAX, usize::MAX).first, 0);
    assert_eq!(table.window(0, 0).rows, []);
}

#[test]
fn each_change_shows_in_the_revision() {
    let mut table = table(&PODS);
    let dns = key("kube-system", "dns");
    let revision = |table: &mut Table| {
        let mut rows = table.window(0, 9).rows.into_iter();
        rows.find(|row| row.key == dns).map(|row| row.revision)
    };
    let before = revision(&mut table);
    table.insert(dns.clone(), ["dns", "2/2", "", ""], Some(300));
    assert!(revision(&mut table) > before);
    table.remove(&dns);
    assert_eq!(revision(&mut table), None);
    table.insert(dns.clone(), ["dns"], None);
    assert!(revision(&mut table) > before);
    assert_eq!(names(&mut table)[0], "dns");
    assert_eq!(table.len(), 4);
}

#[test]
fn slots_are_used_again() {
    let mut table = Table::new();
    for turn in 0..1000 {
        table.insert(key("", &format!("pod-{turn}")), [], None);
        table.remove(&key("", &format!("pod-{turn}")));
        assert_eq!(table.window(0, 9).rows, []);
    }
    assert_eq!(table.slots.len(), 1);
}

/// Numbers that look random and are the same each time (splitmix64).
fn numbers(mut state: u64) -> impl FnMut(usize) -> usize {
    move |below| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed >> 33) as usize % below
    }
}

/// A minute of a large cluster: 20,000 pods, a thousand changes a second, a frame now and then.
#[test]
fn a_large_table_is_as_if_built_anew() {
    let mut number = numbers(7);
    let mut rows = BTreeMap::new();
    let mut kept = table(&[]);
    kept.arrange(Arrangement {
        filter: "node-1".to_owned(),
        wide: true,
        ..sorted_by("Ready", true)
    });
    for event in 0..80_000 {
        let name = format!(
            "pod-{}",
            if event < 20_000 {
                event
            } else {
                number(25_000)
            }
        );
        if event >= 20_000 && number(10) == 0 {
            kept.remove(&key("shop", &name));
            rows.remove(&name);
        } else {
            let ready = format!("{}/3", number(4));
            let node = format!("node-{}", number(40));
            let created = i64::try_from(number(1_000)).unwrap();
            let cells = [name.as_str(), &ready, "", &node];
            kept.insert(key("shop", &name), cells, Some(created));
            rows.insert(name, (ready, node, created));
        }
        if event % 997 == 0 {
            kept.window(event % 5_000, 40);
        }
    }
    let mut anew = table(&[]);
    for (name, (ready, node, created)) in &rows {
        anew.insert(
            key("shop", name),
            [name.as_str(), ready, "", node],
            Some(*created),
        );
    }
    anew.arrange(kept.arrangement.clone());
    assert_eq!((kept.len(), kept.len() > 15_000), (anew.len(), true));
    let (kept, anew) = (kept.window(0, 25_000), anew.window(0, 25_000));
    assert!(kept.matching > 1_000);
    assert_eq!(without_revisions(kept), without_revisions(anew));
}

#[derive(Clone, Debug)]
enum Step {
    Insert(u8, u8, Option<i64>),
    Remove(u8),
    Arrange(Arrangement),
    Window,
}

fn any_step() -> impl Strategy<Value = Step> {
    let sort = prop::option::of(prop::sample::select(vec![
        "Name", "Ready", "Age", "Node", "?",
    ]));
    let filter = prop::sample::select(vec!["", "1", "n1 2", "x"]);
    let arrangement = (filter, sort, any::<bool>(), any::<bool>());
    let arrangement = arrangement.prop_map(|(filter, sort, descending, wide)| Arrangement {
        filter: filter.to_owned(),
        sort: sort.map(str::to_owned),
        descending,
        wide,
    });
    prop_oneof![
        6 => (0..12u8, any::<u8>(), prop::option::of(0..4i64))
            .prop_map(|(name, cells, created)| Step::Insert(name, cells, created)),
        3 => (0..12u8).prop_map(Step::Remove),
        1 => arrangement.prop_map(Step::Arrange),
        2 => Just(Step::Window),
    ]
}

/// Few different cells, so that there are equals.
fn cells(name: u8, number: u8) -> [String; 4] {
    let ready = ["1/2", "0", "text", "<none>"][usize::from(number) % 4];
    let node = ["", "n1", "n2", "N10"][usize::from(number / 4) % 4];
    [
        format!("o{name}"),
        ready.to_owned(),
        String::new(),
        node.to_owned(),
    ]
}

fn inserted(table: &mut Table, name: u8, number: u8, created: Option<i64>) {
    let cells = cells(name, number);
    let namespace = if name.is_multiple_of(2) { "a" } else { "b" };
    let cells = cells.iter().map(String::as_str);
    table.insert(key(namespace, &format!("o{name}")), cells, created);
}

fn without_revisions(mut window: Window) -> Window {
    window.rows.iter_mut().for_each(|row| row.revision = 0);
    window
}

proptest! {
    /// Rows that came and went one by one are where they are when all are sorted at once.
    #[test]
    fn rows_are_where_sorting_puts_them(steps in prop::collection::vec(any_step(), 0..60)) {
        let mut table = table(&[]);
        let mut rows = BTreeMap::new();
        let mut arrangement = Arrangement::default();
        for step in steps.into_iter().chain([Step::Window]) {
            match step {
                Step::Insert(name, number, created) => {
                    inserted(&mut table, name, number, created);
                    rows.insert(name, (number, created));
                }
                Step::Remove(name) => {
                    let namespace = if name.is_multiple_of(2) { "a" } else { "b" };
                    table.remove(&key(namespace, &format!("o{name}")));
                    rows.remove(&name);
                }
                Step::Arrange(new) => {
                    arrangement = new.clone();
                    table.arrange(new);
                }
                Step::Window => {
                    let mut anew = super::tests::table(&[]);
                    for (name, (number, created)) in &rows {
                        inserted(&mut anew, *name, *number, *created);
                    }
                    anew.arrange(arrangement.clone());
                    let window = without_revisions(table.window(0, 100));
                    prop_assert_eq!(window, without_revisions(anew.window(0, 100)));
                    let one_by_one: Vec<_> = (0..table.sorted.len())
                        .flat_map(|index| table.window(index, 1).rows).collect();
                    prop_assert_eq!(one_by_one, table.window(0, 100).rows);
                    prop_assert_eq!(table.len(), rows.len());
                }
            }
        }
    }
}

#[test]
fn rows_that_come_and_go_unseen_leave_nothing() {
    let mut table = table(&PODS);
    for number in 0..100_000 {
        let key = key("shop", &format!("job-{number}"));
        table.insert(key.clone(), ["job", "0/1", "5m", ""], None);
        table.remove(&key);
    }
    assert!(table.slots.len() < 2_100, "{}", table.slots.len());
    assert_eq!(names(&mut table).len(), PODS.len());
}
