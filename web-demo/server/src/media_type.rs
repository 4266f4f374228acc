//! What the cluster's answers are said to be.

use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};

/// What answers may be said to be.
const DATA: [&str; 4] = [
    "application/json",
    "application/vnd.kubernetes.protobuf",
    "application/yaml",
    "text/plain",
];
/// What all others are said to be.
const BYTES: HeaderValue = HeaderValue::from_static("application/octet-stream");

/// What the cluster calls its answer, if that is data; otherwise bytes, that no browser, not even
/// one that does not say what it asks for, takes for a script or a document.
pub(crate) fn of_data(headers: &HeaderMap) -> HeaderValue {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return BYTES;
    };
    let is_data = |value: &HeaderValue| {
        let value = value.to_str().unwrap_or_default();
        let essence = value.split(';').next().unwrap_or_default().trim();
        // Of several in one line, browsers take the last.
        !value.contains(',') && DATA.iter().any(|data| data.eq_ignore_ascii_case(essence))
    };
    match is_data(value) {
        true => value.clone(),
        false => BYTES,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_data() {
        for (said, passes) in [
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("application/json;stream=watch", true),
            ("application/json;as=Table;v=v1;g=meta.k8s.io", true),
            ("application/yaml", true),
            ("application/vnd.kubernetes.protobuf;stream=watch", true),
            ("text/plain ; charset=utf-8", true),
            ("text/javascript", false),
            ("text/html; charset=utf-8", false),
            ("image/svg+xml", false),
            ("application/json, text/html", false),
            ("application/json;a=b, text/html", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(said));
            let expected = if passes {
                said
            } else {
                "application/octet-stream"
            };
            assert_eq!(of_data(&headers), expected, "{said}");
            headers.append(CONTENT_TYPE, HeaderValue::from_static("text/html"));
            assert_eq!(of_data(&headers), BYTES, "two of them");
        }
        assert_eq!(of_data(&HeaderMap::new()), BYTES);
    }
}
