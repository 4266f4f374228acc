use crate::case::Case;
use crate::choices::Choices;
use crate::generate;
use crate::paths::STYLES;

/// What separates files in an input: a form feed, which YAML does not allow in any of them.
pub const SEPARATOR: u8 = 0x0C;

/// Any bytes as one to five files, and overrides that the bytes decide: they are read, merged and
/// resolved. See [`crate::seed`] for what must not be shown.
///
/// # Panics
/// When something does not hold, which `case.rs` lists.
pub fn kubeconfigs(data: &[u8]) -> usize {
    let files = data.splitn(5, |byte| *byte == SEPARATOR);
    let digest = digest(data);
    let mut choices = Choices::new(&digest);
    let case = Case {
        style: STYLES[choices.below(2)],
        files: files.map(<[u8]>::to_vec).collect(),
        overrides: generate::overrides(&mut choices),
    };
    case.check() + data.len()
}

/// Bytes that depend on all of `data`: FNV-1a, with a finish for the low bits.
fn digest(data: &[u8]) -> Vec<u8> {
    let mut hash = data.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3)
    });
    let mut bytes = Vec::new();
    for _ in 0..8 {
        hash = (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bytes.extend(hash.to_be_bytes());
    }
    bytes
}
