use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Time;
use crate::object::null_is_default;

/// One aspect of an object's state, as its `status.conditions` tell it: the Condition of `meta/v1`.
///
/// Lists of them are searched and changed by [`conditions`](super::conditions).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Condition {
    /// Which aspect, such as `Ready`.
    #[serde(rename = "type", deserialize_with = "null_is_default")]
    pub condition_type: String,
    /// `True`, `False` or `Unknown`.
    #[serde(deserialize_with = "null_is_default")]
    pub status: String,
    /// The `metadata.generation` that was seen when this was set; 0 if it is not told.
    #[serde(deserialize_with = "null_is_default", skip_serializing_if = "is_zero")]
    pub observed_generation: i64,
    /// When the status last changed.
    pub last_transition_time: Time,
    /// Why, in one word of the form `CamelCase`.
    #[serde(deserialize_with = "null_is_default")]
    pub reason: String,
    /// Why, for people.
    #[serde(deserialize_with = "null_is_default")]
    pub message: String,
    /// What else stands in it, such as `lastProbeTime` of a Pod's.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

const fn is_zero(generation: &i64) -> bool {
    *generation == 0
}

impl Condition {
    /// A condition of a type that holds or does not. The time of the transition is filled in by
    /// [`conditions::set`](super::conditions::set).
    pub fn new(
        condition_type: impl Into<String>,
        holds: bool,
        reason: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            condition_type: condition_type.into(),
            status: if holds { "True" } else { "False" }.to_owned(),
            reason: reason.into(),
            message: message.into(),
            ..Self::default()
        }
    }

    /// Whether it holds: the status is `True`.
    pub fn is_true(&self) -> bool {
        self.status == "True"
    }

    /// Whether it is known not to hold: the status is `False`.
    pub fn is_false(&self) -> bool {
        self.status == "False"
    }
}
