use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use serde_json::Value;
use serde_json::value::RawValue;

use super::HEADER;
use crate::record::exchange::micros;
use crate::record::{Chunk, End, Exchange, Head, Recording};

pub(in crate::record) fn write(recording: &Recording, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (name, version) = HEADER;
    writeln!(f, "{{\"{name}\":{version}}}")?;
    recording
        .exchanges()
        .iter()
        .try_for_each(|exchange| write_exchange(exchange, f))
}

fn write_exchange(exchange: &Exchange, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let at = micros(exchange.at);
    let method = quoted(exchange.method.as_str());
    let path = quoted(&exchange.path);
    let headers = headers(&exchange.headers);
    write!(
        f,
        "{{\"at_us\":{at},\"method\":{method},\"path\":{path},\"headers\":{headers}"
    )?;
    if !exchange.body.is_empty() {
        write!(f, ",{}", content(&exchange.body))?;
    }
    f.write_str("}\n")?;
    if let Some(head) = &exchange.head {
        write_head(head, f)?;
    }
    for Chunk { after, bytes } in &exchange.chunks {
        let (after, content) = (micros(*after), content(bytes));
        writeln!(f, "{{\"after_us\":{after},{content}}}")?;
    }
    write_end(&exchange.end, f)
}

fn write_head(head: &Head, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (after, status) = (micros(head.after), head.status.as_u16());
    let headers = headers(&head.headers);
    writeln!(
        f,
        "{{\"after_us\":{after},\"status\":{status},\"headers\":{headers}}}"
    )
}

fn write_end(end: &End, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match end {
        End::Open => writeln!(f, "{{\"end\":\"open\"}}"),
        End::Truncated => writeln!(f, "{{\"end\":\"truncated\"}}"),
        End::Finished { after } => {
            let after = micros(*after);
            writeln!(f, "{{\"after_us\":{after},\"end\":\"finished\"}}")
        }
        End::Failed {
            after,
            kind,
            message,
        } => {
            let (after, message) = (micros(*after), quoted(message));
            writeln!(
                f,
                "{{\"after_us\":{after},\"end\":\"failed\",\"kind\":\"{kind:?}\",\
                 \"message\":{message}}}"
            )
        }
    }
}

fn headers(headers: &HeaderMap) -> Value {
    // Every byte of a value as the character of that number: values are ASCII, nearly always.
    let text = |value: &[u8]| value.iter().copied().map(char::from).collect::<String>();
    headers
        .iter()
        .map(|(name, value)| Value::from(vec![name.to_string(), text(value.as_bytes())]))
        .collect()
}

/// Bytes as the field that shows most of them.
fn content(bytes: &[u8]) -> String {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return format!("\"base64\":\"{}\"", STANDARD.encode(bytes));
    };
    if is_document(text) {
        return format!("\"json\":{text}");
    }
    match text.strip_suffix('\n') {
        Some(line) if is_document(line) => format!("\"line\":{line}"),
        _ => format!("\"text\":{}", quoted(text)),
    }
}

/// Whether this is an object or an array that can stand in a line as it is.
fn is_document(text: &str) -> bool {
    text.starts_with(['{', '['])
        && !text.contains(['\n', '\r'])
        && serde_json::from_str::<&RawValue>(text).is_ok_and(|raw| raw.get() == text)
}

fn quoted(text: &str) -> Value {
    Value::from(text)
}
