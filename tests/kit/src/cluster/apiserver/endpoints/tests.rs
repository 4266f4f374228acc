use std::collections::BTreeMap;
use std::sync::Arc;

use http::header::{
    ACCEPT, CONTENT_TYPE, ETAG, HeaderName, IF_NONE_MATCH, LOCATION, USER_AGENT, VARY,
};
use serde::Deserialize;
use serde_json::Value;

use super::*;
use crate::cluster::apiserver::catalog::{Origin, ResourceType, Scale};
use crate::cluster::apiserver::schema::{Schema, Shape};

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

/// group, version, kind, plural, short names, categories, namespaced, status, scale, storage
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    bool,
    bool,
    bool,
    &'static str,
);

const HTTP: &str = "http.example.com";
const AAA: &str = "aaa.http.example.com";

const CATALOG: [Row; 18] = [
    (
        "",
        "v1",
        "Namespace",
        "namespaces",
        &["ns"],
        &[],
        false,
        true,
        false,
        "v1",
    ),
    (
        "",
        "v1",
        "Pod",
        "pods",
        &["po"],
        &["all"],
        true,
        true,
        false,
        "v1",
    ),
    (
        "",
        "v1",
        "ConfigMap",
        "configmaps",
        &["cm"],
        &[],
        true,
        false,
        false,
        "v1",
    ),
    (
        "",
        "v1",
        "Secret",
        "secrets",
        &[],
        &[],
        true,
        false,
        false,
        "v1",
    ),
    (
        "",
        "v1",
        "Node",
        "nodes",
        &["no"],
        &[],
        false,
        true,
        false,
        "v1",
    ),
    (
        "",
        "v1",
        "Event",
        "events",
        &["ev"],
        &[],
        true,
        false,
        false,
        "v1",
    ),
    (
        "",
        "v1",
        "Service",
        "services",
        &["svc"],
        &["all"],
        true,
        true,
        false,
        "v1",
    ),
    (
        "batch",
        "v1",
        "Job",
        "jobs",
        &[],
        &["all"],
        true,
        true,
        false,
        "v1",
    ),
    (
        "apps",
        "v1",
        "Deployment",
        "deployments",
        &["deploy"],
        &["all"],
        true,
        true,
        true,
        "v1",
    ),
    (
        "apps",
        "v1",
        "ReplicaSet",
        "replicasets",
        &["rs"],
        &["all"],
        true,
        true,
        true,
        "v1",
    ),
    (
        "coordination.k8s.io",
        "v1",
        "Lease",
        "leases",
        &[],
        &[],
        true,
        false,
        false,
        "v1",
    ),
    (
        "apiextensions.k8s.io",
        "v1",
        "CustomResourceDefinition",
        "customresourcedefinitions",
        &["crd", "crds"],
        &["api-extensions"],
        false,
        true,
        false,
        "v1",
    ),
    (
        HTTP,
        "v1",
        "ZWidget",
        "zwidgets",
        &["zw", "zz"],
        &["all", "mine"],
        true,
        true,
        true,
        "v1",
    ),
    (
        HTTP,
        "v1alpha1",
        "ZWidget",
        "zwidgets",
        &["zw", "zz"],
        &["all", "mine"],
        true,
        false,
        false,
        "v1",
    ),
    (
        HTTP,
        "v2beta1",
        "ZWidget",
        "zwidgets",
        &["zw", "zz"],
        &["all", "mine"],
        true,
        false,
        false,
        "v1",
    ),
    (
        HTTP,
        "v1",
        "AGadget",
        "agadgets",
        &[],
        &[],
        false,
        true,
        false,
        "v1",
    ),
    (
        AAA,
        "foo10",
        "Thing",
        "things",
        &[],
        &[],
        false,
        false,
        true,
        "foo10",
    ),
    (
        AAA,
        "v10",
        "Thing",
        "things",
        &[],
        &[],
        false,
        false,
        false,
        "foo10",
    ),
];

fn resource(row: &Row) -> ResourceType {
    let owned = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
    let (group, version, kind, plural, short_names, categories, namespaced, status, scale, _) =
        *row;
    ResourceType {
        group: group.to_owned(),
        version: version.to_owned(),
        kind: kind.to_owned(),
        list_kind: format!("{kind}List"),
        plural: plural.to_owned(),
        singular: kind.to_lowercase(),
        short_names: owned(short_names),
        categories: owned(categories),
        namespaced,
        status,
        scale: scale.then(|| Scale {
            spec_replicas: ".spec.replicas".to_owned(),
            status_replicas: ".status.replicas".to_owned(),
            label_selector: String::new(),
        }),
        origin: if group.ends_with(HTTP) {
            Origin::Defined {
                printer_columns: Vec::new(),
            }
        } else {
            Origin::BuiltIn
        },
        schema: Arc::new(Schema::of(Shape::Any)),
    }
}

/// The answer to `request` in the recorded server's world.
fn ask(request: &Request<()>, terminating: bool) -> Response<Bytes> {
    let resources: Vec<_> = CATALOG.iter().map(resource).collect();
    let served: Vec<_> = resources
        .iter()
        .zip(&CATALOG)
        .map(|(resource, row)| Served {
            resource,
            storage_version: row.9,
            terminating,
        })
        .collect();
    let world = World {
        served: &served,
        address: "192.0.2.2:6443",
    };
    answer(request, &world).unwrap_or_else(|| unserved(request))
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
    let recorded: Recorded = serde_json::from_str(include_str!("testdata/recorded.json")).unwrap();
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
