//! YAML in many styles.

use outrigger_suite::random::Random;

use super::node::Node;

/// How a document is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    /// Nothing but block style and the plainest scalars.
    pub(crate) plain: bool,
    /// Strict JSON, but for raw scalars.
    pub(crate) json: bool,
    /// Once in so many values there is a comment, an anchor, an alias or a tag.
    pub(crate) odd: usize,
}

pub(crate) const PLAIN: Style = Style {
    plain: true,
    json: false,
    odd: 0,
};

/// Writes `node` as a document.
pub(crate) fn document(random: &mut Random, style: Style, node: &Node) -> String {
    let mut writer = Writer {
        random,
        style,
        out: String::new(),
        anchors: 0,
    };
    if style.json {
        writer.flow(node);
        writer.out.push('\n');
    } else {
        writer.block(node, 0, true);
    }
    writer.out
}

struct Writer<'r> {
    random: &'r mut Random,
    style: Style,
    out: String,
    anchors: usize,
}

impl Writer<'_> {
    fn odd(&mut self) -> bool {
        self.style.odd > 0 && self.random.once_in(self.style.odd)
    }

    /// Writes a value, and ends its line. At the start of a line its first key needs no new one.
    fn block(&mut self, node: &Node, indent: usize, at_start: bool) {
        let flow = node.is_empty() || !self.style.plain && self.random.once_in(6);
        match node {
            Node::Map(entries) if !flow => self.block_map(entries, indent, at_start),
            Node::List(items) if !flow => self.block_list(items, indent, at_start),
            Node::Text(text) if self.block_scalar(text, indent) => {}
            _ => {
                if !at_start {
                    self.out.push(' ');
                }
                self.flow(node);
                self.end_line();
            }
        }
    }

    fn block_map(&mut self, entries: &[(String, Node)], indent: usize, at_start: bool) {
        let mut first = at_start;
        if !at_start {
            self.properties(true);
            self.end_line();
        }
        for (key, node) in entries {
            if !std::mem::take(&mut first) {
                self.indent(indent);
            }
            self.key(key);
            self.out.push(':');
            if self.odd() {
                let blank = self.random.pick(&["  ", "\t", " \t", "   "]);
                self.out.push_str(blank);
            }
            let step = if self.style.plain {
                2
            } else {
                self.random.pick(&[1, 2, 2, 2, 4])
            };
            // A list may stand below its key without being indented.
            let same =
                matches!(node, Node::List(_)) && (self.style.plain || self.random.once_in(2));
            self.block(node, if same { indent } else { indent + step }, false);
        }
    }

    fn block_list(&mut self, items: &[Node], indent: usize, at_start: bool) {
        let mut first = at_start;
        if !at_start {
            self.properties(true);
            self.end_line();
        }
        for item in items {
            if !std::mem::take(&mut first) {
                self.indent(indent);
            }
            self.out.push_str("- ");
            self.block(item, indent + 2, true);
        }
    }

    fn indent(&mut self, indent: usize) {
        if self.odd() {
            self.out
                .push_str(self.random.pick(&["\n", "# c\n", "   # c\n"]));
        }
        self.out.extend(std::iter::repeat_n(' ', indent));
    }

    fn end_line(&mut self) {
        if self.odd() {
            self.out
                .push_str(self.random.pick(&[" # c", "  #", " ", "\t# c"]));
        }
        self.out.push('\n');
    }

    /// An anchor, an alias or a tag before a value; true when the value is not needed any more.
    fn properties(&mut self, value_follows: bool) -> bool {
        if self.style.json || !self.odd() {
            return false;
        }
        match self.random.below(4) {
            0 | 1 => {
                self.anchors += 1;
                self.out.push_str(&format!(" &a{}", self.anchors));
            }
            2 if !value_follows && self.anchors > 0 => {
                let anchor = 1 + self.random.below(self.anchors);
                self.out.push_str(&format!(" *a{anchor}"));
                return true;
            }
            _ => {
                let tag = self.random.pick(&["!!str", "!x", "!", "!!map", "!!seq"]);
                self.out.push_str(&format!(" {tag}"));
            }
        }
        false
    }

    /// Writes a text as a block scalar, if it is so chosen.
    fn block_scalar(&mut self, text: &str, indent: usize) -> bool {
        let fits = !text.is_empty() && !text.starts_with([' ', '\n', '\t']) && !text.contains('\r');
        let chosen = !self.style.plain && (text.contains('\n') || self.random.once_in(12));
        if !fits || !chosen || self.style.json {
            return false;
        }
        let body = text.trim_end_matches('\n');
        let chomp = match text.len() - body.len() {
            0 => "-",
            1 => "",
            _ => "+",
        };
        self.out.push_str(&format!(" |{chomp}\n"));
        for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
            self.out.extend(std::iter::repeat_n(' ', indent.max(1)));
            self.out.push_str(line);
            self.out.push('\n');
        }
        true
    }

    fn key(&mut self, key: &str) {
        let choice = if self.style.plain {
            0
        } else {
            self.random.below(8)
        };
        match choice {
            _ if self.style.json => self.out.push_str(&format!("\"{key}\"")),
            1 => self.out.push_str(&format!("\"{key}\"")),
            2 => self.out.push_str(&format!("'{key}'")),
            _ => self.out.push_str(key),
        }
    }

    fn flow(&mut self, node: &Node) {
        if self.properties(false) {
            return;
        }
        if self
            .out
            .ends_with(|c: char| c.is_ascii_alphanumeric() || c == '!')
        {
            self.out.push(' ');
        }
        match node {
            Node::Raw(text) => self.out.push_str(text),
            Node::Text(text) => self.scalar(text),
            Node::List(items) => {
                self.out.push('[');
                for (index, item) in items.iter().enumerate() {
                    self.comma(index);
                    self.flow(item);
                }
                self.out.push(']');
            }
            Node::Map(entries) => {
                self.out.push('{');
                for (index, (key, item)) in entries.iter().enumerate() {
                    self.comma(index);
                    self.key(key);
                    self.out.push_str(": ");
                    self.flow(item);
                }
                self.out.push('}');
            }
        }
    }

    fn comma(&mut self, index: usize) {
        if index > 0 {
            let comma = if self.style.plain {
                ", "
            } else {
                self.random.pick(&[", ", ", ", ","])
            };
            self.out.push_str(comma);
        }
    }

    fn scalar(&mut self, text: &str) {
        let plain = is_plain(text);
        let single = !text.contains(['\n', '\r', '\t']);
        let choice = if self.style.plain {
            0
        } else {
            self.random.below(3)
        };
        match choice {
            0 if plain && !self.style.json => self.out.push_str(text),
            0 | 1 if single && !self.style.json => {
                let quoted = text.replace('\'', "''");
                self.out.push_str(&format!("'{quoted}'"));
            }
            _ => self.out.push_str(&serde_json::to_string(text).unwrap()),
        }
    }
}

/// Whether a text can stand without quotes and mean itself.
fn is_plain(text: &str) -> bool {
    let inner =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/' | '_' | ':' | '@');
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
        && text.chars().all(inner)
        && !text.ends_with(':')
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "y" | "n" | "yes" | "no" | "on" | "off" | "true" | "false" | "null"
        )
}
