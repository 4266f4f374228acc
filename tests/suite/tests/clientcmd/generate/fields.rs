//! The fields of entries, each in every state there is.

use outrigger_suite::random::Random;

use super::corners;
use super::node::Node;

/// How wild the values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    /// Each field has its type, and mostly a sensible value.
    Sane,
    /// Values that are odd and still of the right type.
    Odd,
    /// Once in a while a field has the wrong type.
    Wrong,
}

/// The fields of one map, while it is made.
pub(crate) struct Fields<'r> {
    pub(crate) random: &'r mut Random,
    pub(crate) mood: Mood,
    entries: Vec<(String, Node)>,
}

impl<'r> Fields<'r> {
    pub(crate) const fn new(random: &'r mut Random, mood: Mood) -> Self {
        Self {
            random,
            mood,
            entries: Vec::new(),
        }
    }

    /// Adds a field once in `times`; now and then as null, empty, of the wrong type, or twice.
    pub(crate) fn maybe(
        &mut self,
        times: usize,
        name: &str,
        make: impl Fn(&mut Random, Mood) -> Node,
    ) -> &mut Self {
        let present = match self.mood {
            Mood::Wrong => self.random.below(times) < 2,
            _ => self.random.once_in(times),
        };
        if !present {
            return self;
        }
        let node = self.state(make);
        if self.mood != Mood::Sane && self.random.once_in(80) {
            let first = corners::scalar(self.random);
            self.entries.push((name.into(), first));
        }
        let name = match self.mood {
            Mood::Wrong if self.random.once_in(60) => misspelt(self.random, name),
            _ => name.to_owned(),
        };
        self.entries.push((name, node));
        self
    }

    fn state(&mut self, make: impl Fn(&mut Random, Mood) -> Node) -> Node {
        match self.mood {
            Mood::Sane if self.random.once_in(25) => Node::raw("null"),
            Mood::Odd if self.random.once_in(10) => {
                Node::raw(self.random.pick(&["null", "~", "", "Null", "NULL"]))
            }
            Mood::Wrong if self.random.once_in(12) => wrong(self.random),
            _ => make(self.random, self.mood),
        }
    }

    pub(crate) fn finish(&mut self) -> Node {
        if self.mood == Mood::Odd && self.random.once_in(12) {
            let unknown = corners::scalar(self.random);
            self.entries.push(("unknown-field".into(), unknown));
        }
        // Order does not matter, but where the same key stands twice.
        if self.random.once_in(3) {
            self.entries.reverse();
        }
        Node::Map(std::mem::take(&mut self.entries))
    }
}

/// A field's name in another case: names are told apart by case.
fn misspelt(random: &mut Random, name: &str) -> String {
    match random.below(3) {
        0 => name.to_uppercase(),
        1 => name.replace('-', "_"),
        _ => name.replace('-', ""),
    }
}

/// A value of some type.
pub(crate) fn wrong(random: &mut Random) -> Node {
    match random.below(8) {
        0 => Node::List(vec![]),
        1 => Node::Map(vec![]),
        2 => Node::List(vec![Node::text("x")]),
        3 => Node::Map(vec![("x".into(), Node::text("y"))]),
        4 => Node::raw(random.pick(&["1", "0", "-1", "1.5"])),
        5 => Node::raw(random.pick(&["true", "false", "yes", "no"])),
        6 => Node::text(random.pick(&["", "x", "true", "1", "null"])),
        _ => corners::scalar(random),
    }
}

/// A text out of `choices`, or an odd one.
pub(crate) fn text(random: &mut Random, mood: Mood, choices: &[&str]) -> Node {
    match mood {
        Mood::Odd if random.once_in(12) => corners::text(random),
        _ if random.once_in(25) => Node::text(""),
        _ => Node::text(random.pick(choices)),
    }
}

/// A boolean.
pub(crate) fn boolean(random: &mut Random, mood: Mood) -> Node {
    Node::raw(match mood {
        Mood::Sane => random.pick(&["true", "false"]),
        _ => random.pick(&[
            "true", "false", "yes", "no", "on", "off", "True", "FALSE", "y", "N",
        ]),
    })
}
