//! Operations made up from a seed and nothing else, so that a seed is a whole run.

mod applies;
mod bad;
mod deletes;
mod flaws;
mod objects;
mod opinions;
mod patches;
mod pods;
mod queries;
mod reads;
mod subresources;
mod watches;
mod writes;

use outrigger_suite::random::Random;
use serde_json::Value;

use crate::kinds::{KINDS, Kind, NAMESPACES};
use crate::operation::Operation;

const NAMES: [&str; 7] = ["one", "two", "three", "four.five", "6", "seven", "eight"];

type Make = fn(&mut Generator) -> Operation;

/// What is tried, and how often among its fellows.
const MENU: [(usize, Make); 29] = [
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
    (110, applies::apply),
    (20, applies::apply_flawed),
    (20, applies::apply_wrong),
    (25, applies::apply_text),
    (25, applies::apply_status),
    (20, applies::apply_scale),
    (50, bad::body),
    (50, bad::path),
    (4, watches::several),
];

/// What a run is about.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Theme {
    /// All verbs, on a few kinds.
    Kinds,
    /// Pods, their disruption budgets, and the subresources by which one does something to them.
    Pods,
}

const POD_MENU: [(usize, Make); 13] = [
    (110, pods::create),
    (120, pods::status),
    (30, pods::get),
    (20, pods::delete),
    (25, pods::create_budget),
    (15, pods::change_budget),
    (50, pods::budget_status),
    (90, pods::evict),
    (50, pods::bind),
    (60, pods::ephemeral),
    (60, pods::resize),
    (40, pods::log),
    (15, pods::other_method),
];

/// Makes operations.
pub(crate) struct Generator {
    random: Random,
    theme: Theme,
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
    pub(crate) fn new(seed: u64, theme: Theme) -> Self {
        Self {
            random: Random::seeded(seed),
            theme,
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
        let make = match self.theme {
            Theme::Kinds => self.random.weighted(&MENU),
            Theme::Pods => self.random.weighted(&POD_MENU),
        };
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
