//! A map by name, which is compiled once for all kinds of values.

mod order;
#[cfg(test)]
mod tests;

use std::fmt;
use std::iter::Zip;
use std::ops::Index;
use std::{mem, slice, vec};

use serde::{Serialize, Serializer};

pub(crate) use self::order::same_before;
use self::order::{arrange, find};

/// Values by name, in the order of the names' bytes.
///
/// It does what a `BTreeMap<String, V>` does, and is two lists: the sorted names, and the values in
/// the same order. A map of the standard library is compiled anew for each kind of value, and a
/// kubeconfig has many kinds; what is not moving values about is here compiled once.
///
/// Looking up takes logarithmic time. [`insert`](Self::insert) and [`remove`](Self::remove) move
/// what stands behind the name; to put in many at once, [`collect`](FromIterator) or
/// [`extend`](Extend), which sort once. Of several values of one name the last one stays.
///
/// ```
/// use outrigger::kubeconfig::ByName;
///
/// let mut ages = ByName::from([("bo".to_owned(), 7), ("al".to_owned(), 3)]);
/// ages.insert("al".to_owned(), 4);
/// ages.extend([("cy".to_owned(), 5), ("bo".to_owned(), 8)]);
///
/// assert!(ages.keys().eq(["al", "bo", "cy"]));
/// assert_eq!(ages["bo"], 8);
/// assert_eq!(ages.get("di"), None);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ByName<V> {
    /// Sorted, each of them once.
    names: Vec<String>,
    /// One for each name.
    values: Vec<V>,
}

impl<V> ByName<V> {
    /// A map without entries.
    pub const fn new() -> Self {
        Self {
            names: Vec::new(),
            values: Vec::new(),
        }
    }

    /// The names and values of entries in any order, as many of each.
    pub(crate) fn of_lists(mut names: Vec<String>, mut values: Vec<V>) -> Self {
        for (one, other) in arrange(&mut names) {
            values.swap(one, other);
        }
        values.truncate(names.len());
        Self { names, values }
    }

    /// Other values of the same names.
    pub(crate) fn map<W>(self, mut to: impl FnMut(&str, V) -> W) -> ByName<W> {
        let mut values = Vec::with_capacity(self.len());
        for (name, value) in self.names.iter().zip(self.values) {
            values.push(to(name, value));
        }
        ByName {
            names: self.names,
            values,
        }
    }

    /// How many entries there are.
    pub const fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Whether there is a value of this name.
    pub fn contains_key(&self, name: &str) -> bool {
        find(&self.names, name).is_ok()
    }

    /// The value of this name.
    pub fn get(&self, name: &str) -> Option<&V> {
        let place = find(&self.names, name).ok()?;
        self.values.get(place)
    }

    /// The value of this name, to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut V> {
        let place = find(&self.names, name).ok()?;
        self.values.get_mut(place)
    }

    /// Sets the value of this name. Returns the one before it.
    pub fn insert(&mut self, name: String, value: V) -> Option<V> {
        match find(&self.names, &name) {
            Ok(place) => Some(mem::replace(&mut self.values[place], value)),
            Err(place) => {
                self.names.insert(place, name);
                self.values.insert(place, value);
                None
            }
        }
    }

    /// Takes the value of this name out.
    pub fn remove(&mut self, name: &str) -> Option<V> {
        self.remove_entry(name).map(|(_, value)| value)
    }

    /// Takes the name and its value out.
    pub fn remove_entry(&mut self, name: &str) -> Option<(String, V)> {
        let place = find(&self.names, name).ok()?;
        Some((self.names.remove(place), self.values.remove(place)))
    }

    /// Keeps the entries of which `keep` says so.
    pub fn retain(&mut self, mut keep: impl FnMut(&str, &mut V) -> bool) {
        for (name, mut value) in mem::take(self) {
            if keep(&name, &mut value) {
                self.names.push(name);
                self.values.push(value);
            }
        }
    }

    /// Moves all entries of `other` here, in the place of those of their names.
    pub fn append(&mut self, other: &mut Self) {
        let mut all = mem::take(self);
        all.names.append(&mut other.names);
        all.values.append(&mut other.values);
        *self = Self::of_lists(all.names, all.values);
    }

    /// Drops all entries.
    pub fn clear(&mut self) {
        *self = Self::new();
    }

    /// The entries, in the order of the names.
    pub fn iter(&self) -> Zip<slice::Iter<'_, String>, slice::Iter<'_, V>> {
        self.names.iter().zip(&self.values)
    }

    /// The entries, in the order of the names; the values can be changed.
    pub fn iter_mut(&mut self) -> Zip<slice::Iter<'_, String>, slice::IterMut<'_, V>> {
        self.names.iter().zip(&mut self.values)
    }

    /// The names, in their order.
    pub fn keys(&self) -> slice::Iter<'_, String> {
        self.names.iter()
    }

    /// The values, in the order of the names.
    pub fn values(&self) -> slice::Iter<'_, V> {
        self.values.iter()
    }

    /// The values, in the order of the names, to be changed.
    pub fn values_mut(&mut self) -> slice::IterMut<'_, V> {
        self.values.iter_mut()
    }
}

impl<V> Default for ByName<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V: fmt::Debug> fmt::Debug for ByName<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

impl<V> Extend<(String, V)> for ByName<V> {
    fn extend<I: IntoIterator<Item = (String, V)>>(&mut self, entries: I) {
        let Self {
            mut names,
            mut values,
        } = mem::take(self);
        for (name, value) in entries {
            names.push(name);
            values.push(value);
        }
        *self = Self::of_lists(names, values);
    }
}

impl<V> FromIterator<(String, V)> for ByName<V> {
    fn from_iter<I: IntoIterator<Item = (String, V)>>(entries: I) -> Self {
        let mut map = Self::new();
        map.extend(entries);
        map
    }
}

impl<V, const N: usize> From<[(String, V); N]> for ByName<V> {
    fn from(entries: [(String, V); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl<V> IntoIterator for ByName<V> {
    type Item = (String, V);
    type IntoIter = Zip<vec::IntoIter<String>, vec::IntoIter<V>>;

    fn into_iter(self) -> Self::IntoIter {
        self.names.into_iter().zip(self.values)
    }
}

impl<'a, V> IntoIterator for &'a ByName<V> {
    type Item = (&'a String, &'a V);
    type IntoIter = Zip<slice::Iter<'a, String>, slice::Iter<'a, V>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, V> IntoIterator for &'a mut ByName<V> {
    type Item = (&'a String, &'a mut V);
    type IntoIter = Zip<slice::Iter<'a, String>, slice::IterMut<'a, V>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

/// The value of this name.
///
/// # Panics
/// There is none.
impl<V, N: AsRef<str> + ?Sized> Index<&N> for ByName<V> {
    type Output = V;

    fn index(&self, name: &N) -> &V {
        self.get(name.as_ref())
            .expect("no entry has been found for the name")
    }
}

/// As a map.
impl<V: Serialize> Serialize for ByName<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self)
    }
}
