use std::sync::Arc;

use outrigger::rt::{BoxFuture, Timer};
use outrigger::transport::{ConnectionSettings, Connector, HttpTransport};
use outrigger::{Client, RateLimit, RetryPolicy, Secret};
use outrigger_scenarios::TestServer;
use outrigger_wasm::{BrowserTimer, ConnectOptions, FetchConnector, connect_with};
use wasm_bindgen_futures::spawn_local;

use crate::peer;

/// An API server that the index names, as a client in this browser has it.
pub(super) struct InBrowser {
    pub(super) name: String,
    pub(super) url: String,
    pub(super) token: String,
    client: Client,
}

impl InBrowser {
    /// All that the index names.
    pub(super) async fn all() -> Vec<Self> {
        let index = peer::ask("").await;
        let servers = index["clusters"].as_array().expect("a list of API servers");
        assert!(!servers.is_empty(), "the index names no API server");
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let servers = servers.iter();
        servers
            .map(|it| Self::new(text(&it["name"]), text(&it["url"]), text(&it["token"])))
            .collect()
    }

    fn new(name: String, url: String, token: String) -> Self {
        let client = connect_with(options(&url, &token)).expect("a browser");
        Self {
            name,
            url: url.trim_end_matches('/').to_owned(),
            token,
            client,
        }
    }

    /// Without a client before it.
    pub(super) fn fetch(&self) -> Arc<dyn HttpTransport> {
        let link = FetchConnector::new().connect(&ConnectionSettings::default());
        link.expect("a browser").http
    }
}

fn options(url: &str, token: &str) -> ConnectOptions {
    ConnectOptions::new(url)
        .bearer_token(Secret::new(token))
        .rate_limit(RateLimit::off())
}

impl TestServer for InBrowser {
    fn client(&self) -> Client {
        self.client.clone()
    }

    fn client_with(&self, retry: RetryPolicy) -> Client {
        let options = options(&self.url, &self.token).retry(retry);
        connect_with(options).expect("a browser")
    }

    fn timer(&self) -> Arc<dyn Timer> {
        Arc::new(BrowserTimer::new().expect("a browser"))
    }

    fn spawn(&self, task: BoxFuture<'static, ()>) {
        spawn_local(task);
    }

    fn forget_history(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {
            let index = peer::ask(&format!("forget/{}", self.name)).await;
            assert!(index.is_object(), "{} forgets nothing", self.name);
        })
    }

    fn write_log<'a>(
        &'a self,
        namespace: &'a str,
        pod: &'a str,
        container: &'a str,
        line: &'a str,
    ) -> BoxFuture<'a, ()> {
        let what = ["log", &self.name, namespace, pod, container, line].join("/");
        Box::pin(async move {
            let index = peer::ask(&what).await;
            assert!(index.is_object(), "{} writes nothing", self.name);
        })
    }

    /// The pages that run these tests come from elsewhere.
    fn shows_headers(&self) -> bool {
        false
    }
}

/// A name that no test before this one took: servers outlive a page.
pub(super) fn namespace(name: &str) -> String {
    format!("{name}-{}", js_sys::Math::random().to_bits() % 1_000_000)
}
