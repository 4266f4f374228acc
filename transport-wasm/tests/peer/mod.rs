//! Where the servers beside the browser are.

use bytes::Bytes;
use outrigger::transport::{ConnectionSettings, Connector};
use outrigger_wasm::FetchConnector;

/// The index of the servers, on the port that `outrigger-browser-peer` takes unless told.
const INDEX: &str = match option_env!("OUTRIGGER_BROWSER_PEER") {
    Some(url) => url,
    None => "http://127.0.0.1:42743/",
};

/// The URL of the server of that name.
pub(crate) async fn url(name: &str) -> String {
    let servers = index().await;
    match servers[name].as_str() {
        Some(url) => url.to_owned(),
        None => panic!("{INDEX} names no server {name}: {servers}"),
    }
}

async fn index() -> serde_json::Value {
    let link = FetchConnector::new()
        .connect(&ConnectionSettings::default())
        .expect("a browser");
    let request = http::Request::get(INDEX).body(Bytes::new());
    let answer = link.http.send(request.expect("a good URL")).await;
    let Ok(answer) = answer else {
        panic!("nothing at {INDEX}; run `cargo run --package outrigger-browser-peer` beside")
    };
    let text = answer.into_body().collect(1 << 20).await;
    serde_json::from_slice(&text.expect("the index")).expect("JSON")
}
