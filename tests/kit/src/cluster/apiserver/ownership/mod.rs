//! Who owns which field (`metadata.managedFields`), as creates, replacements, patches and
//! server-side apply change it; and what applying makes of an object.

#[cfg(test)]
mod applied;
mod apply;
mod atom;
mod cap;
mod compare;
mod conflicts;
mod field_set;
mod fields_of;
mod fields_v1;
mod go_print;
mod json_value;
mod last_applied;
mod managed_fields;
pub(crate) mod manager_errors;
mod manager_name;
mod merge;
mod path_element;
#[cfg(test)]
mod properties;
mod prune;
mod reconcile;
#[cfg(test)]
mod recorded;
mod remove;
mod reset_fields;
mod scale;
mod unchanged;
mod update;
mod validate;

pub(crate) use self::apply::{Applied, kind_text, object_text};
pub(crate) use self::last_applied::sync_last_applied;
pub(crate) use self::manager_name::manager_name;
pub(crate) use self::scale::ScaleUpdate;
pub(crate) use self::unchanged::keep_times;
pub(crate) use self::update::Update;
