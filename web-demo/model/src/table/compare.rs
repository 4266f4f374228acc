use std::cmp::Ordering;

use super::Entry;
use super::value::{SortValue, natural};
use crate::columns::{Comparison, Source};

/// The order of a table: by a column, then by namespace and name.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Order {
    column: Option<(Source, Comparison)>,
    descending: bool,
}

impl Order {
    pub(super) const fn new(column: Option<(Source, Comparison)>, descending: bool) -> Self {
        Self { column, descending }
    }

    /// What the column says of a row.
    pub(super) fn value(self, entry: &Entry) -> SortValue {
        match self.column {
            None => SortValue::Missing,
            // The youngest has the smallest age.
            Some((Source::Created, _)) => entry.created.map_or(SortValue::Missing, SortValue::age),
            Some((source, comparison)) => SortValue::new(text(entry, source), comparison),
        }
    }

    /// The greatest first or last; what has no value is last either way, and equals are ordered
    /// by namespace and name, ascending unless there is nothing else to order by.
    pub(super) fn compare(self, a: &Entry, b: &Entry) -> Ordering {
        let names = a.key.cmp(&b.key);
        let Some((source, _)) = self.column else {
            return self.directed(names);
        };
        let values = match (&a.value, &b.value) {
            (SortValue::Missing, _) | (_, SortValue::Missing) => {
                a.value.rank().cmp(&b.value.rank())
            }
            (SortValue::Text, SortValue::Text) => {
                self.directed(natural(text(a, source), text(b, source)))
            }
            (a, b) => self.directed(a.compare(b)),
        };
        values.then(names)
    }

    const fn directed(self, ordering: Ordering) -> Ordering {
        match self.descending {
            true => ordering.reverse(),
            false => ordering,
        }
    }
}

fn text(entry: &Entry, source: Source) -> &str {
    match source {
        Source::Namespace => &entry.key.namespace,
        Source::Cell(index) => entry.cells.get(index),
        Source::Created => "",
    }
}
