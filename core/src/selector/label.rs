use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{InvalidSelector, Operator, Requirement, parser};

/// What an object's labels must be; an empty one is met by all.
///
/// ```
/// use std::collections::BTreeMap;
/// use outrigger::selector::{LabelSelector, Operator, Requirement};
///
/// let selector: LabelSelector = "app=web, tier notin (test), !legacy".parse()?;
/// let labels = BTreeMap::from([("app".to_owned(), "web".to_owned())]);
/// assert!(selector.matches(&labels));
/// assert_eq!(selector.to_string(), "app=web,!legacy,tier notin (test)");
///
/// let built = LabelSelector::default()
///     .equal("app", "web")?
///     .with(Requirement::new("tier", Operator::NotIn, ["test"])?)
///     .with(Requirement::new("legacy", Operator::DoesNotExist, [""; 0])?);
/// assert_eq!(built, selector);
/// # Ok::<(), outrigger::selector::InvalidSelector>(())
/// ```
///
/// serde has it as its text. The form with `matchLabels` that stands in objects is
/// [`LabelSelectorSpec`](super::LabelSelectorSpec). Text is read up to
/// [`MAX_SELECTOR`](super::MAX_SELECTOR) bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct LabelSelector {
    /// In the order of their keys.
    requirements: Vec<Requirement>,
}

impl LabelSelector {
    fn of(mut requirements: Vec<Requirement>) -> Self {
        requirements.sort_by(|one, other| one.key().cmp(other.key()));
        Self { requirements }
    }

    /// Met by objects that have all of these labels.
    ///
    /// # Errors
    /// One of them is none that an object can have.
    pub fn of_labels<K: Into<String>, V: Into<String>>(
        labels: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Self, InvalidSelector> {
        labels
            .into_iter()
            .try_fold(Self::default(), |selector, label| {
                selector.equal(label.0, label.1)
            })
    }

    /// Requires besides that the label `key` has this value.
    ///
    /// # Errors
    /// Key or value are none that a label can have.
    pub fn equal(
        self,
        key: impl Into<String>,
        value: impl Into<String>,
    ) -> Result<Self, InvalidSelector> {
        Ok(self.with(Requirement::new(key, Operator::Equals, [value])?))
    }

    /// Requires this besides.
    #[must_use]
    pub fn with(mut self, requirement: Requirement) -> Self {
        let place = self
            .requirements
            .partition_point(|other| other.key() <= requirement.key());
        self.requirements.insert(place, requirement);
        self
    }

    /// What is required, in the order of the keys.
    pub fn requirements(&self) -> &[Requirement] {
        &self.requirements
    }

    /// Whether all objects meet it.
    pub const fn is_empty(&self) -> bool {
        self.requirements.is_empty()
    }

    /// Whether an object of these labels meets it.
    pub fn matches(&self, labels: &BTreeMap<String, String>) -> bool {
        self.matches_by(|key| labels.get(key).map(String::as_str))
    }

    /// Whether an object meets it whose labels `get` finds by their keys.
    pub fn matches_by<'a>(&self, get: impl Fn(&str) -> Option<&'a str>) -> bool {
        self.requirements
            .iter()
            .all(|requirement| requirement.matches(get(requirement.key())))
    }

    /// The one value that the label `key` must have, if the first requirement on it says so.
    pub fn exact_value(&self, key: &str) -> Option<&str> {
        let requirement = self.requirements.iter().find(|one| one.key() == key)?;
        match (requirement.operator(), requirement.values()) {
            (Operator::Equals | Operator::DoubleEquals | Operator::In, [value]) => Some(value),
            _ => None,
        }
    }
}

/// As apimachinery prints it: ordered by keys, and the values of `in` and `notin` too.
impl fmt::Display for LabelSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, requirement) in self.requirements.iter().enumerate() {
            if index > 0 {
                f.write_str(",")?;
            }
            requirement.fmt(f)?;
        }
        Ok(())
    }
}

/// Source: `Parse` of apimachinery's `labels`, whose messages these are. Requirements on one key stay
/// in their order; where there are more than twelve, Go's sort may not keep it.
impl FromStr for LabelSelector {
    type Err = InvalidSelector;

    fn from_str(text: &str) -> Result<Self, InvalidSelector> {
        parser::parse(text).map(Self::of)
    }
}

impl FromIterator<Requirement> for LabelSelector {
    fn from_iter<I: IntoIterator<Item = Requirement>>(requirements: I) -> Self {
        Self::of(requirements.into_iter().collect())
    }
}

impl From<LabelSelector> for String {
    fn from(selector: LabelSelector) -> Self {
        selector.to_string()
    }
}

impl From<&LabelSelector> for String {
    fn from(selector: &LabelSelector) -> Self {
        selector.to_string()
    }
}

impl Serialize for LabelSelector {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for LabelSelector {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
