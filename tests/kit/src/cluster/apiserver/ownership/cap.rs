//! The bound on the number of managers: the oldest are merged.

use std::collections::BTreeMap;

use super::managed_fields::{Manager, Managers, Operation};

/// How many entries of updates an object keeps.
const MAX_UPDATERS: usize = 10;

/// Whom the merged entries name.
const MERGED: &str = "ancient-changes";

/// Merges the oldest entries of updates, version by version, until there are few enough.
pub(super) fn cap_updaters(managers: &mut Managers) {
    let mut updaters: Vec<_> = managers
        .iter()
        .filter(|(manager, _)| manager.operation == Operation::Update)
        .map(|(manager, owned)| (owned.time.clone(), manager.identifier(), manager.clone()))
        .collect();
    let mut count = updaters.len();
    updaters.sort();

    let mut first_of = BTreeMap::new();
    for (_, _, manager) in updaters {
        if count <= MAX_UPDATERS {
            break;
        }
        let Some(owned) = managers.get(&manager).cloned() else {
            continue;
        };
        let version = owned.api_version.clone();
        let Some(first) = first_of.get(&version) else {
            first_of.insert(version, manager);
            continue;
        };
        let merged = Manager::updating(MERGED, &version, "");
        if !managers.contains_key(&merged)
            && let Some(oldest) = managers.remove(first)
        {
            managers.insert(merged.clone(), oldest);
        }
        if let Some(bucket) = managers.get_mut(&merged) {
            bucket.fields = bucket.fields.union(&owned.fields);
            // The time of the latest that is in it.
            bucket.time = owned.time;
        }
        managers.remove(&manager);
        count -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::super::field_set::FieldSet;
    use super::super::managed_fields::Owned;
    use super::*;

    fn managers(count: usize, version: impl Fn(usize) -> &'static str) -> Managers {
        (0..count)
            .map(|i| {
                let owned = Owned {
                    fields: FieldSet::of_fields(&[&["data", &i.to_string()]]),
                    api_version: version(i).to_owned(),
                    time: Some(format!("2026-01-01T00:00:{i:02}Z")),
                };
                let name = format!("m{i:02}");
                (Manager::updating(&name, version(i), ""), owned)
            })
            .collect()
    }

    fn names(managers: &Managers) -> Vec<&str> {
        managers
            .keys()
            .map(|manager| manager.name.as_str())
            .collect()
    }

    #[test]
    fn ten_are_kept() {
        let mut ten = managers(10, |_| "v1");
        cap_updaters(&mut ten);
        assert_eq!(ten, managers(10, |_| "v1"));
    }

    #[test]
    fn the_oldest_of_one_version_are_merged() {
        let mut many = managers(12, |_| "v1");
        cap_updaters(&mut many);
        assert_eq!(many.len(), 10);
        let merged = &many[&Manager::updating(MERGED, "v1", "")];
        let fields = FieldSet::of_fields(&[&["data", "0"], &["data", "1"], &["data", "2"]]);
        assert_eq!(merged.fields, fields);
        assert_eq!(merged.time.as_deref(), Some("2026-01-01T00:00:02Z"));
        assert_eq!(names(&many)[..2], ["ancient-changes", "m03"]);
    }

    #[test]
    fn versions_are_not_mixed() {
        let mut many = managers(11, |i| if i == 0 { "v0" } else { "v1" });
        cap_updaters(&mut many);
        assert_eq!(names(&many)[..3], ["ancient-changes", "m00", "m03"]);
    }
}
