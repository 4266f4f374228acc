//! A map while it is read.

use super::YamlError;
use super::node::{Content, Node};
use crate::by_name::{ByName, same_before};

/// Values whose key stood in the same map before: the line, and the key.
pub(super) type Repeated = Vec<(usize, String)>;

/// For each value with a key of its own, in the order in which the values end, whether that is
/// [`Repeated`]. It is known when the map ends.
#[derive(Default)]
pub(super) struct Keyed(Vec<Option<(usize, String)>>);

impl Keyed {
    pub(super) fn into_repeated(self) -> Repeated {
        self.0.into_iter().flatten().collect()
    }
}

/// The entries of a map in the order in which they stand; of equal keys the later wins.
#[derive(Default)]
pub(super) struct Entries {
    keys: Vec<String>,
    nodes: Vec<Node>,
    /// Which of [`Keyed`] it is; none of what `<<` brought.
    places: Vec<Option<usize>>,
}

impl Entries {
    /// Adds an entry that is written here.
    pub(super) fn add(&mut self, key: String, node: Node, keyed: &mut Keyed) {
        self.push(key, node, Some(keyed.0.len()));
        keyed.0.push(None);
    }

    fn push(&mut self, key: String, node: Node, place: Option<usize>) {
        self.keys.push(key);
        self.nodes.push(node);
        self.places.push(place);
    }

    /// Applies `<<`. Of several maps the first has precedence, so it is applied last. An alias of a
    /// sequence of maps is none.
    pub(super) fn merge(&mut self, node: &Node, is_alias: bool) -> Result<(), YamlError> {
        let message = "map merge requires map or sequence of maps as the value";
        let error = || YamlError::value(node.place, message);
        match &node.content {
            Content::Mapping(merged) => self.extend(merged),
            Content::Sequence(maps) if !is_alias => {
                for map in maps.iter().rev() {
                    let Content::Mapping(merged) = &map.content else {
                        return Err(error());
                    };
                    self.extend(merged);
                }
            }
            _ => return Err(error()),
        }
        Ok(())
    }

    fn extend(&mut self, merged: &ByName<Node>) {
        for (key, node) in merged {
            self.push(key.clone(), node.clone(), None);
        }
    }

    /// The map, which ends.
    pub(super) fn end(self, keyed: &mut Keyed) -> ByName<Node> {
        for (at, before) in same_before(&self.keys).into_iter().enumerate() {
            if let (Some(_), Some(place)) = (before, self.places[at]) {
                keyed.0[place] = Some((self.nodes[at].place.0, self.keys[at].clone()));
            }
        }
        ByName::of_lists(self.keys, self.nodes)
    }
}
