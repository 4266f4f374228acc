//! The formats of names, labels and keys: what each is, and what the server says of one that is not.
//!
//! Every check answers its complaints; none means that the text is right.

use outrigger::validation::{self, Invalid};

type Complaints = Vec<String>;

pub(super) fn complaints(checked: Result<(), Invalid>) -> Complaints {
    checked.map_or_else(|wrong| wrong.messages().to_vec(), |()| Vec::new())
}

/// A label of DNS (RFC 1123): names of namespaces, containers, volumes, ports of services.
pub(crate) fn dns_label(text: &str) -> Complaints {
    complaints(validation::dns1123_label(text))
}

/// A subdomain of DNS (RFC 1123): most objects' names.
pub(crate) fn dns_subdomain(text: &str) -> Complaints {
    complaints(validation::dns1123_subdomain(text))
}

/// A subdomain that may hold underscores: a search path of a resolver.
pub(crate) fn dns_subdomain_with_underscores(text: &str) -> Complaints {
    const PATTERN: &str = r"_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*";
    let is_end = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let is_part = |part: &str| {
        let part = part.strip_prefix('_').unwrap_or(part);
        let inner = |c| is_end(c) || matches!(c, '-' | '_');
        part.starts_with(is_end) && part.ends_with(is_end) && part.chars().all(inner)
    };
    let mut complaints = Vec::new();
    if text.len() > validation::DNS_SUBDOMAIN_MAX {
        let most = validation::DNS_SUBDOMAIN_MAX;
        complaints.push(format!("must be no more than {most} characters"));
    }
    if !text.split('.').all(is_part) {
        complaints.push(format!(
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, \
             '_', '-' or '.', and must start and end with an alphanumeric character (e.g. \
             'example.com', regex used for validation is '{PATTERN}')"
        ));
    }
    complaints
}

/// A label of DNS after RFC 1035, which starts with a letter.
pub(crate) fn dns_1035_label(text: &str) -> Complaints {
    complaints(validation::dns1035_label(text))
}

/// The key of a label or an annotation; also called a qualified name.
pub(crate) fn label_key(key: &str) -> Complaints {
    complaints(validation::label_key(key))
}

pub(crate) fn label_value(value: &str) -> Complaints {
    complaints(validation::label_value(value))
}

/// A key of a ConfigMap or a Secret.
pub(crate) fn config_key(key: &str) -> Complaints {
    complaints(validation::config_map_key(key))
}

/// The name of an environment variable: printable ASCII without `=`.
pub(crate) fn variable_name(name: &str) -> Complaints {
    if name.is_empty() {
        return vec!["environment variable name must be non-empty".to_owned()];
    }
    if name.chars().all(|c| matches!(c, ' '..='~') && c != '=') {
        return Vec::new();
    }
    let complaint = "a valid environment variable name must consist only of printable ASCII \
        characters other than '='";
    vec![complaint.to_owned()]
}

pub(crate) fn header_name(name: &str) -> Complaints {
    if !name.is_empty() && name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-') {
        return Vec::new();
    }
    let complaint = "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. \
        'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')";
    vec![complaint.to_owned()]
}

/// The name of a container's port (an IANA service name).
pub(crate) fn port_name(name: &str) -> Complaints {
    complaints(validation::port_name(name))
}

pub(crate) fn port_number(port: i64) -> Complaints {
    between(port, 1, 65535)
}

/// A user's or group's id.
pub(crate) fn user_id(id: i64) -> Complaints {
    between(id, 0, i64::from(i32::MAX))
}

pub(crate) fn between(number: i64, low: i64, high: i64) -> Complaints {
    if (low..=high).contains(&number) {
        return Vec::new();
    }
    vec![format!("must be between {low} and {high}, inclusive")]
}

pub(crate) fn percent(text: &str) -> Complaints {
    complaints(validation::percent(text))
}

/// The number of a valid percent string; as Go's `Atoi`, it stops at the largest integer.
pub(crate) fn percent_value(text: &str) -> Option<i64> {
    validation::percent(text).ok()?;
    let digits = text.strip_suffix('%')?;
    Some(digits.parse().unwrap_or(i64::MAX))
}
