//! The parser's events to a tree.

use std::borrow::Cow;
use std::rc::Rc;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, Tag};

use super::entries::{Entries, Keyed, Repeated};
use super::node::{Content, Node};
use super::patch::{MAX_PATCH_EFFORT, MAX_PATCHES, Tabs, indented, place};
use super::scalar::Scalar;
use super::{MAX_ALIAS_EXPANSION, MAX_DEPTH, MAX_VALUES, YamlError, YamlErrorKind};

/// Builds the first document of `text`; a text without one is null.
pub(super) fn build(text: &str) -> Result<(Node, Repeated), YamlError> {
    let most = 2 * text.len() + MAX_PATCHES;
    // All tabs of any text there may be, which takes two scans.
    let most_effort = MAX_PATCH_EFFORT.max(2 * most);
    let mut text = Cow::Borrowed(text);
    let (mut effort, mut good) = (0_usize, None);
    loop {
        let error = match attempt(&text, |_, _| {}) {
            Ok(built) => return Ok(built),
            Err(Failure::Yaml(error)) => return Err(error),
            Err(Failure::Scan(error)) => error,
        };
        // A patch that helped gets the parser further.
        let further = good < Some(error.marker().index());
        good = Some(error.marker().index());
        let (patched, scans) = match Tabs::of(&text, &error) {
            Some(tabs) => (Some(without(&tabs, &text)?), 2),
            None => (indented(&text, &error, most), 1),
        };
        effort = effort.saturating_add(scans * text.len());
        let failed = |kind, message| Err(YamlError::new(kind, place(&text, &error), message));
        match patched {
            Some(_) if effort > most_effort => return failed(YamlErrorKind::Bound, TOO_MANY),
            Some(patched) if further => text = Cow::Owned(patched),
            _ => return failed(YamlErrorKind::Syntax, error.info()),
        }
    }
}

/// What is said when [`MAX_PATCH_EFFORT`] is used up.
const TOO_MANY: &str =
    "too much has to be repaired: indent all lines of quoted texts, and use no tabs";

/// `text` without the tabs that the parser refuses. Which of them are within other scalars, and
/// stay, shows in the same text with spaces for all of them: it has the same structure.
fn without(tabs: &Tabs, text: &str) -> Result<String, YamlError> {
    let spaced = tabs.all(text);
    let mut literal = Vec::new();
    let mut reached = 0;
    let read = attempt(&spaced, |event, span| {
        if let Event::Scalar(_, style, ..) = event {
            let place = span.start.index()..span.end.index();
            reached = place.end;
            if *style != ScalarStyle::Plain {
                literal.push(place);
            }
        }
    });
    match read {
        Err(Failure::Yaml(error)) => Err(error),
        // Where it is no YAML shows again when it is read.
        Ok(_) | Err(Failure::Scan(_)) => Ok(tabs.outside(text, &literal, reached)),
    }
}

enum Failure {
    Scan(ScanError),
    Yaml(YamlError),
}

/// Reads the text once; `seen` gets each event of it.
fn attempt(
    text: &str,
    mut seen: impl FnMut(&Event<'_>, Span),
) -> Result<(Node, Repeated), Failure> {
    let mut builder = Builder::default();
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(Failure::Scan)?;
        if matches!(event, Event::DocumentEnd | Event::StreamEnd) {
            break;
        }
        seen(&event, span);
        builder.event(event, span).map_err(Failure::Yaml)?;
    }
    let root = builder.root.unwrap_or_else(Node::null);
    // Only now: what a later key of the same name has replaced does not count.
    root.finite().map_err(Failure::Yaml)?;
    Ok((root, builder.keyed.into_repeated()))
}

#[derive(Default)]
struct Builder {
    root: Option<Node>,
    /// The sequences and maps that are open, outermost first.
    open: Vec<Open>,
    /// The values of anchors by their numbers, which the parser counts up from one.
    anchors: Vec<Option<Node>>,
    /// What aliases have expanded to so far.
    expanded: usize,
    /// How many values there are so far, aliases expanded.
    values: usize,
    keyed: Keyed,
}

struct Open {
    place: (usize, usize),
    anchor: usize,
    items: Items,
}

enum Items {
    Sequence(Vec<Node>),
    Mapping(Entries, Option<Key>),
}

enum Key {
    Merge,
    Text(String),
}

/// How a value came to stand where it stands.
#[derive(Clone, Copy, PartialEq)]
enum Origin {
    Alias,
    MergeScalar,
    Written,
}

impl Builder {
    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), YamlError> {
        let place = (span.start.line(), span.start.col() + 1);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let scalar = Scalar {
                    text: &text,
                    plain: style == ScalarStyle::Plain,
                    tag: tag.map(|tag| full(&tag)),
                };
                let content = scalar
                    .resolve()
                    .map_err(|message| YamlError::value(place, message))?;
                let origin = match scalar.is_merge() {
                    true => Origin::MergeScalar,
                    false => Origin::Written,
                };
                self.add(Node::new(place, content), anchor, origin)
            }
            Event::SequenceStart(anchor, _) => {
                self.open(place, anchor, Items::Sequence(Vec::new()))
            }
            Event::MappingStart(anchor, _) => {
                self.open(place, anchor, Items::Mapping(Entries::default(), None))
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(anchor) => self.alias(anchor, place),
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => Ok(()),
        }
    }

    fn open(
        &mut self,
        place: (usize, usize),
        anchor: usize,
        items: Items,
    ) -> Result<(), YamlError> {
        if self.open.len() >= MAX_DEPTH {
            return Err(too_deep(place));
        }
        self.open.push(Open {
            place,
            anchor,
            items,
        });
        Ok(())
    }

    fn close(&mut self) -> Result<(), YamlError> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        let content = match open.items {
            Items::Sequence(items) => Content::Sequence(items.into()),
            Items::Mapping(entries, _) => Content::Mapping(Rc::new(entries.end(&mut self.keyed))),
        };
        self.add(Node::new(open.place, content), open.anchor, Origin::Written)
    }

    fn alias(&mut self, anchor: usize, place: (usize, usize)) -> Result<(), YamlError> {
        let Some(node) = self.anchors.get(anchor).cloned().flatten() else {
            return Err(YamlError::value(
                place,
                "the anchor's value contains itself",
            ));
        };
        self.expanded = self.expanded.saturating_add(node.size.weight());
        if self.expanded > MAX_ALIAS_EXPANSION {
            let message = "the document contains excessive aliasing";
            return Err(YamlError::new(YamlErrorKind::Bound, place, message));
        }
        if self.open.len() + node.size.depth > MAX_DEPTH {
            return Err(too_deep(place));
        }
        self.add(node, 0, Origin::Alias)
    }

    /// Puts a finished value where it belongs.
    fn add(&mut self, node: Node, anchor: usize, origin: Origin) -> Result<(), YamlError> {
        // What is in a sequence or map has been counted when it was added to that.
        self.values += match origin {
            Origin::Alias => node.size.values,
            Origin::MergeScalar | Origin::Written => 1,
        };
        if self.values > MAX_VALUES {
            let message = format!("there are more than {MAX_VALUES} values");
            return Err(YamlError::new(YamlErrorKind::Bound, node.place, message));
        }
        if anchor != 0 {
            self.remember(anchor, node.clone());
        }
        match self.open.last_mut().map(|open| &mut open.items) {
            None => self.root = Some(node),
            Some(Items::Sequence(items)) => items.push(node),
            Some(Items::Mapping(entries, key)) => match key.take() {
                None if origin == Origin::MergeScalar => *key = Some(Key::Merge),
                None => *key = Some(Key::Text(node.key()?)),
                Some(Key::Merge) => entries.merge(&node, origin == Origin::Alias)?,
                Some(Key::Text(name)) => entries.add(name, node, &mut self.keyed),
            },
        }
        Ok(())
    }

    fn remember(&mut self, anchor: usize, node: Node) {
        if self.anchors.len() <= anchor {
            self.anchors.resize(anchor + 1, None);
        }
        self.anchors[anchor] = Some(node);
    }
}

fn full(tag: &Tag) -> String {
    format!("{}{}", tag.handle, tag.suffix)
}

fn too_deep(place: (usize, usize)) -> YamlError {
    let message = format!("nested deeper than {MAX_DEPTH} levels");
    YamlError::new(YamlErrorKind::Bound, place, message)
}
