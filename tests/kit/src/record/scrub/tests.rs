use http::Request;
use proptest::prelude::*;
use serde_json::{Map, Value};

use super::*;

/// An exchange about `path`, with this text in the request, and in the response in chunks.
fn exchange(path: &str, content_type: &str, text: &str, chunk: usize) -> Exchange {
    let request = Request::post(path)
        .header(CONTENT_TYPE, content_type)
        .body(Bytes::from(text.to_owned()))
        .unwrap();
    let headers = request.headers().clone();
    let mut exchange = Exchange::new(Default::default(), request).answered(
        Default::default(),
        200.try_into().unwrap(),
        headers,
    );
    for bytes in text.as_bytes().chunks(chunk) {
        exchange = exchange.chunk(Default::default(), bytes.to_vec());
    }
    exchange
}

/// What becomes of the bodies, which must be the same for any chunks.
#[track_caller]
fn scrubbed(scrubber: &Scrubber, path: &str, content_type: &str, text: &str) -> String {
    for chunk in [1, 3, 1000] {
        let mut exchange = exchange(path, content_type, text, chunk);
        scrubber.scrub(&mut exchange);
        let answer: Vec<_> = exchange.chunks.iter().map(|c| &c.bytes[..]).collect();
        assert_eq!(answer.concat(), exchange.body, "{path} {text}");
        assert!(
            exchange
                .chunks
                .iter()
                .rev()
                .skip(1)
                .all(|c| c.bytes.len() == chunk)
        );
    }
    let mut exchange = exchange(path, content_type, text, 5);
    scrubber.scrub(&mut exchange);
    String::from_utf8(exchange.body.to_vec()).unwrap()
}

#[test]
fn secrets_of_kubernetes_and_of_oauth_are_masked() {
    let (secrets, maps) = (
        "/api/v1/namespaces/a/secrets",
        "/api/v1/namespaces/a/configmaps",
    );
    let json = "application/json";
    for (path, content_type, text, expected) in [
        (
            secrets,
            json,
            r#"{"data":{"key":"czNjcjN0"},"metadata":{"name":"n"}}"#,
            r#"{"data":{"key":"AAAAAAAA"},"metadata":{"name":"n"}}"#,
        ),
        (
            "/api/v1/secrets?watch=1",
            json,
            "{\"type\":\"ADDED\",\"object\":{\"stringData\":{\"k\":\"s3\"}}}\n",
            "{\"type\":\"ADDED\",\"object\":{\"stringData\":{\"k\":\"AA\"}}}\n",
        ),
        (
            secrets,
            "application/json-patch+json",
            r#"[{"op":"add","path":"/data/k","value":"s3"}]"#,
            r#"[{"op":"add","path":"/data/k","value":"AA"}]"#,
        ),
        (
            secrets,
            json,
            r#"{"kubectl.kubernetes.io/last-applied-configuration":"{\"data\":1}"}"#,
            r#"{"kubectl.kubernetes.io/last-applied-configuration":"xxxxxxxxxxxx"}"#,
        ),
        (
            secrets,
            "application/apply-patch+yaml",
            "data: {k: s3}",
            "xxxxxxxxxxxxx",
        ),
        (
            secrets,
            "application/vnd.kubernetes.protobuf",
            "k8s s3",
            "xxxxxx",
        ),
        (maps, json, r#"{"data":{"k":"v"}}"#, r#"{"data":{"k":"v"}}"#),
        (maps, "application/yaml", "data: {k: v}", "data: {k: v}"),
        (
            maps,
            json,
            r#"{"kind":"Secret","data":{"k":"s3=="}}"#,
            r#"{"kind":"Secret","data":{"k":"AA=="}}"#,
        ),
        (
            "/api/v1/namespaces/a/serviceaccounts/b/token",
            json,
            r#"{"status":{"token":"s3","expirationTimestamp":"2026"}}"#,
            r#"{"status":{"token":"xx","expirationTimestamp":"2026"}}"#,
        ),
        (
            "/openid/token",
            json,
            r#"{"id_token":"s3","accessToken":"s3","expires_in":5,"code":409}"#,
            r#"{"id_token":"xx","accessToken":"xx","expires_in":5,"code":409}"#,
        ),
        (
            "/openid/token",
            "application/x-www-form-urlencoded",
            "grant_type=refresh_token&refresh_token=s3&client_secret=s%33&code=s",
            "grant_type=refresh_token&refresh_token=xx&client_secret=xxxx&code=x",
        ),
        (
            "/openapi/v3/api/v1",
            json,
            r#"{"Secret":{"properties":{"token":{"type":"string"},"data":{"type":"object"}}}}"#,
            r#"{"Secret":{"properties":{"token":{"type":"string"},"data":{"type":"object"}}}}"#,
        ),
        (maps, "", r#" {"password":"s3"}"#, r#" {"password":"xx"}"#),
        (maps, "", "password: s3", "password: s3"),
    ] {
        let masked = scrubbed(&Scrubber::new(), path, content_type, text);
        assert_eq!(masked, expected, "{path} {content_type}");
        assert_eq!(
            scrubbed(&Scrubber::nothing(), path, content_type, text),
            text
        );
    }
}

#[test]
fn compressed_secrets_are_masked_as_a_whole() {
    let mut exchange = exchange("/api/v1/secrets", "application/json", "{\"gzip\"}", 3);
    let gzip = HeaderValue::from_static("gzip");
    exchange.headers.insert(CONTENT_ENCODING, gzip);
    Scrubber::new().scrub(&mut exchange);
    assert_eq!(exchange.body, "xxxxxxxx");
    assert_eq!(exchange.chunks[0].bytes, "{\"g");
}

#[test]
fn headers_and_queries_are_masked() {
    let mut exchange = exchange("/callback?state=a&code=s3&Token=s3#f", "text/plain", "", 1);
    for name in [
        "authorization",
        "Cookie",
        "x-api-key",
        "sec-websocket-protocol",
    ] {
        let name: HeaderName = name.parse().unwrap();
        exchange
            .headers
            .append(name, HeaderValue::from_static("s3"));
    }
    let head = exchange.head.as_mut().unwrap();
    for (name, value) in [
        (SET_COOKIE, "a=s3"),
        (SET_COOKIE, "b=s3"),
        (LOCATION, "/l?code=s3"),
    ] {
        head.headers.append(name, HeaderValue::from_static(value));
    }
    Scrubber::new().scrub(&mut exchange);
    assert_eq!(exchange.path, "/callback?state=a&code=xx&Token=xx");
    assert_eq!(exchange.headers["content-type"], "text/plain");
    let head = exchange.head.as_ref().unwrap();
    assert_eq!(head.headers[LOCATION], "/l?code=xx");
    let shown = format!("{:?} {:?}", exchange.headers, head.headers);
    assert!(!shown.contains("s3"), "{shown}");
    assert_eq!(head.headers.get_all(SET_COOKIE).iter().count(), 2);
}

#[test]
fn what_else_is_secret_the_user_says() {
    let scrubber = Scrubber::new()
        .header("X-Tenant")
        .field("licenseKey")
        .resource("vaults/keys")
        .then(|exchange| exchange.chunks.clear());
    let path = "/apis/example.com/v1/namespaces/a/vaults/b";
    let text = r#"{"data":{"license_key":"s3"}}"#;
    let mut kept = exchange(path, "application/json", text, 100);
    kept.headers
        .insert("x-tenant", HeaderValue::from_static("s3"));
    scrubber.scrub(&mut kept);
    assert_eq!(kept.body, r#"{"data":{"license_key":"xx"}}"#);
    assert_eq!(kept.headers["x-tenant"], "scrubbed");
    assert!(kept.chunks.is_empty());
    let mut keys = exchange(&format!("{path}/keys"), "application/yaml", "s3", 100);
    scrubber.scrub(&mut keys);
    assert_eq!(keys.body, "xx");
    assert!(format!("{scrubber:?}").contains("licensekey"));
}

/// JSON with fields of any name, secret ones among them.
fn documents() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        let key = prop_oneof![
            "[a-c]",
            "\\PC{0,3}",
            Just("token".to_owned()),
            Just("data".to_owned())
        ];
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((key, inner), 0..4)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// What a reader who knows the rules expects of the masked text: the same, with strings and
/// numbers that are secret told apart by nothing but their length.
fn same_but_for_secrets(before: &Value, after: &Value, mask: Mask) -> bool {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            let of_key = |key: &str| match key {
                _ if mask == Mask::Tree => Mask::Tree,
                "token" => Mask::Scalar,
                "data" => Mask::Tree,
                _ => Mask::Keep,
            };
            before.keys().eq(after.keys())
                && before
                    .iter()
                    .all(|(key, value)| same_but_for_secrets(value, &after[key], of_key(key)))
        }
        (Value::Array(before), Value::Array(after)) => {
            let mut pairs = before.iter().zip(after);
            before.len() == after.len() && pairs.all(|(b, a)| same_but_for_secrets(b, a, mask))
        }
        (Value::String(_), Value::String(after)) if mask != Mask::Keep => {
            after.chars().all(|c| matches!(c, 'x' | 'A' | '='))
        }
        (Value::Number(_), Value::Number(after)) if mask != Mask::Keep => {
            after.to_string().chars().all(|c| matches!(c, '1' | '-'))
        }
        (before, after) => before == after,
    }
}

proptest! {
    #[test]
    fn masked_json_is_json_without_its_secrets(document in documents()) {
        let document = Value::from(vec![document]);
        for text in [document.to_string(), format!("{document:#}")] {
            let masked = scrubbed(&Scrubber::new(), "/api/v1/secrets", "application/json", &text);
            prop_assert_eq!(masked.len(), text.len());
            let masked: Value = serde_json::from_str(&masked).unwrap();
            prop_assert!(same_but_for_secrets(&document, &masked, Mask::Keep), "{masked}");
        }
    }

    #[test]
    fn whatever_comes_keeps_its_length(bytes: Vec<u8>, cut in 1_usize..9) {
        for path in ["/api/v1/secrets", "/token?code=1", "no path", "*"] {
            for content_type in ["application/json", "application/x-www-form-urlencoded", ""] {
                let mut exchange = exchange("/", content_type, "", 1);
                exchange.path = path.to_owned();
                exchange.body = bytes.clone().into();
                for chunk in bytes.chunks(cut) {
                    exchange = exchange.chunk(Default::default(), chunk.to_vec());
                }
                Scrubber::new().scrub(&mut exchange);
                prop_assert_eq!(exchange.body.len(), bytes.len());
                let lengths = exchange.chunks.iter().map(|chunk| chunk.bytes.len());
                prop_assert!(lengths.eq(bytes.chunks(cut).map(<[u8]>::len)));
            }
        }
    }
}
