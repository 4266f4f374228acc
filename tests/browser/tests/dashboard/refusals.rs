//! What a page elsewhere must not be able to do with the demo's server, though the browser that
//! shows it has the session.

use outrigger_browser_tests::{Cluster, Dashboard, Demo, FileServer, Load, Result, browse};
use serde_json::Value;
use tempfile::TempDir;

use crate::LIMIT;

const LOAD: Load = Load {
    pods: 50,
    rate: 0.0,
};

/// Whether somebody else's page gets an answer that it can read.
const READS: &str = r"
const attempt = promise => promise.then(() => 'answered', () => 'refused');
const fetched = options => attempt(fetch(`${server}/cluster/api/v1/pods`, options));
const socket = new Promise((done, failed) => {
  const socket = new WebSocket(`${server.replace('http', 'ws')}/cluster/api/v1/pods?watch=1`);
  socket.onopen = done;
  socket.onerror = failed;
});
const script = new Promise((done, failed) => {
  const element = document.createElement('script');
  element.src = `${server}/cluster/api/v1/pods`;
  element.onload = done;
  element.onerror = failed;
  document.head.append(element);
});
return Promise.all([
  fetched({ credentials: 'include' }), fetched({ credentials: 'omit' }),
  fetched({ credentials: 'include', headers: { Accept: 'application/json;as=Table' } }),
  attempt(socket), attempt(script),
]);";

/// A write, and its answer's status as far as the page may see it. A body without a type is sent
/// without a `Content-Type`, which API servers take for JSON, and browsers send it without asking
/// the server first.
const WRITE: &str = r"
const object = JSON.stringify({ metadata: { name: 'planted' }, data: {} });
const write = (mode, type) => fetch(`${server}/cluster/api/v1/namespaces/default/configmaps`,
  { method: 'POST', mode, credentials: 'include', body: new Blob([object], { type }) })
  .then(answer => answer.status, () => 0);";

/// The page itself, in a frame of somebody who would have a person click there.
const FRAME: &str = r"
const frame = document.createElement('iframe');
frame.src = `${server}/`;
document.body.append(frame);
await new Promise(done => frame.onload = done);
try { return frame.contentDocument.body.innerHTML; } catch { return frame.contentWindow.length; }";

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_other_origins_are_refused() {
    browse("refusals", |browser| async move {
        let demo = Demo::start(LOAD).await?;
        let page = Dashboard::open(&browser, demo.url()).await?;
        page.until("live", LIMIT).await?;
        let cluster = Cluster::behind(&demo, &browser).await?;
        let server = format!("const server = {:?};", demo.origin());
        let answers = browser.run(&format!("{server}{READS}")).await?;
        // Its own page does read; neither WebSockets nor scripts come from the cluster.
        let own = ["answered", "answered", "answered", "refused", "refused"];
        assert_eq!(answers, Value::from(own.to_vec()), "on its own page");
        let before = config_maps(&cluster).await?;
        let folder = TempDir::new()?;
        std::fs::write(
            folder.path().join("index.html"),
            "<!doctype html><title>Elsewhere</title>",
        )?;
        let elsewhere = FileServer::start(folder.path()).await?;
        // Another port, which cookies do not know; and another site.
        for url in [
            elsewhere.url(),
            elsewhere.url().replace("127.0.0.1", "localhost"),
        ] {
            browser.open(&url).await?;
            let answers = browser.run(&format!("{server}{READS}")).await?;
            assert_eq!(answers, Value::from(vec!["refused"; 5]), "{url}");
            let write = format!("{server}{WRITE}return write('no-cors', '');");
            browser.run(&write).await?;
            let frame = format!("{server}return (async () => {{{FRAME}}})();");
            let framed = browser.run(&frame).await?;
            assert_eq!(framed, Value::from(0), "{url}");
        }
        assert_eq!(
            config_maps(&cluster).await?,
            before,
            "something was written"
        );
        // What was to be written could have been.
        browser.open(&demo.origin()).await?;
        let write = format!("{server}{WRITE}return write('same-origin', 'application/json');");
        assert_eq!(browser.run(&write).await?, Value::from(201));
        assert!(config_maps(&cluster).await?.contains(&"planted".to_owned()));
        Ok(())
    })
    .await;
}

async fn config_maps(cluster: &Cluster) -> Result<Vec<String>> {
    let maps = cluster
        .metadata("api/v1/namespaces/default/configmaps")
        .await?;
    let name = |map: &Value| {
        map["metadata"]["name"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    Ok(maps.iter().map(name).collect())
}
