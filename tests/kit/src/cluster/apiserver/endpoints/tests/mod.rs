mod catalog;

use std::collections::BTreeMap;

use http::header::{
    ACCEPT, CONTENT_TYPE, ETAG, HeaderName, IF_NONE_MATCH, LOCATION, USER_AGENT, VARY,
};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::Value;

use self::catalog::ask;
use super::*;

const AGGREGATED: &str = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/// What a kube-apiserver 1.37.1 answered, cut down to the kinds of this server.
#[derive(Deserialize)]
struct Recorded {
    answers: Vec<Answered>,
    bodies: Vec<String>,
}

#[derive(Deserialize)]
struct Answered {
    method: Option<String>,
    target: String,
    accept: Option<String>,
    agent: Option<String>,
    status: u16,
    headers: BTreeMap<String, String>,
    /// Its place among the bodies.
    body: usize,
}

impl Answered {
    fn request(&self) -> Request<()> {
        let mut request = get(&self.target);
        *request.method_mut() = self.method.as_deref().unwrap_or("GET").parse().unwrap();
        let agent = self.agent.as_deref().unwrap_or("test");
        let headers = request.headers_mut();
        headers.insert(USER_AGENT, agent.parse().unwrap());
        if let Some(accept) = &self.accept {
            headers.insert(ACCEPT, accept.parse().unwrap());
        }
        request
    }
}

fn get(target: &str) -> Request<()> {
    Request::get(format!("http://cluster{target}"))
        .body(())
        .unwrap()
}

fn header(response: &Response<Bytes>, name: HeaderName) -> &str {
    let value = response.headers().get(name);
    value.map_or("", |value| value.to_str().unwrap())
}

#[test]
fn answers_are_those_of_the_real_server() {
    let recorded: Recorded =
        serde_json::from_str(include_str!("../testdata/recorded.json")).unwrap();
    for case in &recorded.answers {
        let request = case.request();
        let response = ask(&request, false);
        let name = format!("{} {:?}", request.method(), request.uri());
        let name = format!("{name} {:?}", request.headers());
        assert_eq!(response.status().as_u16(), case.status, "{name}");
        let mut headers = BTreeMap::new();
        for (name, value) in response.headers() {
            if *name != ETAG {
                headers.insert(name.to_string(), value.to_str().unwrap().to_owned());
            }
        }
        assert_eq!(headers, case.headers, "{name}");
        let body = std::str::from_utf8(response.body()).unwrap();
        let expected = &recorded.bodies[case.body];
        match serde_json::from_str::<Value>(body) {
            // Go writes a Status in the order of its fields.
            Ok(found) if found["kind"] == "Status" => {
                let expected_value: Value = serde_json::from_str(expected).unwrap();
                assert_eq!(found, expected_value, "{name}");
                assert_eq!(body.len(), expected.len(), "{name}");
            }
            _ => assert_eq!(body, expected, "{name}"),
        }
    }
}

#[test]
fn documents_come_in_yaml_too() {
    let aggregated = AGGREGATED.replace("json", "yaml");
    for (target, accept, status, content_type, start) in [
        (
            "/apis/apps",
            "application/yaml",
            200,
            "application/yaml",
            "apiVersion: v1\nkind: APIGroup\nname: apps\n",
        ),
        (
            "/api",
            &aggregated,
            200,
            &aggregated,
            "apiVersion: apidiscovery.k8s.io/v2\nitems:\n",
        ),
        ("/apis/apps", &aggregated, 406, "application/json", "{\n"),
        // OpenAPI is JSON, whatever else is asked of it.
        ("/openapi/v2", "application/yaml", 406, "", ""),
        (
            "/openapi/v2",
            "application/yaml,application/json;as=Table",
            200,
            "application/json",
            "{",
        ),
    ] {
        let mut request = get(target);
        request
            .headers_mut()
            .insert(ACCEPT, accept.parse().unwrap());
        let response = ask(&request, false);
        assert_eq!(response.status(), status, "{target} {accept}");
        assert_eq!(header(&response, CONTENT_TYPE), content_type, "{target}");
        let body = std::str::from_utf8(response.body()).unwrap();
        assert!(body.starts_with(start), "{target} {accept}: {body}");
    }
}

#[test]
fn an_aggregated_document_is_not_sent_twice() {
    let mut request = get("/apis");
    request
        .headers_mut()
        .insert(ACCEPT, AGGREGATED.parse().unwrap());
    let first = ask(&request, false);
    let etag = first.headers()[ETAG].clone();
    // An SHA-512 in quotes.
    assert_eq!(etag.len(), 130);
    request.headers_mut().insert(IF_NONE_MATCH, etag.clone());
    let second = ask(&request, false);
    assert_eq!(second.status(), 304);
    assert!(second.body().is_empty());
    assert!(!second.headers().contains_key(CONTENT_TYPE));
    assert_eq!(second.headers()[ETAG], etag);
    assert_eq!(header(&second, VARY), "Accept");
    let changed = ask(&request, true);
    assert_eq!(changed.status(), 200);
}

#[test]
fn a_terminating_definition_takes_no_more_objects() {
    let response = ask(&get("/apis/aaa.http.example.com/v10"), true);
    let document: Value = serde_json::from_slice(response.body()).unwrap();
    let expected = ["delete", "deletecollection", "get", "list", "watch"];
    assert_eq!(
        document["resources"][0]["verbs"],
        serde_json::json!(expected)
    );
}

#[test]
fn the_index_of_openapi_leads_to_documents_that_never_change() {
    let index = ask(&get("/openapi/v3"), false);
    let index: Value = serde_json::from_slice(index.body()).unwrap();
    let url = index["paths"]["apis/apps/v1"]["serverRelativeURL"]
        .as_str()
        .unwrap();
    let found = ask(&get(url), false);
    assert_eq!(found.status(), 200);
    assert_eq!(
        header(&found, http::header::CACHE_CONTROL),
        "public, immutable"
    );
    let document: Value = serde_json::from_slice(found.body()).unwrap();
    let path = "/apis/apps/v1/namespaces/{namespace}/deployments/{name}";
    let patch = &document["paths"][path]["patch"];
    assert_eq!(
        patch["x-kubernetes-group-version-kind"]["kind"],
        "Deployment"
    );

    let moved = ask(&get("/openapi/v3/apis/apps/v1?hash=old"), false);
    assert_eq!(moved.status(), 301);
    assert_eq!(header(&moved, LOCATION), url);
    assert_eq!(ask(&get("/openapi/v3/apis/nope/v1"), false).status(), 404);

    let mut again = get("/openapi/v3/apis/apps/v1");
    again
        .headers_mut()
        .insert(IF_NONE_MATCH, found.headers()[ETAG].clone());
    assert_eq!(ask(&again, false).status(), 304);
    again
        .headers_mut()
        .insert(ACCEPT, "text/html".parse().unwrap());
    assert_eq!(ask(&again, false).status(), 406);
    assert_eq!(ask(&get("/openapi/v2"), false).status(), 200);
}

#[test]
fn every_listed_path_is_answered() {
    let root = ask(&get("/"), false);
    let root: Value = serde_json::from_slice(root.body()).unwrap();
    let paths = root["paths"].as_array().unwrap();
    assert!(paths.len() > 100);
    for path in paths {
        let path = path.as_str().unwrap();
        // A folder of documents, which the real server lists as well.
        let expected = if path == "/openapi/v3/" { 404 } else { 200 };
        assert_eq!(ask(&get(path), false).status(), expected, "{path}");
    }
}

#[test]
fn what_is_left_out_says_so() {
    for path in [
        "/metrics",
        "/statusz",
        "/debug/pprof/heap",
        "/openid/v1/jwks",
    ] {
        let response = ask(&get(path), false);
        assert_eq!(response.status(), 501, "{path}");
        let status: Value = serde_json::from_slice(response.body()).unwrap();
        assert_eq!(status["kind"], "Status");
    }
}

proptest! {
    /// Whatever is asked for is answered, and in the same way twice.
    #[test]
    fn nothing_makes_it_panic(
        path in "(/(apis?|v1|watch|namespaces|openapi|v3|healthz|%|%2F|[a-z.:;%/]{0,4})){0,6}[?]?(pretty|exclude|hash|fieldSelector)?=?[a-z.=,%]{0,6}",
        accept in "((application|[*]|text)?/?(json|[*]|yaml)?(;(q|as|v|g|stream|pretty)=?[a-z0-9.]{0,3}){0,3},?){0,4}",
    ) {
        let uri: Result<http::Uri, _> = format!("http://cluster{path}").parse();
        let (Ok(uri), Ok(accept)) = (uri, accept.parse()) else { return Ok(()) };
        let mut request = Request::get(uri).body(()).unwrap();
        request.headers_mut().insert(ACCEPT, accept);
        let (first, second) = (ask(&request, false), ask(&request, false));
        prop_assert_eq!(first.status(), second.status());
        prop_assert_eq!(first.body(), second.body());
    }
}
