use super::name::subdomain;
use super::{
    DNS_SUBDOMAIN_MAX, LABEL_MAX, Result, bounded, other_folder, too_long, unlike, verdict,
};

const KEY: &str = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const KEY_RULE: &str = "must consist of alphanumeric characters, '-', '_' or '.', and must start \
    and end with an alphanumeric character";
const VALUE_RULE: &str = "a valid label must be an empty string or consist of alphanumeric \
    characters, '-', '_' or '.', and must start and end with an alphanumeric character";

/// The key of a label or an annotation, also called a qualified name: up to 63 letters, digits, `-`,
/// `_` and `.`, and before it a domain and `/` if there is one.
///
/// # Errors
/// What is wrong with it.
pub fn label_key(key: &str) -> Result {
    let rule = unlike(KEY_RULE, KEY, &["MyName", "my.name", "123-abc"]);
    let mut messages = Vec::new();
    let name = match key.split_once('/') {
        None => key,
        Some((_, name)) if name.as_bytes().contains(&b'/') => {
            return verdict(vec![format!(
                "a valid label key {rule} with an optional DNS subdomain prefix and '/' (e.g. \
                 'example.com/MyName')"
            )]);
        }
        Some((prefix, name)) => {
            let wrong = match prefix {
                "" => vec!["must be non-empty".to_owned()],
                prefix => subdomain(prefix, "bytes"),
            };
            messages.extend(wrong.iter().map(|message| format!("prefix part {message}")));
            name
        }
    };
    if name.is_empty() {
        messages.push("name part must be non-empty".to_owned());
    } else if name.len() > LABEL_MAX {
        messages.push(format!("name part must be no more than {LABEL_MAX} bytes"));
    }
    if !is_word(name) {
        messages.push(format!("name part {rule}"));
    }
    verdict(messages)
}

/// The value of a label: up to 63 letters, digits, `-`, `_` and `.`, or nothing.
///
/// # Errors
/// What is wrong with it.
pub fn label_value(value: &str) -> Result {
    let mut messages = too_long(value, LABEL_MAX, "bytes");
    if !value.is_empty() && !is_word(value) {
        let pattern = format!("({KEY})?");
        messages.push(unlike(
            VALUE_RULE,
            &pattern,
            &["MyValue", "my_value", "12345"],
        ));
    }
    verdict(messages)
}

/// A key in the data of a ConfigMap or a Secret.
///
/// # Errors
/// What is wrong with it.
pub fn config_map_key(key: &str) -> Result {
    const RULE: &str =
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
    let mut messages = too_long(key, DNS_SUBDOMAIN_MAX, "characters");
    if key.is_empty() || !key.bytes().all(is_word_byte) {
        let examples = ["key.name", "KEY_NAME", "key-name"];
        messages.push(unlike(RULE, "[-._a-zA-Z0-9]+", &examples));
    }
    messages.extend(other_folder(key));
    verdict(messages)
}

fn is_word(text: &str) -> bool {
    bounded(text, |byte| byte.is_ascii_alphanumeric(), is_word_byte)
}

const fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}
