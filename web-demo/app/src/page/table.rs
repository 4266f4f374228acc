//! The table of objects: only the rows that can be seen are in the page, however many there are.

use leptos::html;
use leptos::prelude::*;
use outrigger_demo_model::message::{Column, Frame, RowKey, Sync};
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, KeyboardEvent, MouseEvent};

use super::rows::{Paint, Rows};
use super::state::State;
use super::titles::Titles;
use super::{dom, painter};
use crate::place::key_text;
use crate::widths::Widths;
use crate::window::{ROW_HEIGHT, Window, reveal, rows_in, top_of};

/// The table's place in the page; what is inside is not the framework's.
#[component]
pub(crate) fn Grid(state: State) -> impl IntoView {
    let scroller = NodeRef::<html::Div>::new();
    let body = NodeRef::<html::Div>::new();
    Effect::new(move || {
        let (Some(scroller), Some(body)) = (scroller.get(), body.get()) else {
            return;
        };
        painter::mount(
            state,
            Table::new(scroller.unchecked_into(), body.unchecked_into()),
        );
    });
    let label = move || state.place.read().resource.clone();
    let count = move || state.summary.read().matching + 1;
    let width = move || state.columns.read().len();
    let is_empty = move || state.summary.read().matching == 0;
    view! {
        <div
            id="table"
            role="grid"
            tabindex="0"
            aria-label=label
            aria-rowcount=count
            aria-colcount=width
            node_ref=scroller
            on:scroll=move |_| painter::schedule(state)
            on:keydown=move |event| key(state, &event)
        >
            <Titles state/>
            <div
                class="rows"
                role="rowgroup"
                node_ref=body
                on:click=move |event| click(state, &event)
            ></div>
            <Show when=is_empty>
                <p class="empty">{move || nothing(state)}</p>
            </Show>
        </div>
    }
}

/// Why the table is empty.
fn nothing(state: State) -> String {
    let summary = state.summary.read();
    if summary.total > 0 {
        return "Nothing matches the filter".to_owned();
    }
    match summary.sync {
        Sync::Live => "There is nothing here".to_owned(),
        _ => String::new(),
    }
}

fn click(state: State, event: &MouseEvent) {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let row = target.and_then(|target| target.closest("[data-key]").ok().flatten());
    let Some(name) = row.and_then(|row| row.get_attribute("data-key")) else {
        return;
    };
    let key = painter::with_table(|table| table.put_cursor(&name)).flatten();
    if key.is_some() {
        state.show(key);
    }
}

fn key(state: State, event: &KeyboardEvent) {
    if event.ctrl_key() || event.alt_key() || event.meta_key() {
        return;
    }
    let step = match event.key().as_str() {
        "ArrowDown" => Step::By(1),
        "ArrowUp" => Step::By(-1),
        "PageDown" => Step::Pages(1),
        "PageUp" => Step::Pages(-1),
        "Home" => Step::First,
        "End" => Step::Last,
        // On a title, it sorts.
        "Enter" if !is_on_a_button(event) => {
            if let Some(key) = painter::with_table(|table| table.cursor.clone()).flatten() {
                state.show(Some(key));
            }
            return;
        }
        _ => return,
    };
    event.prevent_default();
    let at = painter::with_table(|table| table.step(step)).flatten();
    // With an object open, the keyboard leafs through them.
    if at.is_some() && state.object_key.get_untracked().is_some() {
        state.show(at);
    }
    painter::schedule(state);
}

fn is_on_a_button(event: &KeyboardEvent) -> bool {
    let target = event.target();
    target.is_some_and(|target| target.has_type::<web_sys::HtmlButtonElement>())
}

/// Brings the keyboard to the table.
pub(crate) fn focus() {
    let table = dom::by_id("table").and_then(|it| it.dyn_into::<HtmlElement>().ok());
    if let Some(table) = table {
        // Fails for elements that are not in the page, and this one is.
        let _ = table.focus();
    }
}

/// How the cursor moves.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    By(isize),
    Pages(isize),
    First,
    Last,
}

/// The nodes of the table, and what they show.
pub(crate) struct Table {
    scroller: HtmlElement,
    body: HtmlElement,
    rows: Rows,
    columns: Vec<Column>,
    widths: Widths,
    matching: usize,
    is_empty: bool,
    /// The index of the row that the keyboard is at.
    at: Option<usize>,
    /// Its object; none until its row has arrived.
    cursor: Option<RowKey>,
    selected: Option<RowKey>,
    /// The revision of the selected object that was painted last.
    revision: Option<u64>,
}

impl Table {
    fn new(scroller: HtmlElement, body: HtmlElement) -> Self {
        Self {
            scroller,
            body,
            rows: Rows::default(),
            columns: Vec::new(),
            widths: Widths::default(),
            matching: 0,
            is_empty: true,
            at: None,
            cursor: None,
            selected: None,
            revision: None,
        }
    }

    /// Empties the table for another view.
    pub(crate) fn clear(&mut self) {
        self.rows.clear();
        self.is_empty = true;
        self.at = None;
        self.cursor = None;
        self.set_height(0);
        self.scroll_to(0);
    }

    /// Whether nothing was painted since it was cleared.
    pub(crate) fn is_empty(&self) -> bool {
        self.is_empty
    }

    /// How far it is scrolled, in CSS pixels.
    pub(crate) fn top(&self) -> i32 {
        self.scroller.scroll_top()
    }

    pub(crate) fn scroll_to(&self, top: i32) {
        if self.top() != top {
            self.scroller.set_scroll_top(top);
        }
    }

    pub(crate) fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Other columns, in the next frame's rows.
    pub(crate) fn set_columns(&mut self, columns: Vec<Column>) {
        self.widths = Widths::of(&columns);
        self.columns = columns;
        self.lay_out();
    }

    fn lay_out(&self) {
        dom::style(&self.scroller, "--columns", &self.widths.template());
        dom::style(&self.scroller, "--least", &self.widths.least());
    }

    /// Shows what the worker sent.
    pub(crate) fn paint(&mut self, frame: &Frame, now: i64) {
        self.is_empty = false;
        if self.widths.fit(&self.columns, &frame.rows) {
            self.lay_out();
        }
        if self.matching != frame.matching {
            self.set_height(frame.matching);
        }
        let offset = |key: &RowKey| frame.rows.iter().position(|row| row.key == *key);
        match &self.cursor {
            // The keyboard stays with its object when rows come and go above it.
            Some(cursor) => {
                self.at = offset(cursor).map_or(self.at, |offset| Some(frame.first + offset));
            }
            None => {
                let row = self
                    .at
                    .and_then(|at| frame.rows.get(at.checked_sub(frame.first)?));
                self.cursor = row.map(|row| row.key.clone());
            }
        }
        let paint = Paint {
            columns: &self.columns,
            now,
            cursor: self.cursor.as_ref(),
            selected: self.selected.as_ref(),
        };
        self.rows
            .paint(&self.body, frame.first, &frame.rows, &paint);
        self.announce();
    }

    fn set_height(&mut self, rows: usize) {
        self.matching = rows;
        dom::style(&self.body, "height", &format!("{}px", top_of(rows)));
    }

    /// Lets ages grow.
    pub(crate) fn tick(&mut self, now: i64) {
        self.rows.tick(now);
    }

    /// The rows that can be seen.
    pub(crate) fn window(&self) -> Window {
        let height = f64::from(self.scroller.client_height()) - ROW_HEIGHT;
        Window::at(f64::from(self.scroller.scroll_top()), height)
    }

    /// Marks the row of the object that is shown.
    pub(crate) fn select(&mut self, key: Option<&RowKey>) {
        if self.selected.as_ref() != key {
            self.selected = key.cloned();
            self.revision = key.and_then(|key| Some(self.rows.find(key)?.1));
            self.mark();
        }
    }

    /// Whether the selected object's row has changed since this was asked last.
    pub(crate) fn has_changed(&mut self) -> bool {
        let selected = self.selected.as_ref();
        let revision = selected.and_then(|key| Some(self.rows.find(key)?.1));
        let changed = revision.is_some() && self.revision.is_some() && revision != self.revision;
        self.revision = revision.or(self.revision);
        changed
    }

    /// Puts the cursor on a row that is in the page.
    fn put_cursor(&mut self, name: &str) -> Option<RowKey> {
        let window = self.window();
        let mut shown = window.first..window.first + window.count;
        let (at, key) = shown.find_map(|index| {
            let key = self.rows.key_at(index)?;
            (key_text(key) == name).then(|| (index, key.clone()))
        })?;
        self.at = Some(at);
        self.cursor = Some(key.clone());
        self.mark();
        Some(key)
    }

    /// Moves the cursor and brings it to where it can be seen.
    fn step(&mut self, step: Step) -> Option<RowKey> {
        let last = self.matching.checked_sub(1)?;
        let height = f64::from(self.scroller.client_height()) - ROW_HEIGHT;
        let page = isize::try_from(rows_in(height)).unwrap_or(1).max(1);
        let moved = |by: isize| match self.at {
            Some(at) => at.saturating_add_signed(by),
            None => rows_in(f64::from(self.scroller.scroll_top())),
        };
        let at = match step {
            Step::By(by) => moved(by),
            Step::Pages(pages) => moved(pages * page),
            Step::First => 0,
            Step::Last => last,
        };
        let at = at.min(last);
        self.at = Some(at);
        self.cursor = self.rows.key_at(at).cloned();
        let top = f64::from(self.scroller.scroll_top());
        if let Some(top) = reveal(at, top, height) {
            self.scroller.set_scroll_top(top as i32);
        }
        self.mark();
        self.cursor.clone()
    }

    fn mark(&mut self) {
        self.rows.mark(self.cursor.as_ref(), self.selected.as_ref());
        self.announce();
    }

    /// Tells assistive technology where the keyboard is.
    fn announce(&self) {
        let found = self.cursor.as_ref().and_then(|key| self.rows.find(key));
        let id = found.map(|(_, _, id)| id).unwrap_or_default();
        if self
            .scroller
            .get_attribute("aria-activedescendant")
            .as_deref()
            != Some(id.as_str())
        {
            dom::attribute(&self.scroller, "aria-activedescendant", &id);
        }
    }
}
