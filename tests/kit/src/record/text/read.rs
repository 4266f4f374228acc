use std::collections::BTreeMap;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode};
use serde_json::value::RawValue;

use super::{HEADER, KINDS};
use crate::record::{Chunk, End, Exchange, Head, Recording, RecordingError};

pub(in crate::record) fn read(text: &str) -> Result<Recording, RecordingError> {
    let mut lines = text.lines().enumerate();
    let mut exchanges = Vec::new();
    let mut open = false;
    let header = lines.next().map(|(_, line)| line).unwrap_or_default();
    read_header(header).map_err(|what| RecordingError::new(1, what))?;
    for (n, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        read_line(line, &mut exchanges, &mut open)
            .map_err(|what| RecordingError::new(n + 1, what))?;
    }
    Ok(exchanges.into_iter().collect())
}

fn read_header(line: &str) -> Result<(), String> {
    let fields = Fields::of(line)?;
    let (name, version) = HEADER;
    match fields.number(name)? {
        Some(found) if found == version => Ok(()),
        Some(other) => Err(format!("version {other} of {name} is not known")),
        None => Err(format!("the first line must be {{\"{name}\":{version}}}")),
    }
}

/// `open` says whether the last exchange has not ended yet.
fn read_line(line: &str, exchanges: &mut Vec<Exchange>, open: &mut bool) -> Result<(), String> {
    let fields = Fields::of(line)?;
    if fields.has("method") {
        if *open {
            return Err("a request before the end of the exchange before it".to_owned());
        }
        exchanges.push(request(&fields)?);
        *open = true;
        return Ok(());
    }
    let exchange = exchanges.last_mut().filter(|_| *open);
    let exchange = exchange.ok_or("what is this of? No request is open")?;
    if fields.has("end") {
        exchange.end = end(&fields)?;
        *open = false;
    } else if fields.has("status") {
        if exchange.head.is_some() {
            return Err("a second head".to_owned());
        }
        exchange.head = Some(head(&fields)?);
    } else {
        if exchange.head.is_none() {
            return Err("a chunk before the head".to_owned());
        }
        let bytes = fields.content()?.ok_or("neither content nor an end")?;
        exchange.chunks.push(Chunk::new(fields.after()?, bytes));
    }
    Ok(())
}

fn request(fields: &Fields) -> Result<Exchange, String> {
    let method = fields.text("method")?.unwrap_or_default();
    let method: Method = method
        .parse()
        .map_err(|_| format!("{method:?} is no method"))?;
    let mut request = Request::new(fields.content()?.unwrap_or_default());
    *request.method_mut() = method;
    *request.headers_mut() = fields.headers()?;
    let at = Duration::from_micros(fields.number("at_us")?.ok_or("no at_us")?);
    let path = fields.text("path")?.ok_or("no path")?;
    Ok(Exchange {
        path,
        ..Exchange::new(at, request)
    })
}

fn head(fields: &Fields) -> Result<Head, String> {
    let status = fields.number("status")?.unwrap_or_default();
    let status = u16::try_from(status)
        .ok()
        .and_then(|status| StatusCode::from_u16(status).ok())
        .ok_or_else(|| format!("{status} is no status"))?;
    Ok(Head::new(fields.after()?, status, fields.headers()?))
}

fn end(fields: &Fields) -> Result<End, String> {
    let end = fields.text("end")?.unwrap_or_default();
    Ok(match end.as_str() {
        "open" => End::Open,
        "truncated" => End::Truncated,
        "finished" => End::Finished {
            after: fields.after()?,
        },
        "failed" => {
            let name = fields.text("kind")?.unwrap_or_default();
            let kind = KINDS.iter().find(|kind| format!("{kind:?}") == name);
            End::Failed {
                after: fields.after()?,
                kind: *kind.ok_or_else(|| format!("{name:?} is no kind of error"))?,
                message: fields.text("message")?.unwrap_or_default(),
            }
        }
        other => return Err(format!("{other:?} is no end")),
    })
}

/// The fields of a line, each as its text.
struct Fields(BTreeMap<String, Box<RawValue>>);

impl Fields {
    fn of(line: &str) -> Result<Self, String> {
        let fields = serde_json::from_str(line);
        fields
            .map(Self)
            .map_err(|error| format!("not a JSON object: {error}"))
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    fn raw(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|raw| raw.get())
    }

    fn number(&self, name: &str) -> Result<Option<u64>, String> {
        let number = self.raw(name).map(serde_json::from_str);
        number
            .transpose()
            .map_err(|_| format!("{name} is no whole number"))
    }

    fn text(&self, name: &str) -> Result<Option<String>, String> {
        let text = self.raw(name).map(serde_json::from_str);
        text.transpose().map_err(|_| format!("{name} is no string"))
    }

    fn after(&self) -> Result<Duration, String> {
        let after = self.number("after_us")?.ok_or("no after_us")?;
        Ok(Duration::from_micros(after))
    }

    fn headers(&self) -> Result<HeaderMap, String> {
        let raw = self.raw("headers").unwrap_or("[]");
        let pairs: Vec<(String, String)> = serde_json::from_str(raw)
            .map_err(|_| "headers are no list of pairs of strings".to_owned())?;
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            let bytes: Option<Vec<u8>> = value
                .chars()
                .map(|character| u8::try_from(character).ok())
                .collect();
            let value = bytes.and_then(|bytes| HeaderValue::from_maybe_shared(bytes).ok());
            let name_of = HeaderName::try_from(&name).ok();
            let (Some(name), Some(value)) = (name_of, value) else {
                return Err(format!("{name:?} is no header, or its value is none"));
            };
            headers.append(name, value);
        }
        Ok(headers)
    }

    fn content(&self) -> Result<Option<Bytes>, String> {
        if let Some(json) = self.raw("json") {
            return Ok(Some(Bytes::from(json.to_owned())));
        }
        if let Some(line) = self.raw("line") {
            return Ok(Some(Bytes::from(format!("{line}\n"))));
        }
        if let Some(text) = self.text("text")? {
            return Ok(Some(text.into()));
        }
        let Some(base64) = self.text("base64")? else {
            return Ok(None);
        };
        let bytes = STANDARD.decode(base64);
        let bytes = bytes.map_err(|error| format!("base64: {error}"))?;
        Ok(Some(bytes.into()))
    }
}
