//! When something is painted: once for each frame of the browser, with the newest that arrived.
//!
//! 1. The page asks the worker for the rows that can be seen (`Draw`).
//! 2. The worker answers with a frame as soon as there is something new.
//! 3. The frame waits for the browser's next repaint, is painted, and 1. follows.
//!
//! A hidden page gets no repaints, so it paints and asks nothing.

use std::cell::RefCell;

use leptos::prelude::*;
use outrigger_demo_model::message::{Column, Frame, RowKey, ToWorker};

use super::state::{Mark, State, Summary};
use super::status::clock;
use super::table::Table;
use super::{dom, link, wake};
use crate::object::Object;
use crate::views::{Step, View, Views, Wanted};
use crate::words::Notice;

/// After how many seconds an object is read again that is shown in full and has no row in the page,
/// or could not be read.
const READ_AGAIN: i64 = 5;

thread_local! {
    static PAINTER: RefCell<Painter> = RefCell::new(Painter::default());
}

#[derive(Default)]
struct Painter {
    views: Views,
    table: Option<Table>,
    /// Whether the newest frame of the view that is seen has not been painted.
    pending: bool,
    /// Whether the browser has been asked for a repaint.
    scheduled: bool,
    /// Whether a second has passed that ages do not show yet.
    tick: bool,
}

/// Tells the worker what is looked at, whenever that changes.
pub(crate) fn follow(state: State) {
    let wanted = Memo::new(move |_| wanted(state));
    Effect::new(move || {
        let wanted = wanted.get();
        let current = state.tabs.read().current();
        tell(state, &wanted, current);
    });
}

fn wanted(state: State) -> Vec<Wanted> {
    let tabs = state.tabs.read();
    let tabs = tabs.list().iter();
    tabs.map(|tab| {
        let place = tab.place.clone();
        // A kind without namespaces is listed without one, whatever is chosen for the others.
        let kind = state.kind_of(&place.resource);
        let namespaced = kind.is_none_or(|kind| kind.namespaced);
        Wanted {
            tab: tab.id,
            resource: place.resource,
            namespace: place.namespace.filter(|_| namespaced),
            arrangement: place.arrangement,
            object: place.object,
        }
    })
    .collect()
}

fn tell(state: State, wanted: &[Wanted], current: u32) {
    let step = PAINTER.with_borrow_mut(|painter| {
        let step = painter.views.follow(wanted, current);
        painter.apply(&step);
        step
    });
    step.messages.iter().for_each(link::send);
    if step.object {
        state.object.set(None);
    }
    let object = state.object_key.get_untracked();
    with_table(|table| table.select(object.as_ref()));
    if step.switched {
        // Never the titles of another view, which could be clicked.
        let columns = PAINTER.with_borrow(|painter| Some(painter.views.seen()?.columns.clone()));
        state.columns.set(columns.unwrap_or_default());
        tell_summary(state);
        schedule(state);
    }
}

impl Painter {
    fn apply(&mut self, step: &Step) {
        let Some(table) = self.table.as_mut() else {
            return;
        };
        if step.switched {
            table.clear();
            let columns = self.views.seen().map(|view| view.columns.clone());
            table.set_columns(columns.unwrap_or_default());
            self.pending = self.views.seen().is_some_and(|view| view.frame.is_some());
        } else if step.reordered {
            table.reorder();
        }
    }

    /// Paints the newest frame, and tells what changed that others show.
    fn paint(&mut self, now: i64) -> Option<Painted> {
        let painter = &mut *self;
        let (view, table) = (painter.views.seen()?, painter.table.as_mut()?);
        let frame = view.frame.as_ref()?;
        let columns = table.columns() != view.columns;
        if columns {
            table.set_columns(view.columns.clone());
        }
        let fresh = table.is_empty();
        if fresh {
            table.put_back(view.cursor.clone());
        }
        table.paint(frame, now);
        if fresh {
            table.scroll_to(view.top);
        }
        Some(Painted {
            columns: columns.then(|| view.columns.clone()),
            object: table.has_changed(),
        })
    }

    fn ask(&mut self, others: bool) -> Vec<ToWorker> {
        let Some(table) = &self.table else {
            return Vec::new();
        };
        let window = table.window();
        let mut messages: Vec<_> = self.views.draw(window).into_iter().collect();
        if others {
            messages.extend(self.views.draw_others(window));
        }
        if !table.is_empty() {
            self.views.keep_place(table.top(), table.place());
        }
        messages
    }
}

struct Painted {
    columns: Option<Vec<Column>>,
    /// Whether the object that is shown in full is another now.
    object: bool,
}

/// Takes a frame; one that has not been painted yet is out of date.
pub(crate) fn receive(state: State, frame: Frame) {
    let seen = PAINTER.with_borrow_mut(|painter| {
        let seen = painter.views.receive(frame, dom::now());
        painter.pending |= seen;
        seen
    });
    if seen {
        schedule(state);
    }
}

/// Whether this object is the one to show in full.
pub(crate) fn is_shown(view: u32, key: &RowKey) -> bool {
    PAINTER.with_borrow(|painter| painter.views.is_shown(view, key))
}

/// Hands over the table when it is in the page.
pub(crate) fn mount(state: State, table: Table) {
    PAINTER.with_borrow_mut(|painter| {
        painter.table = Some(table);
        painter.pending = true;
    });
    schedule(state);
}

/// Does something with the table, which must not call back into the painter.
pub(crate) fn with_table<R>(act: impl FnOnce(&mut Table) -> R) -> Option<R> {
    PAINTER.with_borrow_mut(|painter| painter.table.as_mut().map(act))
}

/// What is shown may be out of date since then: at once, not with the next repaint.
pub(crate) fn doubt(state: State, since: i64) {
    PAINTER.with_borrow_mut(|painter| painter.views.doubt(since));
    tell_summary(state);
}

/// The worker was told to check what is shown; it is asked for it in the same breath, so that the
/// answer tells of the check.
pub(crate) fn check(state: State) {
    let messages = PAINTER.with_borrow_mut(|painter| {
        painter.views.check(dom::now());
        painter.ask(false)
    });
    messages.iter().for_each(link::send);
    schedule(state);
}

/// A second has passed.
pub(crate) fn tick(state: State) {
    PAINTER.with_borrow_mut(|painter| painter.tick = true);
    schedule(state);
}

/// Asks the browser for a repaint, once.
pub(crate) fn schedule(state: State) {
    let asked = PAINTER.with_borrow_mut(|painter| std::mem::replace(&mut painter.scheduled, true));
    if !asked {
        request_animation_frame(move || flush(state));
    }
}

fn flush(state: State) {
    wake::check(state);
    let now = dom::now();
    let (painted, messages, tick) = PAINTER.with_borrow_mut(|painter| {
        painter.scheduled = false;
        let tick = std::mem::take(&mut painter.tick);
        let pending = std::mem::take(&mut painter.pending);
        let painted = if pending { painter.paint(now) } else { None };
        if let Some(table) = painter.table.as_mut().filter(|_| tick) {
            table.tick(now);
        }
        if tick {
            painter.views.tick(now);
        }
        (painted, painter.ask(tick), tick)
    });
    messages.iter().for_each(link::send);
    if let Some(painted) = painted {
        tell_painted(state, painted);
        tell_summary(state);
    }
    if tick {
        tell_summary(state);
        let failed =
            |object: &Option<Object>| object.as_ref().is_some_and(|it| it.trouble.is_some());
        let unknown = with_table(|table| table.is_out_of_sight()) == Some(true)
            || failed(&state.object.read_untracked());
        if now % READ_AGAIN == 0 && unknown {
            show_again();
        }
    }
}

fn tell_painted(state: State, painted: Painted) {
    if let Some(columns) = painted.columns {
        state.columns.set(columns);
    }
    if painted.object {
        show_again();
    }
}

fn show_again() {
    let again = PAINTER.with_borrow(|painter| painter.views.show_again());
    again.iter().for_each(link::send);
}

fn tell_summary(state: State) {
    let summary = PAINTER.with_borrow(|painter| {
        let view = painter.views.seen()?;
        let frame = view.frame.as_ref()?;
        Some(Summary {
            total: frame.total,
            matching: frame.matching,
            changes_per_second: frame.changes_per_second,
            sync: view.sync(),
        })
    });
    let summary = summary.unwrap_or(Summary::new());
    if *state.summary.read_untracked() != summary {
        state.summary.set(summary);
    }
    // A tab says the same as the line below the table.
    tell_marks(state);
}

fn tell_marks(state: State) {
    let mark = |(tab, view): (u32, &View)| {
        let notice = Notice::of(&view.sync(), clock);
        Mark {
            tab,
            state: notice.state,
            words: if notice.is_old() {
                notice.title
            } else {
                String::new()
            },
            total: view.frame.as_ref().map_or(0, |frame| frame.total),
        }
    };
    let marks: Vec<Mark> = PAINTER.with_borrow(|painter| painter.views.tabs().map(mark).collect());
    if *state.marks.read_untracked() != marks {
        state.marks.set(marks);
    }
}
