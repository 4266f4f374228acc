//! YAML in the page, a node for each line, of which only those that changed are touched.

use web_sys::{Element, HtmlElement};

use super::dom;
use crate::lines::{Common, parts};

/// Longer texts are shown as they are, in one node.
const LINES_MAX: usize = 5_000;

/// The lines that are in the page.
#[derive(Default)]
pub(crate) struct Lines {
    /// Whose they are.
    name: String,
    lines: Vec<(String, HtmlElement)>,
}

impl Lines {
    /// Shows an object's YAML, or nothing; marks what is new in an object that was shown before.
    pub(crate) fn show(&mut self, parent: &Element, yaml: Option<(String, &str)>) {
        let Some((name, text)) = yaml else {
            self.clear(parent);
            return;
        };
        let new: Vec<&str> = text.lines().collect();
        if new.len() > LINES_MAX {
            self.clear(parent);
            parent.set_text_content(Some(text));
            return;
        }
        let known = self.name == name && !self.lines.is_empty();
        if !known {
            self.clear(parent);
            self.name = name;
        }
        self.replace(parent, &new, known);
    }

    fn clear(&mut self, parent: &Element) {
        self.lines.clear();
        self.name.clear();
        parent.set_text_content(None);
    }

    fn replace(&mut self, parent: &Element, new: &[&str], mark: bool) {
        let old: Vec<&str> = self.lines.iter().map(|(text, _)| text.as_str()).collect();
        let common = Common::of(&old, new);
        let gone = common.before..old.len() - common.after;
        let added = &new[common.before..new.len() - common.after];
        let before = self.lines.get(gone.end).map(|(_, element)| element.clone());
        let added: Vec<_> = added.iter().map(|text| line(text, mark)).collect();
        for (_, element) in &added {
            // Fails only when `before` is not in `parent`, and only we put nodes there.
            let _ = parent.insert_before(element, before.as_deref().map(AsRef::as_ref));
        }
        for (_, element) in self.lines.splice(gone, added) {
            element.remove();
        }
    }
}

fn line(text: &str, mark: bool) -> (String, HtmlElement) {
    let element = dom::element("span", if mark { "line changed" } else { "line" });
    let parts = parts(text);
    dom::text_in(&element, parts.indent);
    if !parts.name.is_empty() {
        let name = dom::element("span", "name");
        dom::text_in(&name, parts.name);
        dom::append(&element, &name);
    }
    // The line's end is in the text, so that it is copied too.
    dom::text_in(&element, &format!("{}\n", parts.value));
    (text.to_owned(), element)
}
