use std::time::Duration;

use proptest::prelude::*;

use super::*;

const V1: &str = r#""kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1""#;

fn parse(text: &str) -> Result<ExecCredential, ExecCredentialError> {
    ExecCredential::parse(text.as_bytes(), ExecVersion::V1)
}

fn with_status(status: &str) -> Result<ExecCredential, ExecCredentialError> {
    parse(&format!("{{{V1},\"status\":{status}}}"))
}

fn token(credential: ExecCredential) -> String {
    credential.token.unwrap().expose().to_owned()
}

/// What client-go takes, as a run of its decoder shows.
#[test]
fn what_client_go_takes_is_taken() {
    for (text, expected) in [
        (format!(r#"{{{V1},"status":{{"token":"t"}}}}"#), "t"),
        (
            format!("\u{feff}{{{V1},\"status\":{{\"token\":\"t\"}}}}"),
            "t",
        ),
        (
            format!("\n \t{{{V1},\"status\":{{\"token\":\"t\"}}}}\n"),
            "t",
        ),
        (
            r#"{"apiVersion":"client.authentication.k8s.io/v1","status":{"token":"no kind"}}"#
                .to_owned(),
            "no kind",
        ),
        (
            format!(r#"{{{V1},"status":{{"token":"t","token":"later","other":1}}}}"#),
            "later",
        ),
        (
            format!(
                r#"{{{V1},"status":{{"token":"t","expirationTimestamp":null,"clientKeyData":null}}}}"#
            ),
            "t",
        ),
        (
            "kind: ExecCredential\napiVersion: client.authentication.k8s.io/v1\nstatus:\n  token: \
             yaml\n"
                .to_owned(),
            "yaml",
        ),
        (
            format!("# JSON in YAML\n{{{V1},\"status\":{{\"token\":\"t\"}}}}"),
            "t",
        ),
    ] {
        assert_eq!(parse(&text).map(token), Ok(expected.to_owned()), "{text}");
    }
}

#[test]
fn a_pair_and_an_expiry_are_read() {
    let status = r#"{"clientCertificateData":"cert","clientKeyData":"key","token":"",
        "expirationTimestamp":"1970-01-01T00:01:00Z"}"#;
    let credential = with_status(status).unwrap();
    assert_eq!(credential.token, None);
    let identity = credential.identity.as_ref().unwrap();
    assert_eq!(
        (&*identity.certificate, identity.key.expose()),
        (&b"cert"[..], "key")
    );
    let minute = Timestamp::from_unix(Duration::from_secs(60));
    assert_eq!(credential.expires, Some(minute));
    let shown = format!("{credential:?}");
    assert!(
        !shown.contains("\"key\"") && !shown.contains("cert\""),
        "{shown}"
    );
}

/// Plugins in Go print the zero of a time that nobody has set.
#[test]
fn gos_zero_time_is_never() {
    let expires = |text: &str| {
        let status = format!(r#"{{"token":"t","expirationTimestamp":"{text}"}}"#);
        with_status(&status).map(|credential| credential.expires)
    };
    for zero in [
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00.000Z",
        "0001-01-01T00:00:00+00:00",
    ] {
        assert_eq!(expires(zero), Ok(None), "{zero}");
    }
    for past in [
        "0001-01-01T00:00:01Z",
        "0001-01-01T00:00:00.1Z",
        "1969-12-31T23:59:59Z",
    ] {
        let long_ago = Timestamp::from_unix(Duration::ZERO);
        assert_eq!(expires(past), Ok(Some(long_ago)), "{past}");
    }
    assert_eq!(
        expires("0001-01-01T00:00:00"),
        Err(ExecCredentialError::Expiry)
    );
}

#[test]
fn a_token_is_trimmed() {
    assert_eq!(
        with_status(r#"{"token":" t\n"}"#).map(token),
        Ok("t".into())
    );
}

#[test]
fn documents_that_cannot_be_used_say_why() {
    use ExecCredentialError as E;
    let version = |found: Option<&str>| E::Version {
        configured: ExecVersion::V1,
        found: found.map(str::to_owned),
    };
    let beta = "client.authentication.k8s.io/v1beta1";
    for (text, error) in [
        (String::new(), E::Empty),
        (" \n".to_owned(), E::Empty),
        ("null".to_owned(), E::Empty),
        ("garbage".to_owned(), E::NotAnObject),
        ("[]".to_owned(), E::NotAnObject),
        ("{\"a\":\n}".to_owned(), E::Json { line: 2, column: 1 }),
        (
            format!("{{{V1}}}{{}}"),
            E::Json {
                line: 1,
                column: V1.len() + 3,
            },
        ),
        (
            r#"{"kind":"Pod","apiVersion":"client.authentication.k8s.io/v1"}"#.to_owned(),
            E::Kind,
        ),
        (r#"{"kind":"ExecCredential"}"#.to_owned(), version(None)),
        (
            r#"{"kind":"ExecCredential","apiVersion":"s3cr3t"}"#.to_owned(),
            version(None),
        ),
        (
            format!(r#"{{"kind":"ExecCredential","apiVersion":"{beta}"}}"#),
            version(Some(beta)),
        ),
        (r#"{"kind":5}"#.to_owned(), wrong("kind", "a text")),
        (format!("{{{V1}}}"), E::NoStatus),
        (" ".repeat(ExecCredential::MAX_BYTES + 1), E::TooLong),
    ] {
        assert_eq!(parse(&text), Err(error), "{text}");
    }
    assert!(matches!(parse("a: [b"), Err(E::Yaml(_))));
}

#[test]
fn statuses_that_cannot_be_used_say_why() {
    use ExecCredentialError as E;
    for (status, error) in [
        ("null", E::NoStatus),
        ("[]", wrong("status", "an object")),
        ("{}", E::NoCredentials),
        (r#"{"Token":"case matters"}"#, E::NoCredentials),
        (r#"{"token":" "}"#, E::NoCredentials),
        (r#"{"token":5}"#, wrong("status.token", "a text")),
        (r#"{"token":"a\nb"}"#, E::Token),
        (r#"{"token":"t","clientCertificateData":"c"}"#, E::HalfAPair),
        (r#"{"clientKeyData":"k"}"#, E::HalfAPair),
        (r#"{"token":"t","expirationTimestamp":""}"#, E::Expiry),
        (
            r#"{"token":"t","expirationTimestamp":"tomorrow"}"#,
            E::Expiry,
        ),
        (
            r#"{"token":"t","expirationTimestamp":1234}"#,
            wrong("status.expirationTimestamp", "a text"),
        ),
    ] {
        assert_eq!(with_status(status), Err(error), "{status}");
    }
}

fn output() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        Just("null".to_owned()),
        Just("5".to_owned()),
        Just("\"S3CR3T\"".to_owned()),
        Just("\"S3CR3T\\n\"".to_owned()),
        Just("{}".to_owned()),
        Just("[\"S3CR3T\"]".to_owned()),
        Just("\"client.authentication.k8s.io/v1\"".to_owned()),
        Just("\"ExecCredential\"".to_owned()),
    ];
    let key = prop_oneof![
        Just("kind"),
        Just("apiVersion"),
        Just("token"),
        Just("clientKeyData"),
        Just("clientCertificateData"),
        Just("expirationTimestamp"),
        Just("S3CR3T"),
    ];
    let member = (key, value).prop_map(|(key, value)| format!("\"{key}\":{value}"));
    let members = prop::collection::vec(member, 0..4).prop_map(|members| members.join(","));
    (
        any::<bool>(),
        members.clone(),
        members,
        "[S3CRT{}\\[\\]:\"\n &*-]{0,6}",
    )
        .prop_map(|(headed, members, status, tail)| {
            let head = if headed { V1 } else { "\"a\":1" };
            let comma = if members.is_empty() { "" } else { "," };
            format!("{{{head}{comma}{members},\"status\":{{{status}}}}}{tail}")
        })
}

proptest! {
    #[test]
    fn no_error_quotes_and_nothing_panics(text in output(), cut in any::<prop::sample::Index>()) {
        let cut = cut.index(text.len() + 1);
        for text in [&text.as_bytes()[..cut], &text.as_bytes()[cut..], text.as_bytes()] {
            let read = ExecCredential::parse(text, ExecVersion::V1);
            let shown = format!("{read:?}");
            prop_assert!(!shown.contains("S3CR3T"), "{}", shown);
            if let Err(error) = read {
                prop_assert!(!error.to_string().contains("S3CR3T"), "{}", error);
            }
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = ExecCredential::parse(&bytes, ExecVersion::V1);
    }
}
