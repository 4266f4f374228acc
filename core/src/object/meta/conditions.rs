//! Lists of conditions: what `api/meta` of apimachinery does with them.
//!
//! ```
//! use outrigger::object::{Condition, Time, conditions};
//!
//! let now = Time::from_unix(1_795_262_645);
//! let mut list = Vec::new();
//! assert!(conditions::set(&mut list, Condition::new("Ready", true, "Started", ""), now));
//! assert!(conditions::is_true(&list, "Ready"));
//! assert_eq!(list[0].last_transition_time, now);
//! ```

use super::{Condition, Time};

/// The condition of this type.
pub fn find<'a>(conditions: &'a [Condition], condition_type: &str) -> Option<&'a Condition> {
    conditions
        .iter()
        .find(|condition| condition.condition_type == condition_type)
}

/// Whether there is a condition of this type and it holds.
pub fn is_true(conditions: &[Condition], condition_type: &str) -> bool {
    find(conditions, condition_type).is_some_and(Condition::is_true)
}

/// Whether there is a condition of this type and it is known not to hold.
pub fn is_false(conditions: &[Condition], condition_type: &str) -> bool {
    find(conditions, condition_type).is_some_and(Condition::is_false)
}

/// Adds a condition, or changes the one of its type; says whether that changed anything.
///
/// The time of the transition changes with the status only: to that of `new` if it has one, else to
/// `now`. What is in `other` of the one that was there stays.
///
/// Source: `SetStatusCondition`.
pub fn set(conditions: &mut Vec<Condition>, mut new: Condition, now: Time) -> bool {
    if new.last_transition_time.is_zero() {
        new.last_transition_time = now;
    }
    let existing = conditions
        .iter_mut()
        .find(|condition| condition.condition_type == new.condition_type);
    let Some(existing) = existing else {
        conditions.push(new);
        return true;
    };
    let mut changed = false;
    if existing.status != new.status {
        existing.status = new.status;
        existing.last_transition_time = new.last_transition_time;
        changed = true;
    }
    changed |= replace(&mut existing.reason, new.reason);
    changed |= replace(&mut existing.message, new.message);
    changed |= replace(&mut existing.observed_generation, new.observed_generation);
    changed
}

/// Takes out the condition of this type; says whether there was one.
///
/// Source: `RemoveStatusCondition`.
pub fn remove(conditions: &mut Vec<Condition>, condition_type: &str) -> bool {
    let before = conditions.len();
    conditions.retain(|condition| condition.condition_type != condition_type);
    conditions.len() != before
}

fn replace<T: PartialEq>(place: &mut T, value: T) -> bool {
    let changed = *place != value;
    *place = value;
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transitions_are_changes_of_the_status() {
        let [first, second, third] = [1, 2, 3].map(Time::from_unix);
        let mut list = vec![Condition::new("Other", false, "", "")];
        assert!(set(
            &mut list,
            Condition::new("Ready", true, "A", ""),
            first
        ));
        assert!(!set(
            &mut list,
            Condition::new("Ready", true, "A", ""),
            second
        ));
        assert!(set(
            &mut list,
            Condition::new("Ready", true, "B", "b"),
            second
        ));
        assert_eq!(list[1].last_transition_time, first);
        assert!(is_true(&list, "Ready") && is_false(&list, "Other"));

        assert!(set(
            &mut list,
            Condition::new("Ready", false, "B", "b"),
            second
        ));
        assert_eq!(list[1].last_transition_time, second);
        let told = Condition {
            last_transition_time: third,
            observed_generation: 7,
            ..Condition::new("Ready", true, "B", "b")
        };
        assert!(set(&mut list, told, first));
        let ready = find(&list, "Ready").unwrap();
        assert_eq!(ready.last_transition_time, third);
        assert_eq!((ready.observed_generation, list.len()), (7, 2));

        assert!(remove(&mut list, "Other") && !remove(&mut list, "Other"));
        assert!(!is_true(&list, "Other") && !is_false(&list, "Other"));
    }
}
