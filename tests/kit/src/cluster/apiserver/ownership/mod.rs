//! Who owns which field (`metadata.managedFields`), as creates, replacements and patches change
//! it. Server-side apply is not here; the entries it left are kept correct.

mod atom;
mod cap;
mod compare;
mod field_set;
mod fields_v1;
mod json_value;
mod managed_fields;
mod manager_name;
mod owned;
mod path_element;
mod reconcile;
mod reset_fields;
mod scale;
mod unchanged;
mod update;
mod validate;

pub(crate) use self::compare::{Comparison, compare};
pub(crate) use self::field_set::FieldSet;
pub(crate) use self::manager_name::manager_name;
pub(crate) use self::owned::fields_of;
pub(crate) use self::path_element::PathElement;
pub(crate) use self::scale::ScaleUpdate;
pub(crate) use self::unchanged::keep_times;
pub(crate) use self::update::Update;
