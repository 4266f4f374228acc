//! The rule behind the merging of files and of overrides, by itself.

use super::parse;
use crate::kubeconfig::merge::{Merge, merge_fields};
use crate::kubeconfig::{ByName, Cluster, ExecConfig, Kubeconfig, Pem};

#[derive(Debug, Default, PartialEq)]
struct T {
    x: String,
    y: u64,
    z: Z,
}

#[derive(Debug, Default, PartialEq)]
struct Z {
    a: String,
    b: u64,
}

/// The model has no numbers.
impl Merge for u64 {
    fn merge_from(&mut self, src: Self) {
        if src != 0 {
            *self = src;
        }
    }
}

merge_fields! {
    T { x, y, z }
    Z { a, b }
}

#[test]
fn structs_are_merged_by_field() {
    let z = |a: &str, b| Z { a: a.into(), b };
    let mut dst = T {
        x: "one".into(),
        y: 5,
        z: z("four", 6),
    };
    let src = T {
        x: "two".into(),
        y: 0,
        z: z("three", 4),
    };
    dst.merge_from(src);
    let merged = T {
        x: "two".into(),
        y: 5,
        z: z("three", 4),
    };
    assert_eq!(dst, merged);
    dst.merge_from(T::default());
    assert_eq!(dst, merged);
}

#[track_caller]
fn check<V: Merge + PartialEq + std::fmt::Debug>(mut dst: V, src: V, expected: V) {
    dst.merge_from(src);
    assert_eq!(dst, expected);
}

#[test]
fn each_kind_has_its_rule() {
    let text = |text: &str| Some(text.to_owned());
    check(text("a"), text("b"), text("b"));
    check(text("a"), text(""), text("a"));
    check(text("a"), None, text("a"));
    check(None, text("b"), text("b"));
    check(true, false, true);
    check(false, true, true);
    check(Some(Pem::new("a")), Some(Pem::new("")), Some(Pem::new("a")));
    check(vec!["a", "b"], vec!["c"], vec!["c"]);
    check(vec!["a", "b"], vec![], vec!["a", "b"]);
    let map = |pairs: &[(&str, u8)]| {
        let pairs = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), *value));
        pairs.collect::<ByName<_>>()
    };
    check(
        map(&[("a", 1), ("b", 2)]),
        map(&[("b", 0), ("c", 3)]),
        map(&[("a", 1), ("b", 0), ("c", 3)]),
    );
    // What client-go points to is replaced whole, by what says nothing too.
    let exec = |command: Option<String>| {
        Some(ExecConfig {
            command,
            ..ExecConfig::default()
        })
    };
    check(exec(text("a")), exec(None), exec(None));
    check(exec(text("a")), None, exec(text("a")));
}

#[test]
fn cows_and_pigs() {
    let cow = "clusters: [{name: cow-cluster, cluster: {server: 'http://cow.org:8080'}}]";
    let pig = "clusters:
- {name: cow-cluster, cluster: {server: 'http://other.org', insecure-skip-tls-verify: true}}
- {name: pig-cluster, cluster: {server: 'http://pig.org:8080'}}
current-context: x";
    let [cow, pig] = [cow, pig].map(|text| parse(text).unwrap());
    let merged = Kubeconfig::merge([cow.clone(), pig.clone()]);
    assert_eq!(merged.clusters["cow-cluster"], cow.clusters["cow-cluster"]);
    assert_eq!(merged.clusters["pig-cluster"], pig.clusters["pig-cluster"]);
    assert_eq!(merged.current_context, pig.current_context);
    assert_eq!(
        merged
            .current_context_origin
            .as_ref()
            .map(|origin| origin.line),
        Some(4)
    );

    // As structs, one goes over the other.
    let mut cluster = cow.clusters["cow-cluster"].clone();
    cluster.merge_from(pig.clusters["pig-cluster"].clone());
    assert_eq!(cluster.server.as_deref(), Some("http://pig.org:8080"));
    cluster.merge_from(Cluster::default());
    assert_eq!(cluster.server.as_deref(), Some("http://pig.org:8080"));
}
