//! Sets of fields, and their algebra.

use std::collections::BTreeMap;

use super::path_element::PathElement;

/// A set of paths. A path in it says nothing of those above it: `.spec.replicas` may be owned
/// while `.spec` is not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FieldSet {
    /// No node is here for nothing: it is a member, or something below it is.
    nodes: BTreeMap<PathElement, Node>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Node {
    /// The path that ends here is in the set.
    pub(crate) member: bool,
    pub(crate) children: FieldSet,
}

impl FieldSet {
    /// Of paths that consist of field names.
    pub(crate) fn of_fields(paths: &[&[&str]]) -> Self {
        let mut set = Self::default();
        for path in paths {
            let path: Vec<_> = path.iter().map(|name| PathElement::field(name)).collect();
            set.insert(&path);
        }
        set
    }

    /// Adds a path. Nobody owns a whole object, so that the empty path is never in a set.
    pub(crate) fn insert(&mut self, path: &[PathElement]) {
        let Some((first, rest)) = path.split_first() else {
            return;
        };
        let node = self.nodes.entry(first.clone()).or_default();
        match rest {
            [] => node.member = true,
            rest => node.children.insert(rest),
        }
    }

    /// Puts a node in place of the one there was.
    pub(crate) fn put(&mut self, element: PathElement, node: Node) {
        if node.member || !node.children.is_empty() {
            self.nodes.insert(element, node);
        }
    }

    pub(crate) fn contains(&self, path: &[PathElement]) -> bool {
        let Some((first, rest)) = path.split_first() else {
            return false;
        };
        self.nodes.get(first).is_some_and(|node| match rest {
            [] => node.member,
            rest => node.children.contains(rest),
        })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// What is said of a child and of what is below it.
    pub(crate) fn node(&self, element: &PathElement) -> Option<&Node> {
        self.nodes.get(element)
    }

    /// Every path in it: those that end here before those that go on.
    pub(crate) fn paths(&self) -> Vec<Vec<PathElement>> {
        let mut paths = Vec::new();
        self.collect(&mut Vec::new(), &mut paths);
        paths
    }

    fn collect(&self, at: &mut Vec<PathElement>, paths: &mut Vec<Vec<PathElement>>) {
        for (element, _) in self.nodes.iter().filter(|(_, node)| node.member) {
            at.push(element.clone());
            paths.push(at.clone());
            at.pop();
        }
        for (element, node) in &self.nodes {
            at.push(element.clone());
            node.children.collect(at, paths);
            at.pop();
        }
    }

    pub(crate) fn nodes(&self) -> impl Iterator<Item = (&PathElement, &Node)> {
        self.nodes.iter()
    }

    pub(crate) fn union(&self, other: &Self) -> Self {
        let mut union = self.clone();
        for (element, node) in &other.nodes {
            let ours = union.nodes.entry(element.clone()).or_default();
            ours.member |= node.member;
            ours.children = ours.children.union(&node.children);
        }
        union
    }

    pub(crate) fn intersection(&self, other: &Self) -> Self {
        self.combine(other, |ours, theirs| match theirs {
            Some(theirs) => Node {
                member: ours.member && theirs.member,
                children: ours.children.intersection(&theirs.children),
            },
            None => Node::default(),
        })
    }

    /// What is here and not there, path by path: taking a parent away leaves its children.
    pub(crate) fn difference(&self, other: &Self) -> Self {
        self.combine(other, |ours, theirs| match theirs {
            Some(theirs) => Node {
                member: ours.member && !theirs.member,
                children: ours.children.difference(&theirs.children),
            },
            None => ours.clone(),
        })
    }

    /// What is here and neither there nor below anything there.
    pub(crate) fn recursive_difference(&self, other: &Self) -> Self {
        self.combine(other, |ours, theirs| match theirs {
            Some(theirs) if theirs.member => Node::default(),
            Some(theirs) => Node {
                member: ours.member,
                children: ours.children.recursive_difference(&theirs.children),
            },
            None => ours.clone(),
        })
    }

    fn combine(&self, other: &Self, keep: impl Fn(&Node, Option<&Node>) -> Node) -> Self {
        let mut combined = Self::default();
        for (element, ours) in &self.nodes {
            combined.put(element.clone(), keep(ours, other.nodes.get(element)));
        }
        combined
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::cluster::apiserver::ownership::json_value::JsonValue;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use serde_json::json;
    use std::collections::BTreeSet;

    type Path = Vec<PathElement>;

    fn element() -> impl Strategy<Value = PathElement> {
        prop_oneof![
            "[ab]".prop_map(PathElement::Field),
            (0..2i64).prop_map(|i| PathElement::Key(vec![
                ("name".to_owned(), JsonValue(json!("<a>"))),
                ("port".to_owned(), JsonValue(json!(i))),
            ])),
            (0..2u8).prop_map(|i| PathElement::Value(JsonValue(json!(f64::from(i) / 2.0)))),
            (0..2i64).prop_map(PathElement::Index),
        ]
    }

    fn paths() -> impl Strategy<Value = BTreeSet<Path>> {
        vec(vec(element(), 1..4), 0..8).prop_map(|paths| paths.into_iter().collect())
    }

    /// Sets of any shape.
    pub(crate) fn sets() -> impl Strategy<Value = FieldSet> {
        paths().prop_map(|paths| set(&paths))
    }

    fn set<'a>(paths: impl IntoIterator<Item = &'a Path>) -> FieldSet {
        let mut set = FieldSet::default();
        for path in paths {
            set.insert(path);
        }
        set
    }

    proptest! {
        #[test]
        fn agrees_with_plain_sets_of_paths(a in paths(), b in paths()) {
            let (x, y) = (set(&a), set(&b));
            prop_assert_eq!(x.union(&y), set(a.union(&b)));
            prop_assert_eq!(x.intersection(&y), set(a.intersection(&b)));
            prop_assert_eq!(x.difference(&y), set(a.difference(&b)));
            let below = |path: &&Path| !b.iter().any(|parent| path.starts_with(parent));
            prop_assert_eq!(x.recursive_difference(&y), set(a.iter().filter(below)));
            prop_assert_eq!(x.is_empty(), a.is_empty());
            for path in &b {
                prop_assert_eq!(x.contains(path), a.contains(path));
            }
        }

        #[test]
        fn parts_make_the_whole(x in sets(), y in sets()) {
            prop_assert_eq!(x.union(&y), y.union(&x));
            prop_assert!(x.difference(&x).is_empty());
            prop_assert_eq!(x.difference(&y).union(&x.intersection(&y)), x);
        }
    }

    #[test]
    fn nobody_owns_a_whole_object() {
        let mut set = FieldSet::default();
        set.insert(&[]);
        assert!(set.is_empty() && !set.contains(&[]));
    }
}
