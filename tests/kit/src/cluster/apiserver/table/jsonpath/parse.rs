use serde_json::Value;

use super::slice::Slice;
use super::{Invalid, Node, quoted};

/// The nodes of one `{…}`, given without its braces. A `}` of its own ends it early.
pub(super) fn action(text: &str) -> Result<Vec<Node>, Invalid> {
    let mut parser = Parser {
        rest: text,
        nodes: Vec::new(),
    };
    while parser.step()? {}
    Ok(parser.nodes)
}

struct Parser<'a> {
    rest: &'a str,
    nodes: Vec<Node>,
}

impl<'a> Parser<'a> {
    /// Reads one node; false at the end.
    fn step(&mut self) -> Result<bool, Invalid> {
        if self.rest.starts_with("[?(") {
            self.filter()?;
            return Ok(true);
        }
        if self.rest.starts_with("..") {
            self.recursive()?;
            return Ok(true);
        }
        let Some(first) = self.rest.chars().next() else {
            return Ok(false);
        };
        match first {
            '}' => return Ok(false),
            ' ' | '@' | '$' => self.skip(1),
            '[' => self.brackets()?,
            '"' | '\'' => self.quoted(first)?,
            '.' => {
                self.skip(1);
                self.field()?;
            }
            '+' | '-' | '0'..='9' => self.number()?,
            '_' => self.word(),
            first if first.is_alphanumeric() => self.word(),
            _ => return Err(Invalid),
        }
        Ok(true)
    }

    fn skip(&mut self, length: usize) {
        self.rest = &self.rest[length..];
    }

    /// Takes the text up to and with the closing bracket of this line.
    fn take_until(&mut self, close: char) -> Result<&'a str, Invalid> {
        let end = self.rest.find([close, '\n']).ok_or(Invalid)?;
        if self.rest[end..].starts_with('\n') {
            return Err(Invalid);
        }
        let (taken, rest) = self.rest.split_at(end);
        self.rest = &rest[close.len_utf8()..];
        Ok(taken)
    }

    fn recursive(&mut self) -> Result<(), Invalid> {
        if self.nodes.last() == Some(&Node::Recursive) {
            return Err(Invalid);
        }
        self.skip(2);
        self.nodes.push(Node::Recursive);
        if self
            .rest
            .starts_with(|char: char| char == '_' || char.is_alphanumeric())
        {
            self.field()?;
        }
        Ok(())
    }

    /// A name up to the next terminator; a backslash takes the character after it along, and
    /// must have one.
    fn field(&mut self) -> Result<(), Invalid> {
        let mut escaped = false;
        let end = self.rest.find(|char: char| {
            let ends = !escaped && is_terminator(char);
            escaped = !escaped && char == '\\';
            ends
        });
        if escaped {
            return Err(Invalid);
        }
        let (name, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        self.nodes.push(match name {
            "*" => Node::Wildcard,
            name => Node::Field(name.replace('\\', "")),
        });
        Ok(())
    }

    fn word(&mut self) {
        let end = self.rest.find(is_terminator).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        self.nodes.push(match word {
            "true" => Node::Literal(true.into()),
            "false" => Node::Literal(false.into()),
            _ => Node::Word,
        });
    }

    fn number(&mut self) -> Result<(), Invalid> {
        let body = &self.rest[1..];
        let end = body.find(|char: char| char != '.' && !char.is_ascii_digit());
        let (text, rest) = self
            .rest
            .split_at(end.map_or(self.rest.len(), |end| end + 1));
        self.rest = rest;
        let number = match text.parse::<i64>() {
            Ok(integer) => integer.into(),
            Err(_) => text.parse::<f64>().map_err(|_| Invalid)?.into(),
        };
        self.nodes.push(Node::Literal(number));
        Ok(())
    }

    fn quoted(&mut self, quote: char) -> Result<(), Invalid> {
        let mut before = quote;
        let end = self.rest[1..].find(|char| {
            let ends = char == '\n' || (char == quote && before != '\\');
            before = char;
            ends
        });
        let end = end.ok_or(Invalid)? + 2;
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        let text = quoted::unquote(text)?;
        self.nodes.push(Node::Literal(Value::String(text)));
        Ok(())
    }

    fn brackets(&mut self) -> Result<(), Invalid> {
        self.skip(1);
        let text = self.take_until(']')?;
        let parts: Vec<_> = text.split(',').collect();
        if parts.len() > 1 {
            let branches = parts
                .iter()
                .map(|part| action(&format!("[{}]", part.trim_matches(' '))));
            let branches = branches.collect::<Result<_, _>>()?;
            self.nodes.push(Node::Union(branches));
            return Ok(());
        }
        match key(text) {
            Some(key) => self.nodes.extend(action(&format!(".{key}"))?),
            None => self.nodes.push(Node::Slice(Slice::parse(text)?)),
        }
        Ok(())
    }

    fn filter(&mut self) -> Result<(), Invalid> {
        self.skip("[?(".len());
        let end = end_of_filter(self.rest)?;
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest.strip_prefix(")]").ok_or(Invalid)?;
        let node = match comparison(text) {
            Some((left, operator, right)) => Node::Filter {
                left: action(left)?,
                operator: operator.to_owned(),
                right: action(right)?,
            },
            None => Node::Exists(action(text)?),
        };
        self.nodes.push(node);
        Ok(())
    }
}

/// The key of `['key']`.
fn key(text: &str) -> Option<&str> {
    let key = text.strip_prefix('\'')?.strip_suffix('\'')?;
    (!key.contains('\'')).then_some(key)
}

/// Where the parenthesis closes that no quotes hold.
fn end_of_filter(text: &str) -> Result<usize, Invalid> {
    let (mut quote, mut closed, mut before) = (None, false, '(');
    for (at, char) in text.char_indices() {
        match (char, quote) {
            ('\n', _) => return Err(Invalid),
            ('"' | '\'', None) => quote = Some(char),
            (char, Some(quote)) if char == quote && before != '\\' => closed = true,
            (')', quote) if quote.is_some() == closed => return Ok(at),
            _ => {}
        }
        before = char;
    }
    Err(Invalid)
}

/// Left, operator and right of a comparison; each has at least one character.
fn comparison(text: &str) -> Option<(&str, &str, &str)> {
    let is_operator = |char| matches!(char, '!' | '<' | '>' | '=');
    let start = text.find(is_operator).filter(|start| *start > 0)?;
    let (left, rest) = text.split_at(start);
    let length = rest.find(|char| !is_operator(char));
    // Where nothing follows, the operator's last character is what it compares with.
    let length = length.unwrap_or(rest.len() - 1);
    let (operator, right) = rest.split_at(length);
    (!operator.is_empty()).then_some((left, operator, right))
}

fn is_terminator(char: char) -> bool {
    matches!(
        char,
        ' ' | '\t' | '\r' | '\n' | '.' | ',' | '[' | ']' | '$' | '@' | '{' | '}'
    )
}
