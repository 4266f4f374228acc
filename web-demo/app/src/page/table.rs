//! The table of objects: only the rows that can be seen are in the page, however many there are.

use outrigger_demo_model::message::{Column, Frame, RowKey};
use web_sys::HtmlElement;

use super::dom;
use super::rows::{Paint, Rows};
use crate::widths::Widths;
use crate::window::{ROW_HEIGHT, Window, reveal, rows_in, top_of};

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
    pub(crate) fn new(scroller: HtmlElement, body: HtmlElement) -> Self {
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
        self.scroller.set_scroll_left(0);
    }

    /// The same rows stand in another order, or are others.
    pub(crate) fn reorder(&mut self) {
        self.scroll_to(0);
        // Where the keyboard's object is now, the next rows tell, if it is among them.
        self.at = None;
    }

    /// The row that the keyboard is at.
    pub(crate) fn place(&self) -> Option<(usize, RowKey)> {
        Some((self.at?, self.cursor.clone()?))
    }

    /// Brings the keyboard back to where it was.
    pub(crate) fn put_back(&mut self, place: Option<(usize, RowKey)>) {
        (self.at, self.cursor) = place.unzip();
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

    /// Whether the selected object's row has changed since this was asked last, came or went.
    pub(crate) fn has_changed(&mut self) -> bool {
        let before = self.revision;
        self.revision = self.selected_revision();
        before != self.revision
    }

    /// Whether an object is selected of which no row tells that it changes.
    pub(crate) fn is_out_of_sight(&self) -> bool {
        self.selected.is_some() && self.selected_revision().is_none()
    }

    fn selected_revision(&self) -> Option<u64> {
        let selected = self.selected.as_ref()?;
        self.rows.find(selected).map(|(_, revision, _)| revision)
    }

    /// The object that the keyboard is at, unless it is known to be there no more.
    pub(crate) fn cursor(&self) -> Option<&RowKey> {
        let (at, key) = (self.at?, self.cursor.as_ref()?);
        let out_of_sight = at < self.matching && self.rows.key_at(at).is_none();
        (out_of_sight || self.rows.find(key).is_some()).then_some(key)
    }

    /// Puts the cursor on a row that is in the page, which may have been scrolled out of sight or be
    /// of a larger window than the next frame's.
    pub(crate) fn put_cursor(&mut self, name: &str) -> Option<RowKey> {
        let (at, key) = self.rows.named(name)?;
        let key = key.clone();
        self.at = Some(at);
        self.cursor = Some(key.clone());
        self.mark();
        Some(key)
    }

    /// Moves the cursor and brings it to where it can be seen.
    pub(crate) fn step(&mut self, step: Step) -> Option<RowKey> {
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
