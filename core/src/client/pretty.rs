use http::Uri;

use crate::error::{Error, ErrorKind, Result};
use crate::request::Query;

/// The URI with `pretty=false`, for a server that may take the client for a browser: it would
/// indent its answers, which doubles them, and build lists in memory before it sends them. A
/// request that says what it wants is left alone.
pub(super) fn without_indent(uri: Uri) -> Result<Uri> {
    let query = uri.query().unwrap_or_default();
    if Query::parse(query).get("pretty").is_some() {
        return Ok(uri);
    }
    let joint = if query.is_empty() { "" } else { "&" };
    let tail = format!("{}?{query}{joint}pretty=false", uri.path());
    let mut parts = uri.into_parts();
    let invalid = || Error::new(ErrorKind::InvalidRequest, "cannot be made a URL");
    let tail = tail.parse();
    parts.path_and_query = Some(tail.map_err(|source| invalid().with_source(source))?);
    Uri::from_parts(parts).map_err(|source| invalid().with_source(source))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_asked_for_once_and_never_against_the_callers_word() {
        for (uri, expected) in [
            ("https://h/version", "https://h/version?pretty=false"),
            ("https://h/version?", "https://h/version?pretty=false"),
            ("https://h/x?a=%2C&b", "https://h/x?a=%2C&b&pretty=false"),
            ("https://h/x?pretty=false", "https://h/x?pretty=false"),
            ("https://h/x?a=b&pretty", "https://h/x?a=b&pretty"),
            ("https://h/x?%70retty=true", "https://h/x?%70retty=true"),
            (
                "https://h/x?prettier=1",
                "https://h/x?prettier=1&pretty=false",
            ),
        ] {
            let asked = without_indent(uri.parse().unwrap()).unwrap();
            assert_eq!(asked, expected);
            assert_eq!(without_indent(asked.clone()).unwrap(), asked);
        }
    }
}
