//! The types that all kinds share: metadata, conditions, times.

mod condition;
pub mod conditions;
mod duration;
mod int_or_string;
mod managed_fields;
mod object_meta;
mod owner_reference;
mod partial;
mod time;

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

pub use self::condition::Condition;
pub use self::duration::{Duration, InvalidDuration};
pub use self::int_or_string::{IntOrString, NotAPercentage};
pub use self::managed_fields::ManagedFieldsEntry;
pub use self::object_meta::ObjectMeta;
pub use self::owner_reference::OwnerReference;
pub use self::partial::{PartialObjectMetadata, TypeMeta};
pub use self::time::{MicroTime, Time};

/// Go reads `null` among texts as the empty one, and so do we.
pub(crate) fn null_texts<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, String>, D::Error> {
    let texts = Option::<BTreeMap<String, Option<String>>>::deserialize(deserializer)?;
    let texts = texts.unwrap_or_default().into_iter();
    Ok(texts
        .map(|(key, value)| (key, value.unwrap_or_default()))
        .collect())
}
