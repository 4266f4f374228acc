//! Times, durations, and numbers or texts.

use outrigger::object::{Duration, IntOrString, MicroTime, Time};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{refused, text};

pub(super) fn read(given: &Value) -> Value {
    match text(given, "as") {
        "time" => printed::<Time>(given),
        "microTime" => printed::<MicroTime>(given),
        "duration" => printed::<Duration>(given),
        "intOrString" => scaled(given),
        other => panic!("there is no type {other}"),
    }
}

fn parsed<T: DeserializeOwned>(given: &Value) -> Result<T, serde_json::Error> {
    // Of the text, as from a server.
    serde_json::from_str(&given["json"].to_string())
}

fn printed<T: DeserializeOwned + Serialize>(given: &Value) -> Value {
    match parsed::<T>(given) {
        Err(error) => refused(error),
        Ok(value) => match serde_json::to_value(&value) {
            Ok(printed) => json!({ "prints": printed }),
            Err(error) => json!({ "prints-error": error.to_string() }),
        },
    }
}

fn scaled(given: &Value) -> Value {
    let value: IntOrString = match parsed(given) {
        Err(error) => return refused(error),
        Ok(value) => value,
    };
    let mut answer = printed::<IntOrString>(given);
    answer["text"] = value.to_string().into();
    answer["isText"] = matches!(value, IntOrString::String(_)).into();
    answer["number"] = value.int_value().into();
    let total = i32::try_from(given["total"].as_i64().unwrap()).unwrap();
    for (name, up) in [("up", true), ("down", false)] {
        if let Ok(scaled) = value.scaled(total, up) {
            answer[name] = scaled.into();
        }
    }
    answer
}
