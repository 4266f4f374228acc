//! What names must look like.

use std::sync::LazyLock;

use regex::Regex;

static LABEL: LazyLock<Regex> = LazyLock::new(|| compiled("^[a-z]([-a-z0-9]*[a-z0-9])?$"));
static SUBDOMAIN: LazyLock<Regex> = LazyLock::new(|| {
    compiled(r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")
});

fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the patterns here are constants that compile")
}

/// What keeps a text from being a DNS-1035 label.
pub(crate) fn dns1035_label(text: &str) -> Vec<String> {
    let mut problems = too_long(text, 63);
    if !LABEL.is_match(text) {
        problems.push(
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic \
             character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for \
             validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
                .to_owned(),
        );
    }
    problems
}

/// What keeps a text from being an RFC 1123 subdomain.
pub(crate) fn dns1123_subdomain(text: &str) -> Vec<String> {
    let mut problems = too_long(text, 253);
    if !SUBDOMAIN.is_match(text) {
        problems.push(
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must \
             start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is \
             '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
                .to_owned(),
        );
    }
    problems
}

fn too_long(text: &str, limit: usize) -> Vec<String> {
    if text.len() > limit {
        vec![format!("must be no more than {limit} characters")]
    } else {
        Vec::new()
    }
}
