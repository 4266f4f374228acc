//! What a request can ask for besides what it is about.

mod delete;
mod log;
mod read;
mod write;

pub use self::delete::{DeleteOptions, Preconditions, PropagationPolicy};
pub use self::log::{LogOptions, LogSource};
pub use self::read::{GetOptions, ListOptions, ResourceVersionMatch, WatchOptions};
pub use self::write::{ApplyOptions, CreateOptions, FieldValidation, PatchOptions, ReplaceOptions};
