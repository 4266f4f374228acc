//! The README's program for browsers, on a page beside a simulated cluster.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Request, Response};
use outrigger::transport::{Body, HttpTransport, TransportError};
use outrigger::{Api, Client, CreateOptions, Unstructured};
use outrigger_browser_tests::{Result, browse, built};
use outrigger_hyper::TokioTimer;
use outrigger_test::serve::{ServeOptions, Server};
use outrigger_test::{ClusterOptions, SimulatedApiServer, Workload};
use serde_json::{Value, json};

const LIMIT: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn the_program_for_browsers_tells_a_rollout_to_its_end() {
    let page = built("OUTRIGGER_EXAMPLES_PAGE").expect("a page");
    browse("programs", |browser| async move {
        let timer = Arc::new(TokioTimer::new()?);
        let cluster = SimulatedApiServer::new(timer, 7, ClusterOptions::default());
        tokio::spawn(cluster.controllers());
        tokio::spawn(cluster.workload(Workload::new(7).pods(0)));
        create_deployment(cluster.client()).await?;

        let api = cluster.transport();
        let site = Arc::new(Site { page, api });
        let server = Server::start(site, ServeOptions::http().without_authentication())?;
        browser
            .open(&format!("{}/index.html", server.url()))
            .await?;
        let end = |text: &Value| text.as_str().is_some_and(|it| it.ends_with("3 of 3 ready"));
        let text = "document.body.innerText.trim()";
        let told = browser.wait_until("the end", text, LIMIT, end).await?;
        eprintln!("programs: {told}");
        browser.screenshot("programs").await
    })
    .await;
}

/// A page, and an API server at the root of the same origin.
#[derive(Debug)]
struct Site {
    page: PathBuf,
    api: Arc<dyn HttpTransport>,
}

#[async_trait]
impl HttpTransport for Site {
    async fn send(
        &self,
        request: Request<Bytes>,
    ) -> std::result::Result<Response<Body>, TransportError> {
        let name = request.uri().path().trim_start_matches('/');
        let kind = match name.rsplit_once('.') {
            Some((_, "html")) => "text/html",
            Some((_, "js")) => "text/javascript",
            Some((_, "wasm")) => "application/wasm",
            _ => return self.api.send(request).await,
        };
        let content = fs::read(self.page.join(name)).expect("a file of the page");
        let answer = Response::builder().header(CONTENT_TYPE, kind);
        let body = Body::from_bytes(content);
        Ok(answer.body(body).expect("a well-formed answer"))
    }
}

async fn create_deployment(client: Client) -> Result {
    let template = json!({ "metadata": { "labels": { "app": "web" } },
        "spec": { "containers": [{ "name": "web", "image": "nginx" }] } });
    let web = json!({ "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "web" },
        "spec": { "replicas": 3, "selector": { "matchLabels": { "app": "web" } },
            "template": template } });
    let deployments: Api<Unstructured> = client.resource("deployments").await?.within("default");
    let web = serde_json::from_value(web)?;
    deployments.create(&web, &CreateOptions::new()).await?;
    Ok(())
}
