//! Whether an API server is behind the page, by what answers `cluster/version`.

/// Decides by the status and the body. Only an answer that no API server and no server before one
/// gives says no: whoever has a cluster must never be shown a simulated one instead.
///
/// - A version, and every `Status`, is an API server's, or that of the server before it: 401 when
///   the session is over, 403 when the version is not for everybody.
/// - Errors of a gateway (5xx, 429) are of one that is there.
/// - What is left is a file host without such a file: 404, S3's 403, or its own page with 200.
///
/// No answer at all is none of a file host either: it has just sent the page.
pub fn is_of_a_server(status: u16, body: &str) -> bool {
    let says = |what: &str| body.contains(what);
    says("\"gitVersion\"") || says("\"Status\"") || status >= 500 || status == 429
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers() {
        let status = r#"{"kind":"Status","apiVersion":"v1","code":401}"#;
        let cases = [
            (200, r#"{"major": "1", "gitVersion": "v1.37.1"}"#, true),
            (401, status, true),
            (403, status, true),
            (404, status, true),
            (502, "<html>Bad Gateway</html>", true),
            (429, "", true),
            (404, "<html>Not Found</html>", false),
            (403, "<Error><Code>AccessDenied</Code></Error>", false),
            (200, "<!doctype html><title>Outrigger</title>", false),
            (405, "", false),
        ];
        for (code, body, expected) in cases {
            assert_eq!(is_of_a_server(code, body), expected, "{code} {body}");
        }
    }
}
