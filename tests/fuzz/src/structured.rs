use crate::case::Case;
use crate::choices::Choices;
use crate::generate;
use crate::paths::STYLES;

/// One to five kubeconfigs of which the bytes decide what is present, absent, null, empty or of the
/// wrong type, with a secret in every credential; and overrides. They are read, merged and resolved.
///
/// # Panics
/// When something does not hold, which `case.rs` lists.
pub fn structured(data: &[u8]) -> usize {
    let mut choices = Choices::new(data);
    let case = Case {
        style: STYLES[choices.below(2)],
        overrides: generate::overrides(&mut choices),
        files: generate::files(&mut choices),
    };
    case.check() + data.len()
}
