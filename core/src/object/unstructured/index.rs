//! Where in an object's JSON text its members are.

use std::cmp::Ordering;
use std::ops::Range;

use super::scan::{Key, Refused, array, object, offset, space, value};
use crate::object::unescaped;

/// Members of members, but for those of `metadata`, that have a place in an index: for these it takes
/// a kilobyte at most.
const INNER_MAX: usize = 64;

/// Where the members of an object are, and those of its members that are objects: 16 bytes for each,
/// of which a pod has about fifty.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    members: Vec<Member>,
    /// In the order of the text. Those of `metadata` are all here, for it is what everybody asks for;
    /// another object of which not all fit has none.
    inner: Vec<Member>,
}

/// Places in a text no longer than [`Index::TEXT_MAX`].
#[derive(Clone, Debug)]
struct Member {
    /// What stands between the quotes of its key.
    key: Range<u32>,
    value: Range<u32>,
}

impl Index {
    /// The longest text that has an index.
    const TEXT_MAX: usize = i32::MAX as usize;

    /// The index of a text that is one JSON object as serde_json reads it; `None` of any other.
    pub(super) fn of(json: &str) -> Option<Self> {
        if json.len() > Self::TEXT_MAX {
            return None;
        }
        let text = json.as_bytes();
        let (mut members, mut inner) = (Vec::with_capacity(8), Vec::with_capacity(INNER_MAX));
        let behind = object(space(text), 0, |key, from, depth| {
            let behind = match from {
                [b'{', ..] if key.raw() == b"metadata" => {
                    collect(text, from, depth, &mut inner, usize::MAX)?
                }
                [b'{', ..] => collect(text, from, depth, &mut inner, INNER_MAX)?,
                _ => value(from, depth)?,
            };
            members.push(Member::new(text, key, from, behind));
            Ok(behind)
        });
        if !space(behind.ok()?).is_empty() {
            return None;
        }
        inner.shrink_to_fit();
        Some(Self { members, inner })
    }

    /// The text with members put in front of its own, which it does not have, and its index.
    /// The values are JSON.
    pub(super) fn filled(mut self, json: &str, missing: &[(&str, String)]) -> (String, Self) {
        let (before, rest) = json.split_at(json.find('{').map_or(0, |brace| brace + 1));
        let added = missing
            .iter()
            .map(|(key, value)| key.len() + value.len() + 4);
        let added: usize = added.sum();
        let mut text = String::with_capacity(json.len() + added);
        text.push_str(before);
        for member in self.members.iter_mut().chain(&mut self.inner) {
            member.shift(added);
        }
        for (key, value) in missing {
            let from = text.len() + 1;
            text.extend(["\"", key, "\":"]);
            let key = from..from + key.len();
            let from = text.len();
            text.push_str(value);
            self.members.push(Member {
                key: narrow(&key),
                value: narrow(&(from..text.len())),
            });
            text.push(',');
        }
        text.push_str(rest);
        (text, self)
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Where the value of a member of the object is.
    pub(super) fn place(&self, json: &str, key: &str) -> Option<Range<usize>> {
        member(json, &self.members, key)
    }

    /// The members with their values as text.
    pub(super) fn members<'a>(&self, json: &'a str) -> impl Iterator<Item = (String, &'a str)> {
        self.members.iter().map(|member| {
            let key = wide(&member.key);
            let quoted = &json[key.start - 1..key.end + 1];
            let decoded = serde_json::from_str(quoted);
            let key = decoded.unwrap_or_else(|_| json[key].to_owned());
            (key, &json[wide(&member.value)])
        })
    }

    /// The value at a JSON pointer, as its text.
    pub(super) fn find<'a>(&self, json: &'a str, pointer: &str) -> Option<&'a str> {
        let mut steps = pointer.strip_prefix('/')?.split('/').map(unescaped);
        let mut value = member(json, &self.members, &steps.next()?)?;
        if let Some(second) = steps.next() {
            let known = self.known(&value);
            value = match known.is_empty() {
                true => inside(json, value, &second)?,
                false => member(json, known, &second)?,
            };
        }
        for step in steps {
            value = inside(json, value, &step)?;
        }
        json.get(value)
    }

    /// The members of a member's value that have a place here.
    fn known(&self, value: &Range<usize>) -> &[Member] {
        let before = |at: usize| move |it: &Member| (it.value.start as usize) < at;
        let from = self.inner.partition_point(before(value.start));
        let to = self.inner.partition_point(before(value.end));
        &self.inner[from..to]
    }
}

/// Scans an object, and adds its members unless there would be more than `most`.
fn collect<'a>(
    text: &[u8],
    from: &'a [u8],
    depth: u8,
    members: &mut Vec<Member>,
    most: usize,
) -> Result<&'a [u8], Refused> {
    let (before, mut fits) = (members.len(), true);
    let behind = object(from, depth, |key, from, depth| {
        let behind = value(from, depth)?;
        fits &= members.len() < most;
        if fits {
            members.push(Member::new(text, key, from, behind));
        }
        Ok(behind)
    })?;
    if !fits {
        members.truncate(before);
    }
    Ok(behind)
}

impl Member {
    /// Of a text that is not too long for this.
    fn new(text: &[u8], key: Key<'_>, from: &[u8], behind: &[u8]) -> Self {
        Self {
            key: narrow(&key.place(text)),
            value: narrow(&(offset(text, from)..offset(text, behind))),
        }
    }

    const fn shift(&mut self, by: usize) {
        let by = by as u32;
        self.key = self.key.start + by..self.key.end + by;
        self.value = self.value.start + by..self.value.end + by;
    }
}

const fn narrow(range: &Range<usize>) -> Range<u32> {
    range.start as u32..range.end as u32
}

const fn wide(range: &Range<u32>) -> Range<usize> {
    range.start as usize..range.end as usize
}

fn member(json: &str, members: &[Member], key: &str) -> Option<Range<usize>> {
    // Of two of one name the last one counts, as in serde_json's map.
    let mut backwards = members.iter().rev();
    let found = backwards.find(|member| same(json, &wide(&member.key), key))?;
    Some(wide(&found.value))
}

/// The value at a JSON pointer in a text of which nothing is known yet.
pub(crate) fn find<'a>(json: &'a str, pointer: &str) -> Option<&'a str> {
    let mut steps = pointer.strip_prefix('/')?.split('/').map(unescaped);
    let text = json.as_bytes();
    let whole = offset(text, space(text))..json.len();
    let found = steps.try_fold(whole, |within, step| inside(json, within, &step))?;
    json.get(found)
}

/// The member or the element `step` of the value at `within`.
fn inside(json: &str, within: Range<usize>, step: &str) -> Option<Range<usize>> {
    let start = within.start;
    let text = &json.as_bytes()[within];
    let mut found = None;
    match text {
        [b'{', ..] => object(text, 0, |key, from, depth| {
            let behind = value(from, depth)?;
            let name = key.place(text);
            if same(json, &(start + name.start..start + name.end), step) {
                found = Some((from, behind));
            }
            Ok(behind)
        }),
        [b'[', ..] => {
            // As serde_json reads an index: in one way only.
            let canonical = !step.starts_with('+') && (step == "0" || !step.starts_with('0'));
            let wanted: usize = step.parse().ok().filter(|_| canonical)?;
            array(text, 0, |index, from, behind| {
                if index == wanted {
                    found = Some((from, behind));
                }
            })
        }
        _ => return None,
    }
    .ok()?;
    let (from, behind) = found?;
    Some(start + offset(text, from)..start + offset(text, behind))
}

/// Whether the key at `place` reads as `key`.
fn same(json: &str, place: &Range<usize>, key: &str) -> bool {
    let raw = &json[place.clone()];
    match raw.len().cmp(&key.len()) {
        Ordering::Less => false,
        Ordering::Equal => raw == key && !raw.as_bytes().contains(&b'\\'),
        // An escape is longer than what it stands for.
        Ordering::Greater => {
            let quoted = &json[place.start - 1..place.end + 1];
            raw.as_bytes().contains(&b'\\')
                && serde_json::from_str::<String>(quoted).is_ok_and(|decoded| decoded == key)
        }
    }
}
