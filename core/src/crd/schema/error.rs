use std::fmt;

/// Why a type has no structural schema, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaError {
    path: String,
    problem: String,
}

impl SchemaError {
    pub(in crate::crd) fn new(path: &str, problem: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            problem: problem.into(),
        }
    }

    /// The place in the object, such as `tree.children[*]`; empty for the whole.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The same problem, of a schema that stands at `path`.
    pub(crate) fn below(mut self, path: &str) -> Self {
        let separator = if self.path.is_empty() || self.path.starts_with('[') {
            ""
        } else {
            "."
        };
        self.path = format!("{path}{separator}{}", self.path);
        self
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.problem)
    }
}

impl std::error::Error for SchemaError {}
