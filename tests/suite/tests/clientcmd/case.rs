//! What a program finds when it starts: files, environment and flags.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

/// The folder that a case's files live in. Nothing in a case is outside of it, but for paths that
/// exist on no machine.
pub(crate) const ROOT: &str = "/CASE";

#[derive(Clone, Debug, Default)]
pub(crate) struct Case {
    /// Unique, and where it came from: `merge-12`.
    pub(crate) name: String,
    /// Contents by path, relative to [`ROOT`] or within it. A path that ends with a slash is a
    /// folder.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    pub(crate) kubeconfig: String,
    pub(crate) home: String,
    pub(crate) explicit: String,
    /// clientcmd's `ConfigOverrides` with the field names of kubeconfigs; see
    /// `tests/clientcmd/case.go`.
    pub(crate) overrides: Map<String, Value>,
}

impl Case {
    pub(crate) fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    /// A case of one file, `a`, which `KUBECONFIG` names.
    pub(crate) fn one(name: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        Self::new(name).file("a", content).kubeconfig("a")
    }

    pub(crate) fn file(mut self, path: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.into(), content.into());
        self
    }

    pub(crate) fn kubeconfig(mut self, list: impl Into<String>) -> Self {
        self.kubeconfig = list.into();
        self
    }

    pub(crate) fn explicit(mut self, path: impl Into<String>) -> Self {
        self.explicit = path.into();
        self
    }

    pub(crate) fn home(mut self, path: impl Into<String>) -> Self {
        self.home = path.into();
        self
    }

    /// Sets overrides, given as an object.
    pub(crate) fn overrides(mut self, overrides: Value) -> Self {
        if let Value::Object(overrides) = overrides {
            self.overrides = overrides;
        }
        self
    }

    /// What reading `path` gives, `None` when there is nothing.
    pub(crate) fn read(&self, path: &str) -> Option<Found<'_>> {
        let path = absolute(path);
        if path == "/dev/null" {
            return Some(Found::File(&[]));
        }
        let mut files = self.files.iter();
        let folder = format!("{path}/");
        files.find_map(|(name, content)| {
            let at = absolute(name);
            if name.ends_with('/') && at == path || at.starts_with(&folder) {
                Some(Found::Folder)
            } else if at == path {
                Some(Found::File(content))
            } else {
                None
            }
        })
    }
}

impl outrigger_suite::asked::Case for Case {
    fn name(&self) -> &str {
        &self.name
    }

    fn line(&self) -> String {
        let file = |content: &Vec<u8>| match std::str::from_utf8(content) {
            Ok(text) => json!({ "text": text }),
            Err(_) => json!({ "base64": STANDARD.encode(content) }),
        };
        let files: BTreeMap<_, _> = self
            .files
            .iter()
            .map(|(path, content)| (path, file(content)))
            .collect();
        json!({
            "files": files,
            "kubeconfig": self.kubeconfig,
            "home": self.home,
            "explicit": self.explicit,
            "overrides": self.overrides,
        })
        .to_string()
    }
}

/// What is at a path.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found<'a> {
    File(&'a [u8]),
    Folder,
}

/// A path as seen from [`ROOT`], without `.` and `..`.
pub(crate) fn absolute(path: &str) -> String {
    let joined = match path.strip_prefix('/') {
        Some(rest) => rest.to_owned(),
        None => format!("{}/{path}", &ROOT[1..]),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in joined.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}
