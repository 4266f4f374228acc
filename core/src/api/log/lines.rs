/// Bytes at any chunk border in, lines out. It holds at most one line.
#[derive(Debug)]
pub(super) struct Lines {
    /// The line that has not ended yet.
    partial: Vec<u8>,
    limit: usize,
}

impl Lines {
    pub(super) const fn new(limit: usize) -> Self {
        Self {
            partial: Vec::new(),
            limit,
        }
    }

    pub(super) const fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
    }

    pub(super) fn feed(&mut self, chunk: &[u8], mut each: impl FnMut(String)) {
        let mut rest = chunk;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            self.push(&rest[..end], &mut each);
            each(text(&self.partial));
            self.partial.clear();
            rest = &rest[end + 1..];
        }
        self.push(rest, &mut each);
    }

    /// The last line, if it has no end.
    pub(super) fn finish(&mut self, mut each: impl FnMut(String)) {
        if !self.partial.is_empty() {
            each(text(&self.partial));
            self.partial = Vec::new();
        }
    }

    /// Adds to the line, of which no more than the limit is held.
    fn push(&mut self, mut bytes: &[u8], each: &mut impl FnMut(String)) {
        while self.partial.len() + bytes.len() > self.limit {
            // There may be more than the limit already, which has been set since.
            let room = self.limit.saturating_sub(self.partial.len());
            let (fits, rest) = bytes.split_at(room.min(bytes.len()));
            self.partial.extend_from_slice(fits);
            let cut = character_border(&self.partial[..self.limit.min(self.partial.len())]);
            each(text(&self.partial[..cut]));
            self.partial.drain(..cut);
            bytes = rest;
        }
        self.partial.extend_from_slice(bytes);
    }
}

/// The last place at which no character is cut; the end if these are no characters.
fn character_border(bytes: &[u8]) -> usize {
    let begins = |byte: &u8| byte & 0b1100_0000 != 0b1000_0000;
    let tail = bytes.len().saturating_sub(4);
    let Some(start) = bytes[tail..].iter().rposition(begins) else {
        return bytes.len();
    };
    let start = tail + start;
    match std::str::from_utf8(&bytes[start..]) {
        // The character is not over yet.
        Err(error) if error.error_len().is_none() && start > 0 => start,
        _ => bytes.len(),
    }
}

fn text(line: &[u8]) -> String {
    String::from_utf8_lossy(line).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(chunks: &[&[u8]], limit: usize) -> Vec<String> {
        let (mut lines, mut read) = (Lines::new(limit), Vec::new());
        for chunk in chunks {
            lines.feed(chunk, |line| read.push(line));
            assert!(lines.partial.len() <= limit);
        }
        lines.finish(|line| read.push(line));
        read
    }

    #[test]
    fn lines_come_out_whole_wherever_the_chunks_are_cut() {
        for (text, expected) in [
            ("", &[][..]),
            ("\n", &[""]),
            ("a\nb\n", &["a", "b"]),
            ("a\n\nb", &["a", "", "b"]),
            ("a\r\nb\rc\n", &["a\r", "b\rc"]),
            ("größe\n5 €", &["größe", "5 €"]),
        ] {
            let bytes = text.as_bytes();
            for first in 0..=bytes.len() {
                for second in first..=bytes.len() {
                    let chunks = [&bytes[..first], &bytes[first..second], &bytes[second..]];
                    assert_eq!(read(&chunks, 100), expected, "{text:?} {first} {second}");
                }
            }
        }
    }

    #[test]
    fn long_lines_come_in_pieces_that_cut_no_character() {
        for (text, expected) in [
            ("abcdefghi\nj", &["abcd", "efgh", "i", "j"][..]),
            ("abcd\ne", &["abcd", "e"]),
            ("abc€d\n", &["abc", "€d"]),
            ("€€\n", &["€", "€"]),
            ("abc\u{1f6f6}", &["abc", "\u{1f6f6}"]),
        ] {
            assert_eq!(read(&[text.as_bytes()], 4), expected, "{text:?}");
            let single: Vec<&[u8]> = text.as_bytes().chunks(1).collect();
            assert_eq!(read(&single, 4), expected, "{text:?}");
        }
    }

    #[test]
    fn a_limit_that_shrinks_holds_for_what_is_there_already() {
        let (mut lines, mut read) = (Lines::new(100), Vec::new());
        lines.feed(b"abcdefghij", |line| read.push(line));
        lines.set_limit(4);
        lines.feed(b"k\nl", |line| read.push(line));
        lines.finish(|line| read.push(line));
        assert_eq!(read, ["abcd", "efgh", "ijk", "l"]);
    }

    #[test]
    fn what_is_no_utf_8_is_replaced_and_loses_nothing_else() {
        assert_eq!(
            read(&[b"a\xffb\n\xe2\x82"], 100),
            ["a\u{fffd}b", "\u{fffd}"]
        );
        assert_eq!(read(&[&[0x80; 9]], 4).concat(), "\u{fffd}".repeat(9));
    }
}
