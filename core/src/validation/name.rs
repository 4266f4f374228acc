use super::{
    DNS_LABEL_MAX, DNS_SUBDOMAIN_MAX, Result, bounded, is_lower, too_long, unlike, verdict,
};

const LABEL: &str = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const SUBDOMAIN: &str = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";

/// A label of DNS (RFC 1123): the names of namespaces, containers and volumes.
///
/// # Errors
/// What is wrong with it.
pub fn dns1123_label(text: &str) -> Result {
    const RULE: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric \
        characters or '-', and must start and end with an alphanumeric character";
    let mut messages = too_long(text, DNS_LABEL_MAX, "characters");
    if !is_label(text) {
        messages.push(match is_subdomain(text) {
            true => "must not contain dots".to_owned(),
            false => unlike(RULE, LABEL, &["my-name", "123-abc"]),
        });
    }
    verdict(messages)
}

/// A subdomain of DNS (RFC 1123): most objects' names, and API groups.
///
/// # Errors
/// What is wrong with it.
pub fn dns1123_subdomain(text: &str) -> Result {
    verdict(subdomain(text, "characters"))
}

pub(super) fn subdomain(text: &str, unit: &str) -> Vec<String> {
    const RULE: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric \
        characters, '-' or '.', and must start and end with an alphanumeric character";
    let mut messages = too_long(text, DNS_SUBDOMAIN_MAX, unit);
    if !is_subdomain(text) {
        messages.push(unlike(RULE, SUBDOMAIN, &["example.com"]));
    }
    messages
}

/// A subdomain of DNS with `*.` before it: the host of an Ingress' rule.
///
/// # Errors
/// What is wrong with it.
pub fn wildcard_dns1123_subdomain(text: &str) -> Result {
    const RULE: &str = "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS \
        subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end \
        with an alphanumeric character";
    let mut messages = too_long(text, DNS_SUBDOMAIN_MAX, "characters");
    if !text.strip_prefix("*.").is_some_and(is_subdomain) {
        let pattern = format!(r"\*\.{SUBDOMAIN}");
        messages.push(unlike(RULE, &pattern, &["*.example.com"]));
    }
    verdict(messages)
}

/// A label of DNS after RFC 1035, which begins with a letter: the names of Services.
///
/// # Errors
/// What is wrong with it.
pub fn dns1035_label(text: &str) -> Result {
    const RULE: &str = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', \
        start with an alphabetic character, and end with an alphanumeric character";
    let mut messages = too_long(text, DNS_LABEL_MAX, "characters");
    if !is_label(text) || !text.starts_with(|c: char| c.is_ascii_lowercase()) {
        let pattern = "[a-z]([-a-z0-9]*[a-z0-9])?";
        messages.push(unlike(RULE, pattern, &["my-name", "abc-123"]));
    }
    verdict(messages)
}

/// What stands in `metadata.generateName` of an object whose name must pass `rule`: the server adds
/// letters to it, so it may end in `-`.
///
/// ```
/// use outrigger::validation::{dns1123_subdomain, generate_name_prefix};
///
/// assert!(generate_name_prefix("web-", dns1123_subdomain).is_ok());
/// assert!(dns1123_subdomain("web-").is_err());
/// ```
///
/// # Errors
/// What is wrong with it.
pub fn generate_name_prefix(prefix: &str, rule: fn(&str) -> Result) -> Result {
    // apimachinery's `maskTrailingDash` replaces the character before the dash, too.
    let kept = prefix.strip_suffix('-').and_then(|kept| {
        let end = kept.len().checked_sub(1)?;
        kept.get(..end)
    });
    match kept {
        Some(kept) => rule(&format!("{kept}a")),
        None => rule(prefix),
    }
}

/// A name that can stand in a URL's path: all names of objects and namespaces.
///
/// # Errors
/// What is wrong with it. Nothing is, with an empty one.
pub fn path_segment(name: &str) -> Result {
    match name {
        "." | ".." => verdict(vec![format!("may not be '{name}'")]),
        name => path_segment_prefix(name),
    }
}

/// What can be continued to a [`path_segment`].
///
/// # Errors
/// What is wrong with it.
pub fn path_segment_prefix(name: &str) -> Result {
    let refused = ['/', '%'].into_iter().filter(|c| name.contains(*c));
    verdict(refused.map(|c| format!("may not contain '{c}'")).collect())
}

/// The name of a port of a container or a Service.
///
/// # Errors
/// What is wrong with it.
pub fn port_name(name: &str) -> Result {
    let mut messages = too_long(name, 15, "characters");
    let mut require = |holds: bool, message: &str| {
        if !holds {
            messages.push(message.to_owned());
        }
    };
    let known = !name.is_empty() && name.bytes().all(|byte| is_lower(byte) || byte == b'-');
    require(
        known,
        "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)",
    );
    let letter = name.bytes().any(|byte| byte.is_ascii_lowercase());
    require(letter, "must contain at least one letter (a-z)");
    let double = name.as_bytes().windows(2).any(|pair| pair == b"--");
    require(!double, "must not contain consecutive hyphens");
    let edge = name.starts_with('-') || name.ends_with('-');
    require(!edge, "must not begin or end with a hyphen");
    verdict(messages)
}

/// A percentage, such as `25%`.
///
/// # Errors
/// What is wrong with it.
pub fn percent(text: &str) -> Result {
    const RULE: &str = "a valid percent string must be a numeric string followed by an ending '%'";
    let number = text.strip_suffix('%').unwrap_or_default();
    match !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) {
        true => Ok(()),
        false => verdict(vec![unlike(RULE, "[0-9]+%", &["1%", "93%"])]),
    }
}

fn is_label(text: &str) -> bool {
    bounded(text, is_lower, |byte| is_lower(byte) || byte == b'-')
}

fn is_subdomain(text: &str) -> bool {
    text.split('.').all(is_label)
}
