//! The grammar of label selectors. Source: apimachinery's `labels/selector.go`.

use super::lexer::{Lexer, Token};
use super::requirement::invalid;
use super::{InvalidSelector, Operator, Requirement};
use crate::validation;

/// The requirements in the order in which they stand.
pub(super) fn parse(selector: &str) -> Result<Vec<Requirement>, InvalidSelector> {
    super::check_length(selector)?;
    let mut lexer = Lexer::new(selector);
    let token = lexer.next();
    Parser { lexer, token }.requirements()
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    token: Token<'a>,
}

impl<'a> Parser<'a> {
    const fn peek(&self) -> Token<'a> {
        self.token.as_word()
    }

    fn next(&mut self) -> Token<'a> {
        self.next_operator().as_word()
    }

    fn next_operator(&mut self) -> Token<'a> {
        let next = self.lexer.next();
        std::mem::replace(&mut self.token, next)
    }

    fn requirements(&mut self) -> Result<Vec<Requirement>, InvalidSelector> {
        let mut requirements = Vec::new();
        loop {
            match self.peek() {
                Token::End => return Ok(requirements),
                Token::Word(_) | Token::Not => {}
                other => {
                    return Err(expected(
                        other,
                        ", expected: !, identifier, or 'end of string'",
                    ));
                }
            }
            let requirement = self.requirement().map_err(|error| {
                InvalidSelector(format!("unable to parse requirement: {error}"))
            })?;
            requirements.push(requirement);
            match self.next() {
                Token::End => return Ok(requirements),
                Token::Comma => {}
                other => return Err(expected(other, ", expected: ',' or 'end of string'")),
            }
            match self.peek() {
                Token::Word(_) | Token::Not => {}
                other => return Err(expected(other, ", expected: identifier after ','")),
            }
        }
    }

    fn requirement(&mut self) -> Result<Requirement, InvalidSelector> {
        let negated = self.peek() == Token::Not;
        if negated {
            self.next();
        }
        let key = match self.next() {
            Token::Word(key) => key,
            other => return Err(expected(other, ", expected: identifier")),
        };
        if let Err(error) = validation::label_key(key) {
            return Err(InvalidSelector(invalid("<nil>", key, &error.to_string())));
        }
        let (operator, values) = if negated {
            (Operator::DoesNotExist, Vec::new())
        } else if matches!(self.peek(), Token::End | Token::Comma) {
            (Operator::Exists, Vec::new())
        } else {
            let operator = self.operator()?;
            let values = match operator {
                Operator::In | Operator::NotIn => self.values()?,
                _ => vec![self.exact_value()?],
            };
            (operator, values)
        };
        Requirement::new(key, operator, values)
    }

    fn operator(&mut self) -> Result<Operator, InvalidSelector> {
        match self.next_operator() {
            Token::In => Ok(Operator::In),
            Token::NotIn => Ok(Operator::NotIn),
            Token::Equals => Ok(Operator::Equals),
            Token::DoubleEquals => Ok(Operator::DoubleEquals),
            Token::NotEquals => Ok(Operator::NotEquals),
            Token::Greater => Ok(Operator::GreaterThan),
            Token::Less => Ok(Operator::LessThan),
            other => Err(expected(other, ", expected: in, notin, =, ==, !=, gt, lt")),
        }
    }

    /// No value is the empty one.
    fn exact_value(&mut self) -> Result<&'a str, InvalidSelector> {
        if matches!(self.peek(), Token::End | Token::Comma) {
            return Ok("");
        }
        match self.next() {
            Token::Word(value) => Ok(value),
            other => Err(expected(other, ", expected: identifier")),
        }
    }

    fn values(&mut self) -> Result<Vec<&'a str>, InvalidSelector> {
        match self.next() {
            Token::Open => {}
            other => return Err(expected(other, " expected: '('")),
        }
        match self.peek() {
            Token::Word(_) | Token::Comma => self.value_list(),
            Token::Close => {
                self.next();
                Ok(vec![""])
            }
            other => Err(expected(other, ", expected: ',', ')' or identifier")),
        }
    }

    /// Up to the closing parenthesis, sorted and each once; nothing between commas is the empty value.
    fn value_list(&mut self) -> Result<Vec<&'a str>, InvalidSelector> {
        let mut values = Vec::new();
        loop {
            match self.next() {
                Token::Word(value) => {
                    values.push(value);
                    match self.peek() {
                        Token::Comma => {}
                        Token::Close => break,
                        other => return Err(expected(other, ", expected: ',' or ')'")),
                    }
                }
                Token::Comma => {
                    if values.is_empty() || matches!(self.peek(), Token::Close | Token::Comma) {
                        values.push("");
                    }
                    if self.peek() == Token::Close {
                        break;
                    }
                }
                other => return Err(expected(other, ", expected: ',', or identifier")),
            }
        }
        self.next();
        values.sort();
        values.dedup();
        Ok(values)
    }
}

fn expected(found: Token<'_>, what: &str) -> InvalidSelector {
    InvalidSelector(format!("found '{}'{what}", found.text()))
}
