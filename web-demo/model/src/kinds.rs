//! The kinds that a cluster serves: their order, and the search for one.

use crate::message::KindEntry;

/// Sorts kinds as a list of them is read: by title, the core group before others.
pub fn sort(kinds: &mut [KindEntry]) {
    kinds.sort_unstable_by(|a, b| {
        let key = |it: &KindEntry| (it.title.to_ascii_lowercase(), it.group.clone());
        key(a).cmp(&key(b)).then_with(|| a.cmp(b))
    });
}

/// The kinds that `text` may mean, the likeliest first; all of them, as they are, when it is
/// empty.
///
/// An exact name (`po`, `pods`, `Pod`) beats the beginning of one, that beats a name with the
/// text inside, and the group comes last. Names, which are ASCII, are compared without regard to
/// case.
pub fn search<'a>(kinds: &'a [KindEntry], text: &str) -> Vec<&'a KindEntry> {
    let text = text.trim().to_ascii_lowercase();
    let mut ranked: [Vec<_>; RANKS] = Default::default();
    for kind in kinds {
        if let Some(rank) = rank(kind, &text) {
            ranked[rank].push(kind);
        }
    }
    ranked.concat()
}

/// How many ranks there are.
const RANKS: usize = 7;

/// How likely the kind is meant, from 0 on.
fn rank(kind: &KindEntry, text: &str) -> Option<usize> {
    let names = [&kind.title, &kind.plural].map(|it| it.to_ascii_lowercase());
    let short = |test: &dyn Fn(&str) -> bool| kind.short_names.iter().any(|it| test(it));
    let any = |test: &dyn Fn(&str) -> bool| names.iter().any(|it| test(it));
    let tests: [bool; RANKS] = [
        text.is_empty(),
        any(&|it| it == text) || short(&|it| it == text),
        any(&|it| it.starts_with(text)),
        short(&|it| it.starts_with(text)),
        kind.key().starts_with(text),
        any(&|it| it.contains(text)),
        kind.group.contains(text),
    ];
    tests.into_iter().position(|holds| holds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(title: &str, plural: &str, group: &str, short: &[&str]) -> KindEntry {
        KindEntry {
            title: title.to_owned(),
            group: group.to_owned(),
            version: "v1".to_owned(),
            plural: plural.to_owned(),
            short_names: short.iter().map(|&it| it.to_owned()).collect(),
            namespaced: true,
        }
    }

    fn some() -> Vec<KindEntry> {
        let mut kinds = vec![
            kind("ReplicaSet", "replicasets", "apps", &["rs"]),
            kind(
                "PodDisruptionBudget",
                "poddisruptionbudgets",
                "policy",
                &["pdb"],
            ),
            kind("Pod", "pods", "", &["po"]),
            kind("Event", "events", "events.k8s.io", &["ev"]),
            kind("Event", "events", "", &["ev"]),
            kind("Policy", "policies", "pod.example.com", &[]),
        ];
        sort(&mut kinds);
        kinds
    }

    #[test]
    fn kinds_are_sorted_by_title_the_core_group_first() {
        let keys: Vec<_> = some().iter().map(KindEntry::key).collect();
        let expected = [
            "events",
            "events.events.k8s.io",
            "pods",
            "poddisruptionbudgets.policy",
            "policies.pod.example.com",
            "replicasets.apps",
        ];
        assert_eq!(keys, expected);
    }

    #[test]
    fn the_likeliest_kind_is_found_first() {
        let kinds = some();
        for (text, expected) in [
            (
                "po",
                vec![
                    "pods",
                    "poddisruptionbudgets.policy",
                    "policies.pod.example.com",
                ],
            ),
            (
                "POD",
                vec![
                    "pods",
                    "poddisruptionbudgets.policy",
                    "policies.pod.example.com",
                ],
            ),
            ("rs", vec!["replicasets.apps"]),
            ("policies.pod", vec!["policies.pod.example.com"]),
            ("sets", vec!["replicasets.apps"]),
            ("nonsense", vec![]),
        ] {
            let found: Vec<_> = search(&kinds, text)
                .into_iter()
                .map(KindEntry::key)
                .collect();
            assert_eq!(found, expected, "{text}");
        }
        assert_eq!(search(&kinds, " ").len(), kinds.len());
    }
}
