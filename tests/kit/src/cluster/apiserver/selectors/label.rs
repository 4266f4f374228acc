//! Label selectors: `app=web,tier in (front, back),!canary,size>3`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::lexer::{Token, tokens};
use crate::cluster::apiserver::go_text;
use crate::cluster::apiserver::kinds::formats;

/// What labels must be. An empty one matches all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LabelSelector {
    requirements: Vec<Requirement>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Requirement {
    key: String,
    operator: Operator,
    values: BTreeSet<String>,
}

/// `=` and `==` are `In` with one value, `!=` is `NotIn` with one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Exists,
    DoesNotExist,
    In,
    NotIn,
    Greater,
    Less,
}

impl LabelSelector {
    /// Reads a request's parameter; fails with the message of a 400.
    pub(crate) fn parse(selector: &str) -> Result<Self, String> {
        let mut parser = Parser {
            tokens: tokens(selector),
            position: 0,
        };
        let mut requirements = parser.requirements()?;
        requirements.sort_by(|one, other| one.key.cmp(&other.key));
        Ok(Self { requirements })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.requirements.is_empty()
    }

    /// `labels`: `metadata.labels`, or null.
    pub(crate) fn matches(&self, labels: &Value) -> bool {
        self.requirements.iter().all(|requirement| {
            let value = labels.get(&requirement.key).and_then(Value::as_str);
            requirement.is_met_by(value)
        })
    }
}

impl Requirement {
    fn is_met_by(&self, value: Option<&str>) -> bool {
        let among = value.is_some_and(|value| self.values.contains(value));
        match self.operator {
            Operator::Exists => value.is_some(),
            Operator::DoesNotExist => value.is_none(),
            Operator::In => among,
            Operator::NotIn => !among,
            Operator::Greater => self.compares(value, |value, bound| value > bound),
            Operator::Less => self.compares(value, |value, bound| value < bound),
        }
    }

    fn compares(&self, value: Option<&str>, holds: fn(i64, i64) -> bool) -> bool {
        let value = value.and_then(|value| value.parse().ok());
        let bound = self.values.first().and_then(|bound| bound.parse().ok());
        value
            .zip(bound)
            .is_some_and(|(value, bound)| holds(value, bound))
    }

    fn checked(self) -> Result<Self, String> {
        let mut complaints = Vec::new();
        let ordered = matches!(self.operator, Operator::Greater | Operator::Less);
        for (index, value) in self.values.iter().enumerate() {
            if ordered && value.parse::<i64>().is_err() {
                let detail = "for 'Gt', 'Lt' operators, the value must be an integer";
                complaints.push(invalid(&format!("values[{index}]"), value, detail));
            }
        }
        for (index, value) in self.values.iter().enumerate() {
            let wrong = formats::label_value(value);
            if !wrong.is_empty() {
                let path = format!("values[{index}][{}]", self.key);
                complaints.push(invalid(&path, value, &wrong.join("; ")));
            }
        }
        match complaints.as_slice() {
            [] => Ok(self),
            [one] => Err(one.clone()),
            many => Err(format!("[{}]", many.join(", "))),
        }
    }
}

fn invalid(path: &str, value: &str, detail: &str) -> String {
    format!("{path}: Invalid value: {}: {detail}", go_text::quote(value))
}

struct Parser<'a> {
    tokens: Vec<Token<'a>>,
    position: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Token<'a> {
        self.peek_operator().as_word()
    }

    fn peek_operator(&self) -> Token<'a> {
        self.tokens
            .get(self.position)
            .copied()
            .unwrap_or(Token::End)
    }

    fn next(&mut self) -> Token<'a> {
        let token = self.peek();
        self.position += 1;
        token
    }

    fn requirements(&mut self) -> Result<Vec<Requirement>, String> {
        let mut requirements = Vec::new();
        loop {
            match self.peek() {
                Token::End => return Ok(requirements),
                Token::Identifier(_) | Token::Not => {}
                other => {
                    return Err(expected(
                        other,
                        ", expected: !, identifier, or 'end of string'",
                    ));
                }
            }
            let requirement = self
                .requirement()
                .map_err(|error| format!("unable to parse requirement: {error}"))?;
            requirements.push(requirement);
            match self.next() {
                Token::End => return Ok(requirements),
                Token::Comma => {}
                other => return Err(expected(other, ", expected: ',' or 'end of string'")),
            }
            match self.peek() {
                Token::Identifier(_) | Token::Not => {}
                other => return Err(expected(other, ", expected: identifier after ','")),
            }
        }
    }

    fn requirement(&mut self) -> Result<Requirement, String> {
        let negated = self.peek() == Token::Not;
        if negated {
            self.next();
        }
        let key = match self.next() {
            Token::Identifier(key) => key,
            other => return Err(expected(other, ", expected: identifier")),
        };
        let wrong = formats::label_key(key);
        if !wrong.is_empty() {
            return Err(invalid("<nil>", key, &wrong.join("; ")));
        }
        let (operator, values) = if negated {
            (Operator::DoesNotExist, BTreeSet::new())
        } else if matches!(self.peek(), Token::End | Token::Comma) {
            (Operator::Exists, BTreeSet::new())
        } else {
            self.operator_and_values()?
        };
        let key = key.to_owned();
        let values = values.into_iter().map(str::to_owned).collect();
        Requirement {
            key,
            operator,
            values,
        }
        .checked()
    }

    fn operator_and_values(&mut self) -> Result<(Operator, BTreeSet<&'a str>), String> {
        let token = self.peek_operator();
        self.position += 1;
        let operator = match token {
            Token::In | Token::Equals | Token::DoubleEquals => Operator::In,
            Token::NotIn | Token::NotEquals => Operator::NotIn,
            Token::Greater => Operator::Greater,
            Token::Less => Operator::Less,
            other => {
                return Err(expected(other, ", expected: in, notin, =, ==, !=, gt, lt"));
            }
        };
        let values = match token {
            Token::In | Token::NotIn => self.values()?,
            _ => BTreeSet::from([self.exact_value()?]),
        };
        Ok((operator, values))
    }

    /// No value is the empty one.
    fn exact_value(&mut self) -> Result<&'a str, String> {
        match self.peek() {
            Token::End | Token::Comma => Ok(""),
            Token::Identifier(value) => {
                self.next();
                Ok(value)
            }
            other => Err(expected(other, ", expected: identifier")),
        }
    }

    fn values(&mut self) -> Result<BTreeSet<&'a str>, String> {
        match self.next() {
            Token::Open => {}
            other => return Err(expected(other, " expected: '('")),
        }
        match self.peek() {
            Token::Identifier(_) | Token::Comma => self.value_list(),
            Token::Close => {
                self.next();
                Ok(BTreeSet::from([""]))
            }
            other => Err(expected(other, ", expected: ',', ')' or identifier")),
        }
    }

    /// Up to the closing parenthesis; nothing between commas is the empty value.
    fn value_list(&mut self) -> Result<BTreeSet<&'a str>, String> {
        let mut values = BTreeSet::new();
        loop {
            match self.next() {
                Token::Identifier(value) => {
                    values.insert(value);
                    match self.peek() {
                        Token::Comma => {}
                        Token::Close => break,
                        other => return Err(expected(other, ", expected: ',' or ')'")),
                    }
                }
                Token::Comma => {
                    if values.is_empty() || matches!(self.peek(), Token::Close | Token::Comma) {
                        values.insert("");
                    }
                    if self.peek() == Token::Close {
                        break;
                    }
                }
                other => return Err(expected(other, ", expected: ',', or identifier")),
            }
        }
        self.next();
        Ok(values)
    }
}

fn expected(found: Token<'_>, what: &str) -> String {
    format!("found '{}'{what}", found.text())
}
