//! When something is painted: once for each frame of the browser, with the newest that arrived.
//!
//! 1. The page asks the worker for the rows that can be seen (`Draw`).
//! 2. The worker answers with a frame as soon as there is something new.
//! 3. The frame waits for the browser's next repaint, is painted, and 1. follows.
//!
//! A hidden page gets no repaints, so it paints and asks nothing.

use std::cell::RefCell;

use leptos::prelude::*;
use outrigger_demo_model::message::{Arrangement, Frame, RowKey, ToWorker};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;

use super::state::{State, Summary};
use super::table::Table;
use super::{dom, link};
use crate::window::Window;

thread_local! {
    static PAINTER: RefCell<Painter> = RefCell::new(Painter::default());
}

#[derive(Default)]
struct Painter {
    /// The number of the view that is shown.
    view: u32,
    table: Option<Table>,
    /// The newest frame, until it is painted.
    pending: Option<Frame>,
    /// The rows that were asked for last.
    asked: Option<Window>,
    /// Whether the browser has been asked for a repaint.
    scheduled: bool,
    /// Whether a second has passed that ages do not show yet.
    tick: bool,
}

/// What the worker was told to show.
#[derive(PartialEq)]
struct Told {
    view: (String, Option<String>),
    arrangement: Arrangement,
    object: Option<RowKey>,
}

/// Tells the worker what is looked at, whenever that changes, and that time passes.
pub(crate) fn listen(state: State) {
    Effect::new(move |before: Option<Told>| {
        let told = Told {
            view: state.view.get(),
            arrangement: state.arrangement.get(),
            object: state.object_key.get(),
        };
        tell(state, before.as_ref(), &told);
        told
    });
    let tick = Closure::<dyn FnMut()>::new(move || {
        PAINTER.with_borrow_mut(|painter| painter.tick = true);
        schedule(state);
    });
    let tick = tick.into_js_value();
    // Fails never: the first argument is a function.
    let _ = dom::window()
        .set_interval_with_callback_and_timeout_and_arguments_0(tick.unchecked_ref(), 1_000);
    let visible = move |_: web_sys::Event| {
        link::send(&ToWorker::Visible {
            visible: !dom::hidden(),
        });
        schedule(state);
    };
    dom::on(&dom::document(), "visibilitychange", visible);
    dom::on(&dom::window(), "pageshow", visible);
    dom::on(&dom::window(), "online", visible);
    dom::on(&dom::window(), "resize", move |_: web_sys::Event| schedule(state));
}

fn tell(state: State, before: Option<&Told>, told: &Told) {
    let same_view = before.is_some_and(|before| before.view == told.view);
    if !same_view {
        open(state, told, before.is_some());
    }
    let view = PAINTER.with_borrow(|painter| painter.view);
    let same = |test: &dyn Fn(&Told) -> bool| same_view && before.is_some_and(test);
    if !same(&|before| before.arrangement == told.arrangement) {
        let arrangement = told.arrangement.clone();
        link::send(&ToWorker::Arrange { view, arrangement });
    }
    if !same(&|before| before.object == told.object) {
        state.object.set(None);
        if let Some(key) = told.object.clone() {
            link::send(&ToWorker::Show { view, key });
        }
    }
    let reordered = !same(&|before| {
        let (old, new) = (&before.arrangement, &told.arrangement);
        (&old.filter, &old.sort, old.descending) == (&new.filter, &new.sort, new.descending)
    });
    with_table(|table| {
        if reordered {
            table.scroll_to_top();
        }
        table.select(told.object.as_ref());
    });
    if !same_view {
        ask();
    }
}

fn open(state: State, told: &Told, close: bool) {
    let view = PAINTER.with_borrow_mut(|painter| {
        painter.view += 1;
        painter.pending = None;
        painter.asked = None;
        painter.view
    });
    if close {
        link::send(&ToWorker::Close { view: view - 1 });
    }
    state.summary.set(Summary::new());
    state.columns.set(Vec::new());
    with_table(Table::clear);
    let (resource, namespace) = told.view.clone();
    link::send(&ToWorker::Open {
        view,
        resource,
        namespace,
    });
}

/// Takes a frame; one that has not been painted yet is out of date.
pub(crate) fn receive(state: State, mut frame: Frame) {
    PAINTER.with_borrow_mut(|painter| {
        if frame.view != painter.view {
            return;
        }
        if let Some(older) = painter.pending.take() {
            frame.columns = frame.columns.or(older.columns);
        }
        painter.pending = Some(frame);
    });
    schedule(state);
}

/// Whether this view is the one that is shown.
pub(crate) fn is_shown(view: u32) -> bool {
    PAINTER.with_borrow(|painter| painter.view == view)
}

/// Hands over the table when it is in the page.
pub(crate) fn mount(table: Table) {
    PAINTER.with_borrow_mut(|painter| painter.table = Some(table));
}

/// Does something with the table, which must not call back into the painter.
pub(crate) fn with_table<R>(act: impl FnOnce(&mut Table) -> R) -> Option<R> {
    PAINTER.with_borrow_mut(|painter| painter.table.as_mut().map(act))
}

/// Asks the browser for a repaint, once.
pub(crate) fn schedule(state: State) {
    let asked = PAINTER.with_borrow_mut(|painter| std::mem::replace(&mut painter.scheduled, true));
    if !asked {
        request_animation_frame(move || flush(state));
    }
}

fn flush(state: State) {
    let (frame, tick) = PAINTER.with_borrow_mut(|painter| {
        painter.scheduled = false;
        (painter.pending.take(), std::mem::take(&mut painter.tick))
    });
    let painted = frame.is_some();
    if let Some(frame) = frame {
        paint(state, frame);
    }
    if tick {
        with_table(|table| table.tick(dom::now()));
    }
    let window = with_table(|table| table.window());
    let asked = PAINTER.with_borrow(|painter| painter.asked);
    if painted || (window.is_some() && window != asked) {
        ask();
    }
}

fn paint(state: State, mut frame: Frame) {
    if let Some(columns) = frame.columns.take() {
        with_table(|table| table.set_columns(columns.clone()));
        state.columns.set(columns);
    }
    let shown = state.object_key.get_untracked();
    let changed = with_table(|table| {
        table.paint(&frame, dom::now());
        shown.is_some_and(|key| table.has_changed(&key))
    });
    if changed == Some(true)
        && let Some(key) = state.object_key.get_untracked()
    {
        let view = frame.view;
        link::send(&ToWorker::Show { view, key });
    }
    let summary = Summary {
        total: frame.total,
        matching: frame.matching,
        changes_per_second: frame.changes_per_second,
        sync: frame.sync,
    };
    if *state.summary.read_untracked() != summary {
        state.summary.set(summary);
    }
}

/// Asks for the rows that can be seen.
fn ask() {
    let window = with_table(|table| table.window()).unwrap_or_default();
    let view = PAINTER.with_borrow_mut(|painter| {
        painter.asked = Some(window);
        painter.view
    });
    link::send(&ToWorker::Draw {
        view,
        first: window.first,
        count: window.count,
    });
}
