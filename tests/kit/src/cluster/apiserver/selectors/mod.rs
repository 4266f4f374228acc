//! The `labelSelector` and `fieldSelector` of requests: their syntax, and what matches them.

mod field;
mod label;
mod lexer;
#[cfg(test)]
mod tests;

#[allow(unused_imports)] // until the requests are served
pub(crate) use self::field::FieldSelector;
#[allow(unused_imports)] // until the requests are served
pub(crate) use self::label::LabelSelector;
