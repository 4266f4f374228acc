//! Rows that moved are put where they belong.

use std::cmp::Ordering;

use super::compare::Order;
use super::{Id, Slot, Table};

impl Table {
    /// Puts the rows that moved where they belong.
    pub(super) fn settle(&mut self) {
        if self.moved.is_empty() {
            return;
        }
        let (slots, order) = (&self.slots, self.order);
        let compare = |a: &Id, b: &Id| compare_slots(slots, order, *a, *b);
        self.sorted.retain(|id| !slots[*id as usize].moved);
        let matches = |id: &Id| {
            slots[*id as usize]
                .entry
                .as_ref()
                .is_some_and(|it| it.matches)
        };
        let mut arrived: Vec<Id> = self.moved.iter().copied().filter(matches).collect();
        arrived.sort_unstable_by(compare);
        self.sorted = merge(&self.sorted, &arrived, compare);
        for id in self.moved.drain(..) {
            let slot = &mut self.slots[id as usize];
            slot.moved = false;
            if slot.entry.is_none() {
                self.free.push(id);
            }
        }
    }
}

fn compare_slots(slots: &[Slot], order: Order, a: Id, b: Id) -> Ordering {
    match (&slots[a as usize].entry, &slots[b as usize].entry) {
        (Some(a), Some(b)) => order.compare(a, b),
        (a, b) => a.is_some().cmp(&b.is_some()),
    }
}

/// Two sorted lists as one; the second is expected to be the shorter.
fn merge(long: &[Id], short: &[Id], compare: impl Fn(&Id, &Id) -> Ordering) -> Vec<Id> {
    let mut merged = Vec::with_capacity(long.len() + short.len());
    let mut taken = 0;
    for id in short {
        let before = long[taken..].partition_point(|other| compare(other, id).is_lt());
        merged.extend_from_slice(&long[taken..taken + before]);
        merged.push(*id);
        taken += before;
    }
    merged.extend_from_slice(&long[taken..]);
    merged
}
