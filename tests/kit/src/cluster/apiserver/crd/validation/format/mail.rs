//! Mail addresses: `a@example.com`, `A Name <a@example.com>`.

/// Whether Go's net/mail would parse it, comments and encoded words aside.
pub(super) fn is_address(text: &str) -> bool {
    let text = text.trim_matches([' ', '\t']);
    if is_spec(text) {
        return true;
    }
    let Some((name, address)) = text.strip_suffix('>').and_then(|text| text.split_once('<')) else {
        return false;
    };
    let name = name.trim_matches([' ', '\t']);
    (name.is_empty() || is_phrase(name)) && is_spec(address)
}

fn is_spec(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let is_literal = domain.len() > 2 && domain.starts_with('[') && domain.ends_with(']');
    (is_dotted(local) || is_quoted(local)) && (is_dotted(domain) || is_literal)
}

fn is_dotted(text: &str) -> bool {
    text.split('.')
        .all(|atom| !atom.is_empty() && atom.chars().all(is_atom))
}

fn is_atom(c: char) -> bool {
    c.is_ascii_alphanumeric() || !c.is_ascii() || "!#$%&'*+-/=?^_`{|}~".contains(c)
}

fn is_quoted(text: &str) -> bool {
    let Some(inner) = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
    else {
        return false;
    };
    let mut escaped = false;
    for c in inner.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return false,
            c if c.is_ascii_control() && c != '\t' => return false,
            _ => {}
        }
    }
    !escaped && !inner.is_empty()
}

fn is_phrase(text: &str) -> bool {
    is_quoted(text)
        || text
            .split([' ', '\t'])
            .filter(|word| !word.is_empty())
            .all(|word| is_quoted(word) || word.chars().all(|c| is_atom(c) || c == '.'))
}
