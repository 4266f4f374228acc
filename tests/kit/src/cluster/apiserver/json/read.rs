use super::{Document, Node, Token};
use crate::cluster::apiserver::go_text::push_escaped;

/// Deeper texts are refused, as by Go.
const DEEPEST: usize = 10_000;

/// What may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Value,
    /// After `[`.
    ValueOrEnd,
    /// After a comma in an object.
    Key,
    /// After `{`.
    KeyOrEnd,
    /// A comma or the end of what is open.
    More,
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    nodes: Vec<Node>,
    /// The lists and objects that are not closed yet.
    open: Vec<usize>,
    key: String,
}

pub(super) fn parse(text: &[u8]) -> Result<Document, String> {
    let mut reader = Reader {
        text,
        at: 0,
        nodes: Vec::new(),
        open: Vec::new(),
        key: String::new(),
    };
    reader.run()?;
    Ok(Document {
        nodes: reader.nodes,
    })
}

impl Reader<'_> {
    fn run(&mut self) -> Result<(), String> {
        let mut next = Next::Value;
        loop {
            let Some(byte) = self.after_space() else {
                return match next {
                    Next::More if self.open.is_empty() => Ok(()),
                    _ => Err("unexpected end of JSON input".to_owned()),
                };
            };
            next = match (next, byte) {
                (Next::ValueOrEnd, b']') | (Next::KeyOrEnd, b'}') => self.close(),
                (Next::Value | Next::ValueOrEnd, _) => self.value(byte)?,
                (Next::Key | Next::KeyOrEnd, b'"') => self.key()?,
                (Next::Key | Next::KeyOrEnd, _) => {
                    return Err(refusal(byte, "looking for beginning of object key string"));
                }
                (Next::More, _) => self.more(byte)?,
            };
        }
    }

    fn after_space(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.text.get(self.at) {
            self.at += 1;
        }
        self.text.get(self.at).copied()
    }

    /// The byte here. Go takes the end for a space where it is in the middle of something.
    fn here(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or(b' ')
    }

    fn value(&mut self, byte: u8) -> Result<Next, String> {
        let token = match byte {
            b'{' => return self.start(Token::Object, Next::KeyOrEnd),
            b'[' => return self.start(Token::List, Next::ValueOrEnd),
            b'"' => Token::String(self.string()?),
            b'-' | b'0'..=b'9' => Token::Number(self.number()?),
            b't' => self.literal("true", Token::Boolean(true))?,
            b'f' => self.literal("false", Token::Boolean(false))?,
            b'n' => self.literal("null", Token::Null)?,
            _ => return Err(refusal(byte, "looking for beginning of value")),
        };
        self.push(token);
        Ok(Next::More)
    }

    fn push(&mut self, token: Token) {
        let key = std::mem::take(&mut self.key);
        self.nodes.push(Node {
            key,
            token,
            size: 1,
        });
    }

    fn start(&mut self, token: Token, next: Next) -> Result<Next, String> {
        if self.open.len() == DEEPEST {
            return Err(refusal(self.here(), "exceeded max depth"));
        }
        self.at += 1;
        self.open.push(self.nodes.len());
        self.push(token);
        Ok(next)
    }

    fn close(&mut self) -> Next {
        self.at += 1;
        if let Some(start) = self.open.pop() {
            self.nodes[start].size = self.nodes.len() - start;
        }
        Next::More
    }

    /// What follows a value.
    fn more(&mut self, byte: u8) -> Result<Next, String> {
        let Some(start) = self.open.last() else {
            return Err(refusal(byte, "after top-level value"));
        };
        match (&self.nodes[*start].token, byte) {
            (Token::List, b']') | (Token::Object, b'}') => return Ok(self.close()),
            (_, b',') => self.at += 1,
            (Token::List, _) => return Err(refusal(byte, "after array element")),
            _ => return Err(refusal(byte, "after object key:value pair")),
        }
        Ok(match self.nodes[*start].token {
            Token::List => Next::Value,
            _ => Next::Key,
        })
    }

    /// A member's name and the colon.
    fn key(&mut self) -> Result<Next, String> {
        self.key = self.string()?;
        match self.after_space() {
            Some(b':') => self.at += 1,
            Some(byte) => return Err(refusal(byte, "after object key")),
            None => {}
        }
        Ok(Next::Value)
    }

    fn literal(&mut self, text: &str, token: Token) -> Result<Token, String> {
        for expected in text.bytes() {
            if self.here() != expected {
                let context = format!("in literal {text} (expecting '{}')", char::from(expected));
                return Err(refusal(self.here(), &context));
            }
            self.at += 1;
        }
        Ok(token)
    }

    fn number(&mut self) -> Result<String, String> {
        let start = self.at;
        if self.here() == b'-' {
            self.at += 1;
        }
        match self.here() {
            b'0' => self.at += 1,
            _ => self.digits("in numeric literal")?,
        }
        if self.here() == b'.' {
            self.at += 1;
            self.digits("after decimal point in numeric literal")?;
        }
        if let b'e' | b'E' = self.here() {
            self.at += 1;
            if let b'+' | b'-' = self.here() {
                self.at += 1;
            }
            self.digits("in exponent of numeric literal")?;
        }
        Ok(String::from_utf8_lossy(&self.text[start..self.at]).into_owned())
    }

    /// One digit at least.
    fn digits(&mut self, context: &str) -> Result<(), String> {
        if !self.here().is_ascii_digit() {
            return Err(refusal(self.here(), context));
        }
        while self.here().is_ascii_digit() {
            self.at += 1;
        }
        Ok(())
    }

    fn string(&mut self) -> Result<String, String> {
        self.at += 1;
        let mut bytes = Vec::new();
        loop {
            match self.text.get(self.at) {
                None => return Err("unexpected end of JSON input".to_owned()),
                Some(b'"') => break,
                Some(b'\\') => {
                    let character = self.escape()?;
                    bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                }
                Some(byte) if *byte < b' ' => return Err(refusal(*byte, "in string literal")),
                Some(byte) => {
                    bytes.push(*byte);
                    self.at += 1;
                }
            }
        }
        self.at += 1;
        Ok(to_text(bytes))
    }

    fn escape(&mut self) -> Result<char, String> {
        self.at += 1;
        let character = match self.here() {
            b'u' => return self.unicode(),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            byte @ (b'\\' | b'/' | b'"') => char::from(byte),
            byte => return Err(refusal(byte, "in string escape code")),
        };
        self.at += 1;
        Ok(character)
    }

    /// A `\u` escape, or a pair of them; what is no character becomes U+FFFD.
    fn unicode(&mut self) -> Result<char, String> {
        let first = self.unit()?;
        if (0xd800..0xdc00).contains(&first) && self.text[self.at..].starts_with(b"\\u") {
            let before = self.at;
            self.at += 1;
            let second = self.unit()?;
            if (0xdc00..0xe000).contains(&second) {
                let code = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = before;
        }
        Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    /// The four digits after `u`.
    fn unit(&mut self) -> Result<u32, String> {
        let mut unit = 0;
        for _ in 0..4 {
            self.at += 1;
            let Some(digit) = char::from(self.here()).to_digit(16) else {
                return Err(refusal(self.here(), "in \\u hexadecimal character escape"));
            };
            unit = unit * 16 + digit;
        }
        self.at += 1;
        Ok(unit)
    }
}

/// Each byte that is no UTF-8 becomes U+FFFD.
fn to_text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| {
        let mut text = String::new();
        for chunk in error.as_bytes().utf8_chunks() {
            text.push_str(chunk.valid());
            text.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
        }
        text
    })
}

fn refusal(byte: u8, context: &str) -> String {
    let mut shown = String::new();
    push_escaped(&mut shown, char::from(byte), '\'');
    format!("invalid character '{shown}' {context}")
}

#[cfg(test)]
mod tests;
