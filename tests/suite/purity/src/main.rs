//! Calls the core's entry points over a transport made of constants. `tests/purity.rs` compiles
//! it for `wasm32-wasip1` and looks at what it imports: whatever the core would read of the world
//! would stand there.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use outrigger::kubeconfig::{Kubeconfig, Overrides, PathStyle};
use outrigger::rt::{BoxFuture, Instant, Timer, Timestamp};
use outrigger::transport::{
    Backend, Body, Capabilities, ConnectionSettings, Connector, HttpTransport, Link, TransportError,
};
use outrigger::{Api, Client, DeleteOptions, Informer, ListOptions, Patch, PatchOptions, Secret};
use outrigger::{CreateOptions, ReplaceOptions, Result, Unstructured, WatchOptions, auth};

const DISCOVERY: &str = r#"{"kind":"APIGroupDiscoveryList","items":[{"metadata":{},"versions":[
    {"version":"v1","resources":[{"resource":"pods","responseKind":{"kind":"Pod"},
     "scope":"Namespaced","singularResource":"pod","verbs":["list"],"shortNames":["po"]}]}]}]}"#;
const LIST: &str = r#"{"kind":"PodList","metadata":{"resourceVersion":"1"},
    "items":[{"metadata":{"name":"a","namespace":"x","uid":"u","resourceVersion":"1"}}]}"#;
const EVENT: &str = r#"{"type":"MODIFIED","object":
    {"metadata":{"name":"a","namespace":"x","uid":"u","resourceVersion":"2"}}}"#;
const POD: &str = r#"{"metadata":{"name":"a","namespace":"x","uid":"u","resourceVersion":"1"}}"#;

const KUBECONFIG: &[u8] = b"
current-context: here
contexts: [{name: here, context: {cluster: c, user: u, namespace: x}}]
clusters: [{name: c, cluster: {server: 'https://h', certificate-authority: ca.crt}}]
users: [{name: u, user: {token: t}}]
";

/// Answers everything from constants.
#[derive(Debug)]
struct Constant;

#[async_trait]
impl HttpTransport for Constant {
    async fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> std::result::Result<http::Response<Body>, TransportError> {
        let uri = request.uri();
        let (content_type, body) = match (uri.path(), uri.query().unwrap_or_default()) {
            ("/prefix/api" | "/prefix/apis", _) => {
                ("application/json;as=APIGroupDiscoveryList", DISCOVERY)
            }
            (_, query) if query.contains("watch=true") => ("application/json", EVENT),
            (path, _) if path.ends_with("/pods") && request.method() == "GET" => {
                ("application/json", LIST)
            }
            _ => ("application/json", POD),
        };
        let mut response = http::Response::new(Body::from_static(body.as_bytes()));
        let content_type = http::HeaderValue::from_static(content_type);
        response
            .headers_mut()
            .insert(http::header::CONTENT_TYPE, content_type);
        Ok(response)
    }
}

impl Connector for Constant {
    fn connect(&self, _: &ConnectionSettings) -> std::result::Result<Link, TransportError> {
        Ok(Link::new(Arc::new(Self), Capabilities::all()))
    }
}

impl Timer for Constant {
    fn now(&self) -> Instant {
        #[cfg(feature = "planted-clock")]
        return Instant::new(std::time::Instant::now().elapsed());
        #[cfg(not(feature = "planted-clock"))]
        Instant::default()
    }

    fn wall_now(&self) -> Timestamp {
        Timestamp::default()
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

fn main() {
    kubeconfigs();
    let mut everything = pin!(everything());
    let mut context = Context::from_waker(Waker::noop());
    let Poll::Ready(outcome) = everything.as_mut().poll(&mut context) else {
        panic!("nothing here has anything to wait for");
    };
    outcome.unwrap_or_else(|error| panic!("{}", error.chain()));
    #[cfg(feature = "planted-entropy")]
    assert!(std::collections::HashSet::from([1]).contains(&1));
}

fn kubeconfigs() {
    let read = || Kubeconfig::parse(KUBECONFIG, "/config").expect("a kubeconfig");
    let config = Kubeconfig::merge([read(), Kubeconfig::default()]);
    let resolved = config.resolve(&Overrides::new()).expect("a cluster");
    assert_eq!(resolved.namespace, "x");
    let file = |_: &str| Ok(Bytes::from_static(b"PEM"));
    let config = config.minified(None).expect("a context");
    let config = config.flattened(PathStyle::Unix, file).expect("a file");
    let shown = config.redacted().shortened();
    assert!(shown.to_yaml().contains("REDACTED") && shown.to_json().contains("OMITTED"));
}

async fn everything() -> Result<()> {
    let backend = Backend::new(Arc::new(Constant), Arc::new(Constant), 7);
    let client = Client::builder(backend, "https://[::1]:6443/prefix")
        .credentials(auth::BearerToken::new(&Secret::new("token"))?)
        .build()?;
    let pods = client.resource("po").await?.within("x");
    verbs(&pods).await?;
    inform(&pods).await
}

async fn verbs(pods: &Api<Unstructured>) -> Result<()> {
    let pod = pods.get("a").await?;
    assert_eq!(pods.list(&ListOptions::new()).await?.items.len(), 1);
    assert!(
        pods.watch(&WatchOptions::since("1"))
            .await?
            .next()
            .await
            .is_some()
    );
    pods.create(&pod, &CreateOptions::new()).await?;
    pods.replace("a", &pod, &ReplaceOptions::new()).await?;
    let nothing = Unstructured::new(pods.resource(), "a");
    pods.patch("a", &Patch::Merge(nothing.into()), &PatchOptions::new())
        .await?;
    pods.delete("a", &DeleteOptions::new()).await?;
    Ok(())
}

async fn inform(pods: &Api<Unstructured>) -> Result<()> {
    let (informer, driver) = Informer::builder(pods)
        .index("name", |pod| pod.path("/metadata/name"))
        .build();
    let mut driver = pin!(driver);
    let _ = driver
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()));
    informer.synced().await?;
    let snapshot = informer.store().snapshot();
    assert_eq!(
        snapshot.by_index("name", "a").into_iter().flatten().count(),
        1
    );
    assert!(informer.subscribe().next().await.is_some());
    assert!(!informer.status().to_string().is_empty());
    Ok(())
}
