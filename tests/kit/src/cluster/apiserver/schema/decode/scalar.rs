use serde_json::Value;

use super::super::scalars::{base64, quantity, time};
use super::{Decoder, Shape, StringFormat, Target};
use crate::cluster::apiserver::json::{Json, Token, float};

impl<'a> Decoder<'a> {
    pub(super) fn scalar(
        &mut self,
        target: Target<'a>,
        json: Json<'a>,
        slot: &mut Value,
    ) -> Result<(), String> {
        match &target.schema.shape {
            Shape::Boolean => match json.token() {
                Token::Boolean(value) => *slot = Value::Bool(*value),
                token => self.plain_mismatch(token, target.go_type),
            },
            Shape::Integer { bits } => self.integer(*bits, target.go_type, json, slot),
            Shape::Number => self.number(target.go_type, json, slot),
            Shape::IntOrString => return self.int_or_string(json, slot),
            Shape::String(StringFormat::Bytes) => self.bytes(json, slot),
            Shape::String(StringFormat::Quantity) => return quantity(json, slot),
            Shape::String(StringFormat::Time) => {
                return self.time(time::Precision::Seconds, json, slot);
            }
            Shape::String(StringFormat::MicroTime) => {
                return self.time(time::Precision::Micros, json, slot);
            }
            _ => match json.token() {
                Token::String(text) => *slot = Value::String(text.clone()),
                token => self.plain_mismatch(token, target.go_type),
            },
        }
        Ok(())
    }

    /// Null leaves a scalar as it is.
    fn plain_mismatch(&mut self, token: &Token, go_type: &str) {
        if *token != Token::Null {
            self.mismatch(token.name(), go_type);
        }
    }

    fn integer(&mut self, bits: u8, go_type: &str, json: Json<'a>, slot: &mut Value) {
        match json.token() {
            Token::Number(text) => match integer(text, bits) {
                Some(value) => *slot = value.into(),
                None => self.mismatch(&format!("number {text}"), go_type),
            },
            token => self.plain_mismatch(token, go_type),
        }
    }

    fn number(&mut self, go_type: &str, json: Json<'a>, slot: &mut Value) {
        match json.token() {
            Token::Number(text) => match float(text) {
                Some(value) => *slot = Value::Number(value),
                None => self.mismatch(&format!("number {text}"), go_type),
            },
            token => self.plain_mismatch(token, go_type),
        }
    }

    /// base64, or a list of numbers.
    fn bytes(&mut self, json: Json<'a>, slot: &mut Value) {
        match json.token() {
            Token::Null => *slot = Value::Null,
            Token::String(text) => match base64::decode(text) {
                Ok(bytes) => *slot = base64::encode(&bytes).into(),
                Err(error) => {
                    self.error.get_or_insert(error);
                }
            },
            Token::List => {
                let mut bytes = Vec::new();
                for item in json.items() {
                    match item.token() {
                        Token::Null => bytes.push(0),
                        Token::Number(text) => match text.parse() {
                            Ok(byte) => bytes.push(byte),
                            Err(_) => self.mismatch(&format!("number {text}"), "uint8"),
                        },
                        token => self.mismatch(token.name(), "uint8"),
                    }
                }
                *slot = base64::encode(&bytes).into();
            }
            token => self.mismatch(token.name(), "[]uint8"),
        }
    }

    fn int_or_string(&mut self, json: Json<'a>, slot: &mut Value) -> Result<(), String> {
        match json.token() {
            Token::String(text) => *slot = Value::String(text.clone()),
            Token::Null => *slot = 0.into(),
            Token::Number(text) => match integer(text, 32) {
                Some(value) => *slot = value.into(),
                None => return Err(self.mismatched(&format!("number {text}"), "int32")),
            },
            token => return Err(self.mismatched(token.name(), "int32")),
        }
        Ok(())
    }

    fn time(
        &mut self,
        precision: time::Precision,
        json: Json<'a>,
        slot: &mut Value,
    ) -> Result<(), String> {
        *slot = match json.token() {
            Token::Null => Value::Null,
            Token::String(text) => {
                time::canonical(text, precision)?.map_or(Value::Null, Value::String)
            }
            token => return Err(self.mismatched(token.name(), "string")),
        };
        Ok(())
    }
}

fn integer(text: &str, bits: u8) -> Option<i64> {
    match bits {
        32 => text.parse::<i32>().ok().map(i64::from),
        _ => text.parse().ok(),
    }
}

/// A number will do; what is neither has no digits where they should be.
fn quantity(json: Json<'_>, slot: &mut Value) -> Result<(), String> {
    let text = match json.token() {
        Token::Null => "0",
        Token::String(text) | Token::Number(text) => text.as_str(),
        _ => "?",
    };
    *slot = quantity::canonical(text)?.into();
    Ok(())
}
