//! What clients do comes out the same in a page, through the demo's server, with a real
//! kube-apiserver behind it.

use std::time::Duration;

use outrigger_browser_tests::{Browser, Demo, Result, browse, built};
use outrigger_scenarios::{NODE, SCENARIOS};
use outrigger_suite::control_plane::ControlPlane;
use outrigger_suite::kubelet::LogNode;
use serde_json::Value;
use tokio::task::block_in_place;

/// Longer than a scenario waits for anything.
const LIMIT: Duration = Duration::from_secs(150);

#[tokio::test(flavor = "multi_thread")]
async fn clients_do_the_same_through_the_demos_server() {
    let page = built("OUTRIGGER_SCENARIOS_PAGE").expect("a page");
    browse("scenarios", |browser| async move {
        let mut plane = block_in_place(ControlPlane::start);
        let node = block_in_place(|| LogNode::join(&plane, NODE));
        let demo = Demo::with_cluster(plane.kubeconfig(), &page).await?;
        browser.open(demo.url()).await?;
        let ready = |value: &Value| value == "function";
        browser
            .wait_until("the page", "typeof start", LIMIT, ready)
            .await?;
        for scenario in SCENARIOS {
            eprintln!("scenarios: {}", scenario.name);
            run(&browser, &mut plane, &node, scenario.name).await?;
        }
        Ok(())
    })
    .await;
}

async fn run(browser: &Browser, plane: &mut ControlPlane, node: &LogNode, name: &str) -> Result {
    browser
        .run(&format!("start({name:?}, 'page-{name}')"))
        .await?;
    loop {
        let wish = "globalThis.outcome ?? (globalThis.forget ? 'forget' : null)
            ?? (globalThis.writeLog ? `log ${writeLog}` : null)";
        let spoken = |value: &Value| value.is_string();
        let wish = browser.wait_until(name, wish, LIMIT, spoken).await?;
        match wish.as_str() {
            Some("passed") => return Ok(()),
            Some("forget") => {
                block_in_place(|| plane.forget_history());
                browser.run("globalThis.forget = false").await?;
            }
            Some(log) if log.starts_with("log ") => {
                write_log(node, log);
                browser.run("globalThis.writeLog = null").await?;
            }
            failed => return Err(format!("{name}: {failed:?}").into()),
        }
    }
}

fn write_log(node: &LogNode, wish: &str) {
    let words: Vec<_> = wish.split(' ').collect();
    let [_, namespace, pod, container, line] = words[..] else {
        panic!("a wish for a line of a log: {wish}");
    };
    node.write(namespace, pod, container, line);
}
