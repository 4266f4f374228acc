//! Masks values of form-encoded pairs, byte for byte.

/// The text with the values of those keys masked.
pub(super) fn mask(text: &str, is_secret: impl Fn(&str) -> bool) -> String {
    let pairs = text.split('&').map(|pair| {
        let Some((key, value)) = pair.split_once('=') else {
            return pair.to_owned();
        };
        let decoded = form_urlencoded::parse(key.as_bytes()).next();
        match decoded {
            Some((key_text, _)) if is_secret(&key_text) => {
                format!("{key}={}", "x".repeat(value.len()))
            }
            _ => pair.to_owned(),
        }
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// A path or URL with its query masked.
pub(super) fn mask_query(url: &str, is_secret: impl Fn(&str) -> bool) -> String {
    match url.split_once('?') {
        Some((path, query)) => format!("{path}?{}", mask(query, is_secret)),
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_secret_keys_are_masked() {
        let is_secret = |key: &str| key == "a token";
        for (text, expected) in [
            ("", ""),
            ("a", "a"),
            ("x=1&a+token=s%20&y", "x=1&a+token=xxxx&y"),
            ("a%20token=s=t&a+token", "a%20token=xxx&a+token"),
        ] {
            assert_eq!(mask(text, is_secret), expected);
            assert_eq!(
                mask_query(&format!("/p?{text}"), is_secret),
                format!("/p?{expected}")
            );
        }
        assert_eq!(mask_query("/a+token=s", is_secret), "/a+token=s");
    }
}
