//! A table of any size, kept in order: rows come and go one by one, and a frame takes the few
//! that can be seen.

mod cells;
mod compare;
mod filter;
mod settle;
#[cfg(test)]
mod tests;
mod value;

use std::collections::BTreeMap;
use std::sync::Arc;

use self::cells::Cells;
use self::compare::Order;
use self::filter::Filter;
use self::value::SortValue;
use crate::columns::{Columns, Source};
use crate::message::{Arrangement, Column, Row, RowKey};

/// The rows of one view, in the order and with the filter that an [`Arrangement`] asks for.
///
/// A row that changes is put where it belongs when the next [`window`](Self::window) is taken:
/// the rows that changed are sorted among themselves and merged into the others, which stay as
/// they are. Everything is sorted only when the arrangement changes.
///
/// # Memory
/// A row has its cells in one text, its name, and about a hundred bytes. Cells are cut after
/// [`CELL_LIMIT`] bytes.
#[derive(Debug, Default)]
pub struct Table {
    columns: Columns,
    arrangement: Arrangement,
    order: Order,
    filter: Filter,
    /// Where the cells that are shown come from.
    sources: Vec<Source>,
    slots: Vec<Slot>,
    ids: BTreeMap<Arc<RowKey>, Id>,
    free: Vec<Id>,
    /// The rows that match, in order, but for those that moved since.
    sorted: Vec<Id>,
    /// Slots to be looked at before `sorted` is right again, each once.
    moved: Vec<Id>,
    revision: u64,
}

/// How many bytes of a cell are kept.
pub const CELL_LIMIT: usize = 512;

/// How many changes wait for a window at most, beyond one of each row: without a bound, rows that
/// come and go while nobody looks would keep their slots.
const WAITING_MAX: usize = 1_024;

/// The number of a slot.
type Id = u32;

#[derive(Debug, Default)]
struct Slot {
    entry: Option<Entry>,
    /// Whether `moved` has it.
    moved: bool,
}

/// A row, and what its place depends on.
#[derive(Debug)]
struct Entry {
    key: Arc<RowKey>,
    cells: Cells,
    created: Option<i64>,
    revision: u64,
    value: SortValue,
    matches: bool,
}

/// The rows that can be seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// How many rows the filter leaves.
    pub matching: usize,
    /// The index of the first row here: the one asked for, or less when there are not so many.
    pub first: usize,
    /// The rows.
    pub rows: Vec<Row>,
}

impl Table {
    /// An empty table.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes other columns; the rows stay.
    pub fn set_columns(&mut self, columns: Columns) {
        if self.columns != columns {
            self.columns = columns;
            self.arrange_all();
        }
    }

    /// Takes another arrangement.
    pub fn arrange(&mut self, arrangement: Arrangement) {
        if self.arrangement != arrangement {
            self.arrangement = arrangement;
            self.arrange_all();
        }
    }

    /// The columns that are shown.
    pub fn columns(&self) -> Vec<Column> {
        self.columns.shown(self.arrangement.wide)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Adds a row, or takes the place of the one of that name. `cells` are as many as the server
    /// has columns; `created` is in seconds since 1970.
    pub fn insert<'a>(
        &mut self,
        key: RowKey,
        cells: impl IntoIterator<Item = &'a str>,
        created: Option<i64>,
    ) {
        self.revision += 1;
        let key = Arc::new(key);
        let mut entry = Entry {
            cells: Cells::new(cells),
            created,
            revision: self.revision,
            value: SortValue::Missing,
            matches: false,
            key,
        };
        self.place(&mut entry);
        let id = self.id_for(&entry.key);
        let stays = self.entry(id).is_some_and(|old| {
            let both_hidden = !old.matches && !entry.matches;
            let both_shown = old.matches && entry.matches;
            both_hidden || both_shown && self.order.compare(old, &entry).is_eq()
        });
        let slot = &mut self.slots[id as usize];
        slot.entry = Some(entry);
        if !stays {
            self.mark(id);
        }
    }

    /// Removes a row; nothing happens without such a row.
    pub fn remove(&mut self, key: &RowKey) {
        if let Some(id) = self.ids.remove(key) {
            self.slots[id as usize].entry = None;
            self.mark(id);
            if self.moved.len() > self.ids.len() + WAITING_MAX {
                self.settle();
            }
        }
    }

    /// Removes all rows. Columns and arrangement stay, and revisions go on.
    pub fn clear(&mut self) {
        self.slots.clear();
        self.ids.clear();
        self.free.clear();
        self.sorted.clear();
        self.moved.clear();
    }

    /// `count` rows from the `first` on, in order; the last `count` when there are not so many.
    pub fn window(&mut self, first: usize, count: usize) -> Window {
        self.settle();
        let matching = self.sorted.len();
        let first = first.min(matching.saturating_sub(count));
        let rows = self.sorted.iter().skip(first).take(count);
        let rows = rows.filter_map(|id| Some(row(self.entry(*id)?, &self.sources)));
        Window {
            matching,
            first,
            rows: rows.collect(),
        }
    }

    /// Everything anew, after the columns or the arrangement changed.
    fn arrange_all(&mut self) {
        let sort = self.arrangement.sort.as_deref();
        let column = sort.and_then(|name| self.columns.find(name));
        self.order = Order::new(column, self.arrangement.descending);
        self.filter = Filter::new(&self.arrangement.filter);
        self.sources = self.columns.sources(self.arrangement.wide);
        let mut slots = std::mem::take(&mut self.slots);
        for entry in slots.iter_mut().filter_map(|slot| slot.entry.as_mut()) {
            self.place(entry);
        }
        self.slots = slots;
        self.sorted.clear();
        let ids: Vec<Id> = self.ids.values().copied().collect();
        for id in ids {
            self.mark(id);
        }
    }

    /// Finds out what the row's place depends on.
    fn place(&self, entry: &mut Entry) {
        entry.value = self.order.value(entry);
        let texts = self.sources.iter().filter_map(|source| match source {
            Source::Namespace => Some(entry.key.namespace.as_str()),
            Source::Cell(index) => Some(entry.cells.get(*index)),
            Source::Created => None,
        });
        entry.matches = self.filter.matches(texts);
    }

    fn id_for(&mut self, key: &Arc<RowKey>) -> Id {
        if let Some(id) = self.ids.get(key) {
            return *id;
        }
        let id = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot::default());
            // More rows than a u32 counts do not fit into any memory that this runs in.
            Id::try_from(self.slots.len() - 1).unwrap_or(Id::MAX)
        });
        self.ids.insert(key.clone(), id);
        id
    }

    fn mark(&mut self, id: Id) {
        let slot = &mut self.slots[id as usize];
        if !slot.moved {
            slot.moved = true;
            self.moved.push(id);
        }
    }

    fn entry(&self, id: Id) -> Option<&Entry> {
        self.slots.get(id as usize)?.entry.as_ref()
    }
}

fn row(entry: &Entry, sources: &[Source]) -> Row {
    let cell = |source: &Source| match source {
        Source::Namespace => entry.key.namespace.clone(),
        Source::Created => entry.created.map(|at| at.to_string()).unwrap_or_default(),
        Source::Cell(index) => entry.cells.get(*index).to_owned(),
    };
    Row {
        key: RowKey::clone(&entry.key),
        cells: sources.iter().map(cell).collect(),
        revision: entry.revision,
    }
}
