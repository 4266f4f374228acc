//! What somebody sees who may not see everything.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use outrigger::Client;
use outrigger::transport::{
    Backend, Body, Capabilities, ConnectionSettings, Connector, HttpTransport, Link, TransportError,
};
use outrigger_demo_model::message::{FromWorker, Reading, Sync, ToWorker};
use outrigger_test::Cluster;
use serde_json::json;

use crate::page::{Page, key};

/// A server that keeps some paths to itself.
#[derive(Clone, Debug)]
struct Guard {
    server: Arc<dyn HttpTransport>,
    closed: &'static [&'static str],
}

#[async_trait]
impl HttpTransport for Guard {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        if !self.closed.contains(&request.uri().path()) {
            return self.server.send(request).await;
        }
        let status = json!({
            "kind": "Status", "apiVersion": "v1", "status": "Failure", "code": 403,
            "reason": "Forbidden", "message": "User \"ann\" cannot do that",
        });
        let response = Response::builder()
            .status(403)
            .header("content-type", "application/json");
        Ok(response.body(Body::from_bytes(status.to_string())).unwrap())
    }
}

impl Connector for Guard {
    fn connect(&self, _: &ConnectionSettings) -> Result<Link, TransportError> {
        Ok(Link::new(Arc::new(self.clone()), Capabilities::all()))
    }
}

fn page_of_ann() -> Page {
    let cluster = Cluster::seeded(7);
    let guard = Guard {
        server: cluster.server().transport(),
        closed: &[
            "/api/v1/namespaces",
            "/api/v1/configmaps",
            "/api/v1/namespaces/default/configmaps/settings",
        ],
    };
    let timer = Arc::new(cluster.timer().clone());
    let backend = Backend::new(Arc::new(guard), timer, 7);
    let client = Client::builder(backend, "https://simulated.invalid")
        .build()
        .unwrap();
    Page::with(cluster, client)
}

#[test]
fn a_refusal_is_said_in_the_view_and_for_namespaces_once() {
    let mut page = page_of_ann();
    page.open(1, "configmaps", None);
    let frame = page.draw_until(1, |frame| matches!(frame.sync, Sync::Stale { .. }));
    let Sync::Stale { cause, .. } = frame.sync else {
        unreachable!();
    };
    assert_eq!(cause, "this is not allowed: User \"ann\" cannot do that");
    page.wait(Duration::from_secs(600));
    let problems: Vec<_> = page
        .others
        .iter()
        .filter(|message| matches!(message, FromWorker::Problem { .. }))
        .collect();
    let text = "The namespaces are not known: this is not allowed: User \"ann\" cannot do that";
    let text = text.to_owned();
    assert_eq!(problems, [&FromWorker::Problem { text }]);
}

#[test]
fn an_object_that_may_not_be_read_says_why() {
    let mut page = page_of_ann();
    page.create_map("settings");
    page.open(1, "configmaps", Some("default"));
    assert_eq!(page.live(1).total, 1);
    let (view, wanted) = (1, key("default", "settings"));
    page.say(ToWorker::Show { view, key: wanted });
    let reading = page.find(|message| match message {
        FromWorker::Object { reading, .. } => Some(reading.clone()),
        _ => None,
    });
    let Reading::Failed { cause } = reading else {
        panic!("{reading:?}");
    };
    assert!(cause.starts_with("this is not allowed: "), "{cause}");
}
