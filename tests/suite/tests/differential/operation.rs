//! One step of a run, as both servers get it.
//!
//! Paths and bodies hold placeholders for what each server made up itself:
//! `{{version KEY}}`, `{{stale KEY}}`, `{{uid KEY}}`, `{{name N}}`, `{{list PLURAL}}`,
//! `{{before PLURAL}}`, `{{continue N}}`, where a KEY is `plural/namespace/name`.

use std::fmt;

use http::Method;
use serde_json::Value;

use crate::kinds::Kind;

/// One request, or several watches at once.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    /// What it tries, for reports and statistics.
    pub(crate) what: &'static str,
    pub(crate) method: Method,
    /// Paths and queries; more than one only for watches.
    pub(crate) targets: Vec<String>,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) content: Content,
    /// The object that it changes.
    pub(crate) about: Option<String>,
    /// Where its answer's continue token is kept.
    pub(crate) page: Option<usize>,
    pub(crate) watch: bool,
    /// It reads this kind from the server's cache, which is to be up to date first.
    pub(crate) cached: Option<&'static Kind>,
}

/// A request's body.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    None,
    Text(String),
    /// The object as the server last showed it, changed.
    Edited {
        key: String,
        /// For a server that never showed it.
        otherwise: Value,
        edits: Vec<(&'static str, Option<Value>)>,
    },
}

pub(crate) const JSON: &str = "application/json";

impl Operation {
    pub(crate) fn new(what: &'static str, method: Method, target: impl Into<String>) -> Self {
        Self {
            what,
            method,
            targets: vec![target.into()],
            headers: Vec::new(),
            content: Content::None,
            about: None,
            page: None,
            watch: false,
            cached: None,
        }
    }

    pub(crate) fn get(what: &'static str, target: impl Into<String>) -> Self {
        Self::new(what, Method::GET, target)
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.text(JSON, body.to_string())
    }

    pub(crate) fn text(mut self, content_type: &str, body: String) -> Self {
        if !content_type.is_empty() {
            self.headers.push(("content-type", content_type.to_owned()));
        }
        self.content = Content::Text(body);
        self
    }

    pub(crate) fn edited(
        mut self,
        key: &str,
        otherwise: Value,
        edits: Vec<(&'static str, Option<Value>)>,
    ) -> Self {
        self.headers.push(("content-type", JSON.to_owned()));
        self.content = Content::Edited {
            key: key.to_owned(),
            otherwise,
            edits,
        };
        self
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn about(mut self, key: impl Into<String>) -> Self {
        self.about = Some(key.into());
        self
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.what)?;
        for target in &self.targets {
            write!(f, "\n  {} {}", self.method, short(target))?;
        }
        for (name, value) in &self.headers {
            write!(f, "\n  {name}: {}", short(value))?;
        }
        match &self.content {
            Content::None => Ok(()),
            Content::Text(text) => write!(f, "\n  {}", short(text)),
            Content::Edited { key, edits, .. } => {
                write!(f, "\n  {key} as it was last seen, with")?;
                for (path, value) in edits {
                    match value {
                        Some(value) => write!(f, " {path}={}", short(&value.to_string()))?,
                        None => write!(f, " no {path}")?,
                    }
                }
                Ok(())
            }
        }
    }
}

/// A text that fits a report.
pub(crate) fn short(text: &str) -> String {
    const LONGEST: usize = 1_500;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}… ({} bytes)", &text[..end], text.len()),
        None => text.to_owned(),
    }
}
