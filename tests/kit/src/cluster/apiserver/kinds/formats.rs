//! The formats of names, labels and keys: what each is, and what the server says of one that is not.
//!
//! Every check answers its complaints; none means that the text is right.

type Complaints = Vec<String>;

const LABEL: &str = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const LABEL_COMPLAINT: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric \
    characters or '-', and must start and end with an alphanumeric character";
const SUBDOMAIN: &str = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
const SUBDOMAIN_COMPLAINT: &str = "a lowercase RFC 1123 subdomain must consist of lower case \
    alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const UNDERSCORED_SUBDOMAIN: &str =
    r"_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*";
const UNDERSCORED_COMPLAINT: &str = "a lowercase RFC 1123 subdomain must consist of lower case \
    alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric \
    character";
const LABEL_1035: &str = "[a-z]([-a-z0-9]*[a-z0-9])?";
const LABEL_1035_COMPLAINT: &str = "a DNS-1035 label must consist of lower case alphanumeric \
    characters or '-', start with an alphabetic character, and end with an alphanumeric character";
const KEY: &str = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const KEY_COMPLAINT: &str = "must consist of alphanumeric characters, '-', '_' or '.', and must \
    start and end with an alphanumeric character";
const VALUE_COMPLAINT: &str = "a valid label must be an empty string or consist of alphanumeric \
    characters, '-', '_' or '.', and must start and end with an alphanumeric character";

/// A label of DNS (RFC 1123): names of namespaces, containers, volumes, ports of services.
pub(crate) fn dns_label(text: &str) -> Complaints {
    let mut complaints = too_long(text, 63, "characters");
    if !is_label(text) {
        complaints.push(if is_subdomain(text) {
            "must not contain dots".to_owned()
        } else {
            regex(LABEL_COMPLAINT, LABEL, &["my-name", "123-abc"])
        });
    }
    complaints
}

/// A subdomain of DNS (RFC 1123): most objects' names.
pub(crate) fn dns_subdomain(text: &str) -> Complaints {
    subdomain(text, "characters")
}

fn subdomain(text: &str, unit: &str) -> Complaints {
    let mut complaints = too_long(text, 253, unit);
    if !is_subdomain(text) {
        complaints.push(regex(SUBDOMAIN_COMPLAINT, SUBDOMAIN, &["example.com"]));
    }
    complaints
}

/// A subdomain that may hold underscores: a search path of a resolver.
pub(crate) fn dns_subdomain_with_underscores(text: &str) -> Complaints {
    let is_part = |part: &str| {
        let part = part.strip_prefix('_').unwrap_or(part);
        bounded(part, is_lower, |c| is_lower(c) || matches!(c, b'-' | b'_'))
    };
    let mut complaints = too_long(text, 253, "characters");
    if !text.split('.').all(is_part) {
        complaints.push(regex(
            UNDERSCORED_COMPLAINT,
            UNDERSCORED_SUBDOMAIN,
            &["example.com"],
        ));
    }
    complaints
}

/// A label of DNS after RFC 1035, which starts with a letter.
pub(crate) fn dns_1035_label(text: &str) -> Complaints {
    let mut complaints = too_long(text, 63, "characters");
    if !is_label(text) || !text.starts_with(|c: char| c.is_ascii_lowercase()) {
        complaints.push(regex(
            LABEL_1035_COMPLAINT,
            LABEL_1035,
            &["my-name", "abc-123"],
        ));
    }
    complaints
}

/// The key of a label or an annotation; also called a qualified name.
pub(crate) fn label_key(key: &str) -> Complaints {
    let complaint = regex(KEY_COMPLAINT, KEY, &["MyName", "my.name", "123-abc"]);
    let mut complaints = Vec::new();
    let mut parts = key.split('/');
    let name = match (parts.next(), parts.next(), parts.next()) {
        (Some(name), None, _) => name,
        (Some(""), Some(name), None) => {
            complaints.push("prefix part must be non-empty".to_owned());
            name
        }
        (Some(prefix), Some(name), None) => {
            let wrong = subdomain(prefix, "bytes");
            complaints.extend(
                wrong
                    .iter()
                    .map(|complaint| format!("prefix part {complaint}")),
            );
            name
        }
        _ => {
            return vec![format!(
                "a valid label key {complaint} with an optional DNS subdomain prefix and '/' (e.g. \
                 'example.com/MyName')"
            )];
        }
    };
    if name.is_empty() {
        complaints.push("name part must be non-empty".to_owned());
    } else if name.len() > 63 {
        complaints.push("name part must be no more than 63 bytes".to_owned());
    }
    if !is_key(name) {
        complaints.push(format!("name part {complaint}"));
    }
    complaints
}

pub(crate) fn label_value(value: &str) -> Complaints {
    let mut complaints = too_long(value, 63, "bytes");
    if !value.is_empty() && !is_key(value) {
        let pattern = format!("({KEY})?");
        complaints.push(regex(
            VALUE_COMPLAINT,
            &pattern,
            &["MyValue", "my_value", "12345"],
        ));
    }
    complaints
}

/// A name that stands in a URL's path.
pub(crate) fn path_segment(name: &str) -> Complaints {
    match name {
        "." | ".." => vec![format!("may not be '{name}'")],
        name => path_segment_prefix(name),
    }
}

/// What may be continued to a [`path_segment`].
pub(crate) fn path_segment_prefix(name: &str) -> Complaints {
    ['/', '%']
        .into_iter()
        .filter(|c| name.contains(*c))
        .map(|c| format!("may not contain '{c}'"))
        .collect()
}

/// A key of a ConfigMap or a Secret.
pub(crate) fn config_key(key: &str) -> Complaints {
    let mut complaints = too_long(key, 253, "characters");
    let allowed = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'.' | b'_');
    if key.is_empty() || !key.bytes().all(allowed) {
        let what = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
        let examples = ["key.name", "KEY_NAME", "key-name"];
        complaints.push(regex(what, "[-._a-zA-Z0-9]+", &examples));
    }
    complaints.extend(match key {
        "." | ".." => Some(format!("must not be '{key}'")),
        key if key.starts_with("..") => Some("must not start with '..'".to_owned()),
        _ => None,
    });
    complaints
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
    let what = "a valid HTTP header must consist of alphanumeric characters or '-'";
    vec![regex(what, "[-A-Za-z0-9]+", &["X-Header-Name"])]
}

/// The name of a container's port (an IANA service name).
pub(crate) fn port_name(name: &str) -> Complaints {
    let allowed = |c: u8| is_lower(c) || c == b'-';
    let checks = [
        (name.len() > 15, "must be no more than 15 characters"),
        (
            name.is_empty() || !name.bytes().all(allowed),
            "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)",
        ),
        (
            !name.bytes().any(|c| c.is_ascii_lowercase()),
            "must contain at least one letter (a-z)",
        ),
        (name.contains("--"), "must not contain consecutive hyphens"),
        (
            name.starts_with('-') || name.ends_with('-'),
            "must not begin or end with a hyphen",
        ),
    ];
    checks
        .into_iter()
        .filter(|(wrong, _)| *wrong)
        .map(|(_, complaint)| complaint.to_owned())
        .collect()
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
    if percent_value(text).is_some() {
        return Vec::new();
    }
    let what = "a valid percent string must be a numeric string followed by an ending '%'";
    vec![regex(what, "[0-9]+%", &["1%", "93%"])]
}

/// The number of a valid percent string; as Go's `Atoi`, it stops at the largest integer.
pub(crate) fn percent_value(text: &str) -> Option<i64> {
    let digits = text.strip_suffix('%')?;
    let is_number = !digits.is_empty() && digits.bytes().all(|c| c.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(i64::MAX))
}

fn too_long(text: &str, limit: usize, unit: &str) -> Complaints {
    if text.len() <= limit {
        return Vec::new();
    }
    vec![format!("must be no more than {limit} {unit}")]
}

/// A complaint with examples and the pattern; its odd commas are the server's.
fn regex(what: &str, pattern: &str, examples: &[&str]) -> String {
    let examples: Vec<_> = examples
        .iter()
        .map(|example| format!("'{example}', "))
        .collect();
    format!(
        "{what} (e.g. {}regex used for validation is '{pattern}')",
        examples.join(" or ")
    )
}

fn is_label(text: &str) -> bool {
    bounded(text, is_lower, |c| is_lower(c) || c == b'-')
}

fn is_subdomain(text: &str) -> bool {
    text.split('.').all(is_label)
}

fn is_key(text: &str) -> bool {
    bounded(
        text,
        |c| c.is_ascii_alphanumeric(),
        |c| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_' | b'.'),
    )
}

fn is_lower(c: u8) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit()
}

/// Not empty, starts and ends with `edge`, and is `inner` throughout.
fn bounded(text: &str, edge: impl Fn(u8) -> bool, inner: impl Fn(u8) -> bool) -> bool {
    match text.as_bytes() {
        [] => false,
        bytes => edge(bytes[0]) && edge(bytes[bytes.len() - 1]) && bytes.iter().all(|c| inner(*c)),
    }
}
