//! The `labelSelector` and `fieldSelector` of requests: their syntax, and what matches them.

mod field;
mod label;
#[cfg(test)]
mod tests;

pub(crate) use self::field::FieldSelector;
pub(crate) use self::label::LabelSelector;
