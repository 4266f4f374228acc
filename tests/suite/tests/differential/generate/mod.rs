//! Operations made up from a seed and nothing else, so that a seed is a whole run.

mod bad;
mod deletes;
mod flaws;
mod objects;
mod patches;
mod queries;
mod reads;
mod subresources;
mod watches;
mod writes;

use serde_json::Value;

use crate::kinds::{KINDS, Kind, NAMESPACES};
use crate::operation::Operation;
use crate::random::Random;

const NAMES: [&str; 7] = ["one", "two", "three", "four.five", "6", "seven", "eight"];

type Make = fn(&mut Generator) -> Operation;

/// What is tried, and how often among its fellows.
const MENU: [(usize, Make); 23] = [
    (120, writes::create),
    (25, writes::create_generated),
    (50, writes::create_flawed),
    (110, writes::replace),
    (50, writes::replace_wrong),
    (35, writes::replace_flawed),
    (70, patches::merge),
    (30, patches::merge_wrong),
    (60, patches::json),
    (40, patches::json_wrong),
    (110, deletes::delete),
    (10, deletes::delete_wrong),
    (12, deletes::delete_collection),
    (60, reads::get),
    (90, reads::list),
    (40, reads::next_page),
    (25, reads::list_wrong),
    (30, reads::other_form),
    (45, subresources::status),
    (40, subresources::scale),
    (50, bad::body),
    (50, bad::path),
    (4, watches::several),
];

/// Makes operations.
pub(crate) struct Generator {
    random: Random,
    made: usize,
    kind: &'static Kind,
    left_of_kind: usize,
    /// Lists whose next page can be asked for.
    pages: Vec<Page>,
}

/// A list that was begun.
struct Page {
    slot: usize,
    target: String,
    query: Vec<(&'static str, String)>,
}

/// An object to work on.
struct Subject {
    kind: &'static Kind,
    namespace: &'static str,
    name: &'static str,
}

impl Subject {
    fn key(&self) -> String {
        format!("{}/{}/{}", self.kind.plural, self.namespace, self.name)
    }

    fn collection(&self) -> String {
        self.kind.collection(self.namespace)
    }

    fn path(&self) -> String {
        format!("{}/{}", self.collection(), self.name)
    }
}

impl Generator {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            random: Random::seeded(seed),
            made: 0,
            kind: &KINDS[0],
            left_of_kind: 0,
            pages: Vec::new(),
        }
    }

    /// The next operation. Several in a row are about one kind: a list right after a write of
    /// another kind takes a server longer.
    pub(crate) fn next(&mut self) -> Operation {
        if self.left_of_kind == 0 {
            self.kind = &KINDS[self.random.below(KINDS.len())];
            self.left_of_kind = 30 + self.random.below(40);
            self.pages.clear();
        }
        self.left_of_kind -= 1;
        self.made += 1;
        let make = self.random.weighted(&MENU);
        make(self)
    }

    fn subject(&mut self) -> Subject {
        Subject {
            kind: self.kind,
            namespace: self
                .random
                .pick(&[NAMESPACES[0], NAMESPACES[0], NAMESPACES[1]]),
            name: self.random.pick(&NAMES),
        }
    }

    fn valid(&mut self, subject: &Subject) -> Value {
        objects::valid(&mut self.random, subject.kind, subject.name)
    }
}

/// Puts a value at a pointer, making objects on the way, or takes out what is there.
fn set(object: &mut Value, pointer: &str, value: Option<Value>) {
    let mut at = object;
    let (parent, field) = pointer.rsplit_once('/').expect("a pointer");
    for step in parent.split('/').skip(1) {
        at = match (step.parse::<usize>(), at.is_array()) {
            (Ok(index), true) => &mut at[index],
            _ => {
                if !at.is_object() {
                    *at = Value::Object(serde_json::Map::new());
                }
                &mut at[step]
            }
        };
    }
    if !at.is_object() {
        *at = Value::Object(serde_json::Map::new());
    }
    match value {
        Some(value) => at[field] = value,
        None => drop(at.as_object_mut().expect("an object").remove(field)),
    }
}
