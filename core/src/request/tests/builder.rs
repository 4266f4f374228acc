use super::*;

#[test]
fn paths_are_put_together_as_client_go_does() {
    let core = || RequestBuilder::new(Method::GET, "/api/v1");
    for (builder, expected) in [
        (core(), "get GET /api/v1"),
        (
            core()
                .namespace("x")
                .resource("Pods")
                .name("p")
                .subresource("status"),
            "get GET /api/v1/namespaces/x/pods/p/status",
        ),
        (
            core()
                .name("p")
                .subresource("a/b")
                .suffix("/c//d/../e/")
                .resource("pods"),
            "get GET /api/v1/pods/p/a/b/c/e",
        ),
        (
            core().namespace("").resource("pods"),
            "list GET /api/v1/pods",
        ),
        (
            core()
                .resource("pods")
                .param("b", "1")
                .param("a", "")
                .param("b", "2"),
            "list GET /api/v1/pods?a=&b=1&b=2",
        ),
        (
            core()
                .resource("pods")
                .param("timeout", "x")
                .timeout(seconds(90.5)),
            "list GET /api/v1/pods?timeout=1m30.5s",
        ),
        (
            core().resource("x!*'()[]\u{e9}"),
            "list GET /api/v1/x%21%2A%27%28%29%5B%5D%C3%A9",
        ),
        (core().abs_path("/version"), "get GET /version"),
        (core().abs_path("healthz/ping/"), "get GET /healthz/ping/"),
        (core().abs_path("/a/../b/./c"), "get GET /b/c"),
        (core().abs_path("/a/").suffix("b"), "get GET /a/b"),
        (core().abs_path("/"), "get GET /"),
        (
            core().param("gone", "1").request_uri("/a%2Fb/c?x=1&w=a+b"),
            "get GET /a%2Fb/c?w=a+b&x=1",
        ),
    ] {
        assert_eq!(asked(&builder.build().unwrap()), expected);
    }
    let all = RequestBuilder::new(Method::DELETE, "/api/v1")
        .resource("pods")
        .namespace("x");
    assert_eq!(all.build().unwrap().verb(), Verb::DeleteCollection);
}

#[test]
fn the_first_wrong_part_is_told() {
    let core = || RequestBuilder::new(Method::GET, "/api/v1").resource("pods");
    for (builder, expected) in [
        (
            core().resource("x"),
            "list /api/v1/pods: resource already set to \"pods\", cannot change to \"x\"",
        ),
        (
            core().name("a").name("b"),
            "get /api/v1/pods: resource name already set to \"a\", cannot change to \"b\"",
        ),
        (
            core().name("").namespace("%"),
            "get /api/v1/pods: resource name may not be empty",
        ),
        (
            core().subresource("a").subresource("b"),
            "list /api/v1/pods: subresource already set to \"a\", cannot change to \"b\"",
        ),
        (
            core().subresource("a/.."),
            "list /api/v1/pods: invalid subresource \"..\": may not be '..'",
        ),
        (
            core().namespace("a").namespace("b"),
            "list /api/v1/pods: namespace already set to \"a\", cannot change to \"b\"",
        ),
        (
            core().namespace("").name("a"),
            "get /api/v1/pods: an empty namespace may not be set when a resource name is provided",
        ),
        (
            core().header("x y", "z"),
            "list /api/v1/pods: the name of a header has characters that none may have",
        ),
        (
            core().header("x", "pass\nword"),
            "list /api/v1/pods: header x cannot have that value",
        ),
        (
            core().request_uri("//evil/"),
            "list a request URI: its path must begin with one /",
        ),
    ] {
        assert_eq!(builder.build().unwrap_err().to_string(), expected);
    }
}

#[test]
fn time_limits_are_written_as_go_writes_them() {
    for (limit, expected) in [
        (0.000_001, "1%C2%B5s"),
        (0.25, "250ms"),
        (1.0, "1s"),
        (61.0, "1m1s"),
        (3600.0, "1h0m0s"),
        (7384.5, "2h3m4.5s"),
    ] {
        let request = RequestBuilder::new(Method::GET, "/x")
            .timeout(seconds(limit))
            .build();
        let request = request.unwrap();
        let query = request.as_http().uri().query().unwrap();
        assert_eq!(query.strip_prefix("timeout="), Some(expected));
        assert_eq!(request.timeout(), Some(seconds(limit)));
    }
    let none = RequestBuilder::new(Method::GET, "/x")
        .timeout(Duration::ZERO)
        .build()
        .unwrap();
    assert_eq!((none.timeout(), none.as_http().uri().query()), (None, None));
}

fn seconds(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}

#[test]
fn what_stays_open_is_what_servers_keep_open() {
    let core = || RequestBuilder::new(Method::GET, "/api/v1");
    let pod = || core().namespace("x").resource("pods").name("p");
    for (builder, verb, open) in [
        (
            core().resource("pods").param("watch", "1"),
            Verb::Watch,
            true,
        ),
        (
            core().resource("pods").param("watch", "True"),
            Verb::Watch,
            true,
        ),
        (
            core().resource("pods").param("watch", ""),
            Verb::Watch,
            true,
        ),
        (
            core().resource("pods").param("watch", "FALSE"),
            Verb::List,
            false,
        ),
        (
            core()
                .resource("pods")
                .param("watch", "0")
                .param("watch", "1"),
            Verb::List,
            false,
        ),
        (
            pod().subresource("log").param("follow", "true"),
            Verb::Get,
            true,
        ),
        (pod().subresource("log"), Verb::Get, false),
        (pod().param("follow", "true"), Verb::Get, false),
        (
            pod()
                .subresource("proxy")
                .suffix("a/log")
                .param("follow", "1")
                .param("watch", "1"),
            Verb::Get,
            false,
        ),
        (pod().subresource("proxy").long_lived(), Verb::Get, true),
    ] {
        let request = builder.build().unwrap();
        assert_eq!(
            (request.verb(), request.is_long_lived()),
            (verb, open),
            "{request:?}"
        );
    }
}

#[test]
fn what_was_said_last_of_a_path_counts() {
    let uri = |builder: RequestBuilder| builder.build().unwrap().as_http().uri().to_string();
    let builder = || RequestBuilder::new(Method::GET, "/api/v1");
    assert_eq!(
        uri(builder().request_uri("/a?x=1").abs_path("/b")),
        "/b?x=1"
    );
    assert_eq!(
        uri(builder().abs_path("/b").request_uri("/a?x=1")),
        "/a?x=1"
    );
    let refused = builder().request_uri("/a#b").build().unwrap_err();
    assert_eq!(
        refused.to_string(),
        "get /a#b: a fragment is not sent to servers"
    );
    let refused = builder()
        .request_uri("https://user:s3cret@host/x")
        .build()
        .unwrap_err();
    assert!(!format!("{refused} {refused:?}").contains("s3cret"));
}
