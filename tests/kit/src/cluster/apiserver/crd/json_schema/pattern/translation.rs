//! From Go's spellings to those of the `regex` crate.

use super::is_repetition;

pub(super) fn translate(pattern: &str) -> String {
    Translation {
        rest: pattern,
        out: String::with_capacity(pattern.len()),
        in_class: false,
    }
    .run()
}

struct Translation<'a> {
    rest: &'a str,
    out: String,
    in_class: bool,
}

impl Translation<'_> {
    fn run(mut self) -> String {
        while let Some(c) = self.rest.chars().next() {
            self.rest = &self.rest[c.len_utf8()..];
            match c {
                '\\' => self.escape(),
                '[' => self.bracket(),
                ']' if self.in_class => {
                    self.in_class = false;
                    self.out.push(']');
                }
                '&' | '~' if self.in_class => {
                    self.out.push('\\');
                    self.out.push(c);
                }
                '-' if self.in_class && self.rest.starts_with('-') => {
                    self.rest = &self.rest[1..];
                    self.out.push_str("-\\-");
                }
                '{' if !self.in_class && !is_repetition(self.rest) => self.out.push_str("\\{"),
                c => self.out.push(c),
            }
        }
        self.out
    }

    fn escape(&mut self) {
        let Some(c) = self.rest.chars().next() else {
            self.out.push('\\');
            return;
        };
        self.rest = &self.rest[c.len_utf8()..];
        match c {
            'd' => self.out.push_str("[0-9]"),
            'D' => self.out.push_str("[^0-9]"),
            'w' => self.out.push_str("[0-9A-Za-z_]"),
            'W' => self.out.push_str("[^0-9A-Za-z_]"),
            's' => self.out.push_str(r"[\t\n\f\r ]"),
            'S' => self.out.push_str(r"[^\t\n\f\r ]"),
            'b' if !self.in_class => self.out.push_str(r"(?-u:\b)"),
            'B' if !self.in_class => self.out.push_str(r"(?-u:\B)"),
            '<' | '>' => self.out.push(c),
            'Q' => self.quoted(),
            c => {
                self.out.push('\\');
                self.out.push(c);
            }
        }
    }

    fn quoted(&mut self) {
        let (literal, rest) = self.rest.split_once(r"\E").unwrap_or((self.rest, ""));
        self.out.push_str(&regex::escape(literal));
        self.rest = rest;
    }

    fn bracket(&mut self) {
        if !self.in_class {
            self.in_class = true;
            self.out.push('[');
            for opening in ["^]", "]", "^"] {
                if let Some(rest) = self.rest.strip_prefix(opening) {
                    self.out.push_str(opening);
                    self.rest = rest;
                    break;
                }
            }
        } else if self.rest.starts_with(':') && self.rest.contains(":]") {
            let end = self.rest.find(":]").map_or(0, |end| end + 2);
            self.out.push('[');
            self.out.push_str(&self.rest[..end]);
            self.rest = &self.rest[end..];
        } else {
            self.out.push_str("\\[");
        }
    }
}
