use std::collections::BTreeSet;

use crate::cluster::apiserver::go_text::quote;

/// More are not collected, as in Go.
const MOST: usize = 100;

/// What a strict decoder complains about, and where it is right now.
#[derive(Debug, Default)]
pub(crate) struct StrictErrors {
    path: String,
    messages: Vec<String>,
    seen: BTreeSet<String>,
}

/// The path to go back to.
#[derive(Debug)]
#[must_use]
pub(crate) struct Outer(usize);

impl StrictErrors {
    pub(crate) fn enter(&mut self, key: &str) -> Outer {
        let outer = Outer(self.path.len());
        if !self.path.is_empty() {
            self.path.push('.');
        }
        self.path.push_str(key);
        outer
    }

    pub(crate) fn enter_item(&mut self, index: usize) -> Outer {
        let outer = Outer(self.path.len());
        self.path.push_str(&format!("[{index}]"));
        outer
    }

    pub(crate) fn leave(&mut self, outer: Outer) {
        self.path.truncate(outer.0);
    }

    pub(crate) fn unknown(&mut self, key: &str) {
        self.complain("unknown field", key);
    }

    pub(crate) fn duplicate(&mut self, key: &str) {
        self.complain("duplicate field", key);
    }

    fn complain(&mut self, what: &str, key: &str) {
        if self.messages.len() >= MOST {
            return;
        }
        let outer = self.enter(key);
        let message = format!("{what} {}", quote(&self.path));
        self.leave(outer);
        if self.seen.insert(message.clone()) {
            self.messages.push(message);
        }
    }

    /// `unknown field "spec.foo"` and the like, in the order of the text.
    pub(crate) fn into_messages(self) -> Vec<String> {
        self.messages
    }
}
