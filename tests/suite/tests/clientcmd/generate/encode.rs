//! Text to bytes: line ends, marks, UTF-16, and damage.

use outrigger_suite::random::Random;

/// In one of the encodings that there are.
pub(crate) fn bytes(random: &mut Random, text: &str) -> Vec<u8> {
    let units =
        |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let marked = |mark: &[u8], rest: Vec<u8>| [mark, &rest].concat();
    match random.below(14) {
        0 => text.replace('\n', "\r\n").into_bytes(),
        1 => text.replace('\n', "\r").into_bytes(),
        2 => marked(b"\xEF\xBB\xBF", text.into()),
        3 => marked(b"\xFF\xFE", units(u16::to_le_bytes)),
        4 => marked(b"\xFE\xFF", units(u16::to_be_bytes)),
        5 if random.once_in(3) => units(u16::to_le_bytes),
        6 if random.once_in(3) => {
            let mut bytes = marked(b"\xFF\xFE", units(u16::to_le_bytes));
            bytes.pop();
            bytes
        }
        7 if random.once_in(3) => marked(b"\xEF\xBB\xBF\xEF\xBB\xBF", text.into()),
        8 if random.once_in(4) => marked(text.as_bytes(), b"\xff".to_vec()),
        _ => text.into(),
    }
}

const SPLINTERS: &[&str] = &[
    " ", "  ", "\t", "\n", ":", ": ", "-", "- ", "#", " #", "'", "\"", "[", "]", "{", "}", ",",
    "&", "*", "!", "|", ">", "%", "@", "\\", "~", "null", "0", "<<: *a1", "? ", "---\n", "...\n",
    "\r", "é",
];

/// A text with a character or a line of it moved, removed or added.
pub(crate) fn damage(random: &mut Random, text: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for _ in 0..1 + random.below(2) {
        let at = random.below(characters.len().max(1)).min(characters.len());
        match random.below(5) {
            0 if at < characters.len() => drop(characters.remove(at)),
            1 => {
                let end = (at + 1 + random.below(6)).min(characters.len());
                characters.drain(at..end);
            }
            2 => characters.truncate(at),
            _ => {
                let splinter = random.pick(SPLINTERS);
                characters.splice(at..at, splinter.chars());
            }
        }
    }
    characters.into_iter().collect()
}
