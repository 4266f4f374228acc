//! The rows that are in the page: nodes that are used again, and touched only where a text changed.

use std::collections::BTreeMap;

use outrigger_demo_model::age::age;
use outrigger_demo_model::message::{Column, Row, RowKey};
use web_sys::{Element, HtmlElement, Text};

use super::dom;
use crate::place::key_text;
use crate::window::top_of;
use crate::words::tone;

/// Texts that are longer may be cut, and are shown in full when pointed at.
const LONG: usize = 40;

/// All rows that are in the page.
#[derive(Default)]
pub(crate) struct Rows {
    nodes: Vec<Node>,
}

struct Node {
    element: HtmlElement,
    cells: Vec<Cell>,
    /// Whose row it is; none when it is kept for later.
    key: Option<RowKey>,
    index: usize,
    revision: u64,
    /// Which of two equal animations ran last: the other one starts anew.
    flashed: bool,
}

struct Cell {
    element: HtmlElement,
    text: Text,
    shown: String,
    created: Option<i64>,
}

/// What rows are painted with.
pub(crate) struct Paint<'a> {
    pub(crate) columns: &'a [Column],
    pub(crate) now: i64,
    /// The row that the keyboard is at.
    pub(crate) cursor: Option<&'a RowKey>,
    /// The row whose object is shown.
    pub(crate) selected: Option<&'a RowKey>,
}

impl Rows {
    /// Shows `rows`, of which the first has the index `first`; a row stays in its node for as long
    /// as it can be seen.
    pub(crate) fn paint(&mut self, body: &Element, first: usize, rows: &[Row], paint: &Paint<'_>) {
        let mut known = BTreeMap::new();
        let mut free = Vec::new();
        for (number, node) in self.nodes.iter().enumerate() {
            match &node.key {
                Some(key) => drop(known.insert(key, number)),
                None => free.push(number),
            }
        }
        let kept: Vec<_> = rows.iter().map(|row| known.remove(&row.key)).collect();
        free.extend(known.into_values());
        for (offset, (row, kept)) in rows.iter().zip(kept).enumerate() {
            let number = match kept.or_else(|| free.pop()) {
                Some(number) => number,
                None => self.add(body),
            };
            self.nodes[number].show(first + offset, row, paint);
        }
        for number in free {
            self.nodes[number].hide();
        }
    }

    fn add(&mut self, body: &Element) -> usize {
        let number = self.nodes.len();
        let element = dom::element("div", "row");
        dom::attribute(&element, "role", "row");
        dom::attribute(&element, "id", &format!("row-{number}"));
        dom::append(body, &element);
        self.nodes.push(Node {
            element,
            cells: Vec::new(),
            key: None,
            index: 0,
            revision: 0,
            flashed: false,
        });
        number
    }

    /// Hides all rows.
    pub(crate) fn clear(&mut self) {
        self.nodes.iter_mut().for_each(Node::hide);
    }

    /// Lets ages grow.
    pub(crate) fn tick(&mut self, now: i64) {
        for node in self.nodes.iter_mut().filter(|node| node.key.is_some()) {
            for cell in &mut node.cells {
                if let Some(created) = cell.created {
                    cell.set(age(created, now));
                }
            }
        }
    }

    /// Marks the row that the keyboard is at and the one whose object is shown.
    pub(crate) fn mark(&mut self, cursor: Option<&RowKey>, selected: Option<&RowKey>) {
        for node in &self.nodes {
            node.mark(cursor, selected);
        }
    }

    /// The row with this index, when it is in the page.
    pub(crate) fn key_at(&self, index: usize) -> Option<&RowKey> {
        let mut nodes = self.nodes.iter();
        nodes.find_map(|node| node.key.as_ref().filter(|_| node.index == index))
    }

    /// The index and key of a row that is in the page, by its key's text.
    pub(crate) fn named(&self, name: &str) -> Option<(usize, &RowKey)> {
        let mut shown = self
            .nodes
            .iter()
            .filter_map(|node| Some((node.index, node.key.as_ref()?)));
        shown.find(|(_, key)| key_text(key) == name)
    }

    /// The index, revision and element's id of a row that is in the page.
    pub(crate) fn find(&self, key: &RowKey) -> Option<(usize, u64, String)> {
        let mut nodes = self.nodes.iter();
        let node = nodes.find(|node| node.key.as_ref() == Some(key))?;
        Some((node.index, node.revision, node.element.id()))
    }
}

impl Node {
    fn show(&mut self, index: usize, row: &Row, paint: &Paint<'_>) {
        let moved = self.index != index || self.key.is_none();
        let known = self.key.as_ref() == Some(&row.key);
        let written = known && self.revision != row.revision;
        if !known {
            self.element.set_class_name("row");
            dom::attribute(&self.element, "data-key", &key_text(&row.key));
            self.key = Some(row.key.clone());
        }
        self.revision = row.revision;
        if moved {
            self.index = index;
            let place = format!("translateY({}px)", top_of(index));
            dom::style(&self.element, "transform", &place);
            // The titles are row 1.
            dom::attribute(&self.element, "aria-rowindex", &(index + 2).to_string());
            self.element.set_hidden(false);
        }
        self.mark(paint.cursor, paint.selected);
        let differs = self.fill(row, paint);
        // An object that was written again may read the same, as all do after an outage.
        if written && differs {
            self.flash();
        }
    }

    /// Writes the texts; true when one is another than before, of those that are no ages.
    fn fill(&mut self, row: &Row, paint: &Paint<'_>) -> bool {
        let mut differs = false;
        while self.cells.len() > paint.columns.len() {
            if let Some(cell) = self.cells.pop() {
                cell.element.remove();
            }
        }
        for (number, column) in paint.columns.iter().enumerate() {
            if number == self.cells.len() {
                self.cells.push(Cell::new(&self.element));
            }
            let text = row.cells.get(number).map_or("", String::as_str);
            differs |= self.cells[number].fill(column, text, paint.now) && !column.age;
        }
        differs
    }

    /// Shows that the object changed.
    fn flash(&mut self) {
        let classes = self.element.class_list();
        let (on, off) = if self.flashed {
            ("flash-a", "flash-b")
        } else {
            ("flash-b", "flash-a")
        };
        // Fails only for texts that are no names.
        let _ = classes.remove_1(off).and_then(|()| classes.add_1(on));
        self.flashed = !self.flashed;
    }

    fn mark(&self, cursor: Option<&RowKey>, selected: Option<&RowKey>) {
        let is = |key: Option<&RowKey>| key.is_some() && key == self.key.as_ref();
        // Fails only for texts that are no names.
        let _ = self
            .element
            .class_list()
            .toggle_with_force("cursor", is(cursor));
        let selected = if is(selected) { "true" } else { "false" };
        if self.element.get_attribute("aria-selected").as_deref() != Some(selected) {
            dom::attribute(&self.element, "aria-selected", selected);
        }
    }

    fn hide(&mut self) {
        if self.key.take().is_some() {
            self.element.set_hidden(true);
            // Nobody finds the row of an object that is not shown.
            let _ = self.element.remove_attribute("data-key");
        }
    }
}

impl Cell {
    fn new(row: &Element) -> Self {
        let element = dom::element("div", "cell");
        dom::attribute(&element, "role", "gridcell");
        let text = dom::text_in(&element, "");
        dom::append(row, &element);
        Self {
            element,
            text,
            shown: String::new(),
            created: None,
        }
    }

    fn fill(&mut self, column: &Column, text: &str, now: i64) -> bool {
        self.created = if column.age { text.parse().ok() } else { None };
        let text = self
            .created
            .map_or_else(|| text.to_owned(), |created| age(created, now));
        let class = if column.numeric {
            "cell numeric"
        } else {
            "cell"
        };
        if self.element.class_name() != class {
            self.element.set_class_name(class);
        }
        let differs = self.set(text);
        if differs {
            let tone = tone(&column.name, &self.shown);
            dom::attribute(&self.element, "data-tone", tone);
        }
        differs
    }

    /// Shows a text; false when it is there already.
    fn set(&mut self, text: String) -> bool {
        if self.shown == text {
            return false;
        }
        self.text.set_data(&text);
        let whole = if text.len() > LONG { text.as_str() } else { "" };
        if self.element.title() != whole {
            self.element.set_title(whole);
        }
        self.shown = text;
        true
    }
}
