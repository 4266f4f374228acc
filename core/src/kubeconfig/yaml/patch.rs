//! What go-yaml takes and the parser refuses, written as both take it.

use std::ops::Range;

use saphyr_parser::ScanError;

use super::MAX_VALUES;

/// The bytes that may be scanned again because of what go-yaml takes and the parser refuses, if the
/// text is no longer than that.
pub(super) const MAX_PATCH_EFFORT: usize = 16 << 20;
/// The bytes that patches may add, beside as many as the text has.
pub(super) const MAX_PATCHES: usize = 64 << 10;

/// go-yaml takes tabs behind the colon of a key, as people type them to align values; the parser
/// refuses them before a plain scalar. With spaces in their place the text means the same.
///
/// These are all such tabs that a text may have from the first one on that is refused. Some may be
/// within quoted and block scalars, which are not known yet.
pub(super) struct Tabs(Vec<Run>);

/// Tabs in a row.
struct Run {
    /// Where they are in the text, in bytes.
    bytes: Range<usize>,
    /// How many characters are before them.
    index: usize,
}

impl Tabs {
    /// The tabs of which this error is about the first, `None` if it is about something else.
    pub(super) fn of(text: &str, error: &ScanError) -> Option<Self> {
        if !error.info().starts_with("':' must be followed by") {
            return None;
        }
        let (at, _) = text.char_indices().nth(error.marker().index())?;
        let runs = text.match_indices(":\t").filter_map(|(colon, _)| {
            let tabs = &text[colon + 1..];
            let value = tabs.trim_start_matches('\t');
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
            (value.starts_with(plain)).then(|| colon + 1..text.len() - value.len())
        });
        let (mut index, mut counted) = (0, 0);
        let runs = runs.filter(|run| run.end >= at).take(MAX_VALUES);
        let runs = runs.map(|bytes| {
            index += text[counted..bytes.start].chars().count();
            counted = bytes.start;
            Run { bytes, index }
        });
        let runs: Vec<Run> = runs.collect();
        runs.first()
            .is_some_and(|run| run.bytes.end == at)
            .then_some(Self(runs))
    }

    /// `text` with spaces for all of them.
    pub(super) fn all(&self, text: &str) -> String {
        replaced(text, self.0.iter())
    }

    /// `text` with spaces for those outside of these places, which are told in characters and in
    /// order, as far as the text has been `reached`; and for the first.
    pub(super) fn outside(&self, text: &str, places: &[Range<usize>], reached: usize) -> String {
        let mut places = places.iter().peekable();
        let mut outside = |index: usize| {
            while places.next_if(|place| place.end <= index).is_some() {}
            places.peek().is_none_or(|place| index < place.start)
        };
        let first = self.0.iter().take(1);
        let others = self.0.iter().skip(1);
        let others = others.filter(|run| run.index < reached && outside(run.index));
        replaced(text, first.chain(others))
    }
}

fn replaced<'r>(text: &str, runs: impl Iterator<Item = &'r Run>) -> String {
    let mut replaced = String::with_capacity(text.len());
    for Run { bytes, .. } in runs {
        replaced.push_str(&text[replaced.len()..bytes.start]);
        replaced.extend(bytes.clone().map(|_| ' '));
    }
    replaced.push_str(&text[replaced.len()..]);
    replaced
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
