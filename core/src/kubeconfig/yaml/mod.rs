//! YAML as kubectl reads it.
//!
//! kubectl turns YAML into JSON with `sigs.k8s.io/yaml`, which sits on version 2 of go-yaml, and
//! that is YAML 1.1: `yes` is a boolean, `017` is fifteen, `<<` merges maps. Later readers differ
//! on each of these, and once a scalar has become a value nobody can tell `"yes"` from `yes` any
//! more. So the events of a parser that keeps each scalar's style are resolved here, by rules
//! checked against go-yaml v2.4 itself.
//!
//! What kubectl does and a reader may not expect:
//! - only the first document of a stream is read;
//! - of two equal keys in one map the later wins, without an error;
//! - `<<` is applied where it stands: keys after it override it, keys before it are overridden;
//! - keys that are numbers or booleans become texts, a null key is an error;
//! - `.inf` and `.nan` are errors, since JSON has no such numbers;
//! - dates stay texts.
//!
//! The grammar below is YAML 1.2, which accepts more than go-yaml does (`\/` in double quotes,
//! `%YAML 1.2`, a line of tabs), and refuses what go-yaml lets pass: lines of a flow collection
//! that are indented no deeper than the key they belong to, and a byte order mark within the text.
//! Size, depth, the number of values and what aliases expand to are bounded. So is how often a text
//! may do what go-yaml lets pass and YAML 1.2 does not: tabs between a key and its value are fine
//! everywhere; quoted texts with lines that are indented no deeper than their key cost a pass over
//! the whole text each, and 16 MiB are passed over.

mod entries;
mod error;
mod node;
mod number;
mod patch;
mod scalar;
mod text;
mod tree;

use serde_json::Value;

pub use self::error::{YamlError, YamlErrorKind};
pub(super) use self::node::{Content, Node};

/// The longest text that is read, in bytes: 8 MiB.
pub const MAX_BYTES: usize = 8 << 20;
/// The most values that are read from one text: texts, numbers, sequences, maps and so on, keys
/// among them, aliases expanded. A thousand clusters with their users and contexts are a quarter of
/// that. Brackets, commas, colons and the like may stand in a text twice as often, wherever
/// they stand; so may pairs of quotes.
///
/// With [`MAX_BYTES`] it bounds memory: reading takes 256 MiB at most, a kubeconfig included.
pub const MAX_VALUES: usize = 200_000;
/// The deepest nesting of sequences and maps that is read, aliases expanded.
pub const MAX_DEPTH: usize = 100;
/// How much all aliases of a document together may expand to: a value or key counts one and each
/// of its bytes one more.
pub const MAX_ALIAS_EXPANSION: usize = 1 << 20;

/// Reads the first document of a YAML or JSON text.
///
/// UTF-8, with or without a byte order mark, and UTF-16 with one. An empty text is
/// [`Value::Null`].
///
/// ```
/// use outrigger::kubeconfig::yaml;
///
/// let value = yaml::from_slice(b"plain: yes\nquoted: 'yes'\noctal: 017\n")?;
/// assert_eq!(value["plain"], true);
/// assert_eq!(value["quoted"], "yes");
/// assert_eq!(value["octal"], 15);
/// # Ok::<(), yaml::YamlError>(())
/// ```
///
/// # Errors
/// When the text is no YAML or breaks a bound. The error says where, and never quotes the text.
///
/// Source: `YAMLToJSON` of `sigs.k8s.io/yaml`.
pub fn from_slice(bytes: &[u8]) -> Result<Value, YamlError> {
    Ok(parse(bytes)?.to_value())
}

/// As [`from_slice`], with the keys that stand twice in one map: the line of each later value,
/// from 1, and the key, in the order in which the values end.
///
/// For the simulated API server, whose original warns of them.
///
/// # Errors
/// As [`from_slice`].
#[doc(hidden)]
pub fn from_slice_with_repeated(bytes: &[u8]) -> Result<(Value, Vec<(usize, String)>), YamlError> {
    let (root, repeated) = tree::build(&text::decode(bytes)?)?;
    Ok((root.to_value(), repeated))
}

/// Reads the first document with the place of every value.
pub(super) fn parse(bytes: &[u8]) -> Result<Node, YamlError> {
    Ok(tree::build(&text::decode(bytes)?)?.0)
}
