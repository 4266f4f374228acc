//! Paths of fields, as the server writes them.

/// `spec` and `size`: `spec.size`. An empty path is the root.
pub(crate) fn child(path: &str, name: &str) -> String {
    match path {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    }
}

/// `spec` and `a b`: `spec[a b]`.
pub(crate) fn key(path: &str, key: &str) -> String {
    format!("{path}[{key}]")
}

pub(crate) fn index(path: &str, index: usize) -> String {
    format!("{path}[{index}]")
}

/// The root itself has no name.
pub(crate) fn shown(path: &str) -> String {
    match path {
        "" => "<nil>".to_owned(),
        path => path.to_owned(),
    }
}
