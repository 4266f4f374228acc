//! What go-yaml takes and the parser refuses, written as both take it.

use saphyr_parser::ScanError;

/// The bytes that may be scanned again because of what go-yaml takes and the parser refuses.
pub(super) const MAX_PATCH_EFFORT: usize = 16 << 20;
/// The bytes that patches may add, beside as many as the text has.
pub(super) const MAX_PATCHES: usize = 64 << 10;

/// go-yaml takes a tab behind the colon of a key, as people type it to align values; the parser
/// refuses it before a plain scalar. With a space in its place the text means the same.
pub(super) fn without_tab(text: &str, error: &ScanError) -> Option<String> {
    if !error.info().starts_with("':' must be followed by") {
        return None;
    }
    let (at, _) = text.char_indices().nth(error.marker().index())?;
    let (before, after) = text.split_at(at);
    let key = before.trim_end_matches([' ', '\t']);
    let blanks = " ".repeat(before.len() - key.len());
    (key.ends_with(':') && before[key.len()..].contains('\t'))
        .then(|| format!("{key}{blanks}{after}"))
}

/// Where the text breaks the grammar. Of a tab that indents a further line of a plain scalar the
/// parser says where the scalar begins, and people look for the tab.
pub(super) fn place(text: &str, error: &ScanError) -> (usize, usize) {
    let began = (error.marker().line(), error.marker().col() + 1);
    if !error.info().ends_with("found a tab") {
        return began;
    }
    let indented_by_tab = |(index, line): (usize, &str)| {
        let content = line.find(|c| !matches!(c, ' ' | '\t'))?;
        let tab = line[..content].find('\t')?;
        Some((index + 1, tab + 1))
    };
    let mut later = text.lines().enumerate().skip(began.0);
    later.find_map(indented_by_tab).unwrap_or(began)
}

/// go-yaml takes lines of a quoted text that are indented no deeper than the key they belong to.
/// Blanks at the start of such a line mean nothing, so there may as well be enough of them.
///
/// There may be `most` bytes of text: many lines far to the right would take more blanks than there
/// is memory.
pub(super) fn indented(text: &str, error: &ScanError, most: usize) -> Option<String> {
    if error.info() != "invalid indentation in quoted scalar" {
        return None;
    }
    let (at, quote) = text.char_indices().nth(error.marker().index())?;
    let (before, quoted) = text.split_at(at);
    let blanks = " ".repeat(error.marker().col() + 1);
    let mut patched = before.to_owned();
    let mut escaped = true;
    let mut lines = quoted.split_inclusive('\n');
    patched.push_str(lines.next()?);
    let mut open = is_open(&patched[at..], quote, &mut escaped);
    for line in lines {
        let marker = ["---", "..."].iter().any(|marker| line.starts_with(marker));
        if open && marker {
            return None;
        }
        if open {
            patched.push_str(&blanks);
            open = is_open(line, quote, &mut escaped);
        }
        patched.push_str(line);
        if patched.len() > most {
            return None;
        }
    }
    (patched != text).then_some(patched)
}

/// Whether a text in such quotes goes on behind this line. `escaped` tells whether its first
/// character counts for nothing, as after a backslash, and then the same of the next line.
fn is_open(line: &str, quote: char, escaped: &mut bool) -> bool {
    let mut open = true;
    for c in line.chars() {
        let literal = std::mem::take(escaped);
        match c {
            // Two single quotes are one: the text closes, and opens again.
            '\'' if quote == c && !literal => open = !open,
            _ if !open => return false,
            '\\' if quote == '"' && !literal => *escaped = true,
            '"' if quote == c && !literal => return false,
            _ => {}
        }
    }
    open
}
