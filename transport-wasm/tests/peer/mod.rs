//! Where the servers beside the browser are.

use bytes::Bytes;
use outrigger::transport::{ConnectionSettings, Connector};
use outrigger_wasm::FetchConnector;
use serde_json::Value;

/// The index of the servers, on the port that `outrigger-browser-peer` takes unless told. What
/// answers at another URL as it does can put any server behind these tests.
const INDEX: &str = match option_env!("OUTRIGGER_BROWSER_PEER") {
    Some(url) => url,
    None => "http://127.0.0.1:24743/",
};

/// What the index, or a path beside it, answers.
pub(crate) async fn ask(path: &str) -> Value {
    let link = FetchConnector::new()
        .connect(&ConnectionSettings::default())
        .expect("a browser");
    let request = http::Request::get(format!("{INDEX}{path}")).body(Bytes::new());
    let answer = link.http.send(request.expect("a good URL")).await;
    let Ok(answer) = answer else {
        panic!("nothing at {INDEX}; run `cargo run --package outrigger-browser-peer` beside")
    };
    let text = answer.into_body().collect(1 << 20).await;
    serde_json::from_slice(&text.expect("the index")).expect("JSON")
}
