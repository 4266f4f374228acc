//! Who owns which field (`metadata.managedFields`), as creates, replacements and patches change
//! it. Server-side apply is not here; the entries it left are kept correct.

mod atom;
mod cap;
mod compare;
mod field_set;
mod fields_v1;
mod json_value;
mod managed_fields;
pub(crate) mod manager_errors;
mod manager_name;
#[cfg(test)]
mod owned;
mod path_element;
#[cfg(test)]
mod properties;
mod reconcile;
#[cfg(test)]
mod recorded;
mod reset_fields;
mod scale;
mod unchanged;
mod update;
mod validate;

pub(crate) use self::manager_name::manager_name;
pub(crate) use self::scale::ScaleUpdate;
pub(crate) use self::unchanged::keep_times;
pub(crate) use self::update::Update;
