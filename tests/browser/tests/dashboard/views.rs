//! More views than a browser opens connections, which over HTTP/1.1 are six.

use std::time::{Duration, Instant};

use outrigger_browser_tests::{Browser, Cluster, Dashboard, Demo, Load, Result, browse};
use serde_json::{Value, json};

use crate::LIMIT;

const LOAD: Load = Load {
    pods: 200,
    rate: 0.0,
};

/// Besides pods, with which the page begins.
const KINDS: [&str; 11] = [
    "deployments.apps",
    "replicasets.apps",
    "jobs.batch",
    "services",
    "configmaps",
    "secrets",
    "nodes",
    "namespaces",
    "events",
    "leases.coordination.k8s.io",
    "customresourcedefinitions.apiextensions.k8s.io",
];

/// What the tabs say: `[title, state, count]`.
const TABS: &str = "[...document.querySelectorAll('.tab')].map(tab => {
  const count = tab.querySelector('.tab-count').textContent;
  const title = tab.querySelector('.look').textContent;
  return [title.slice(0, title.length - count.length), tab.dataset.state,
    Number(count.replaceAll(',', ''))];
})";

const FORGET: &str = "clearInterval(window.remember); window.live = new Set();";

const REMEMBER: &str = "window.remember = setInterval(() => {
  for (const tab of document.querySelectorAll('.tab')) {
    if (tab.dataset.state === 'live') window.live.add(tab.dataset.tab);
  }
}, 50);";

/// An answer later than this has waited for something else.
const SOON: f64 = 3_000.0;

#[tokio::test(flavor = "multi_thread")]
async fn many_views_leave_room_for_everything_else() {
    browse("views", |browser| async move {
        let demo = Demo::start(LOAD).await?;
        let page = Dashboard::open(&browser, demo.url()).await?;
        page.until("live", LIMIT).await?;
        let cluster = Cluster::behind(&demo, &browser).await?;
        for kind in KINDS {
            let link = format!("[data-kind={kind:?}]");
            let there = format!("document.querySelector('{link}') !== null");
            browser
                .wait_until(kind, &there, LIMIT, |value| *value == true)
                .await?;
            browser.click(&link).await?;
        }
        all_were_live(&browser).await?;
        requests_are_answered(&page).await?;
        changes_arrive(&browser, &cluster).await?;
        requests_are_answered(&page).await?;
        browser.screenshot("views").await
    })
    .await;
}

/// Waits until every view was live since now. They take turns on the few connections that there
/// are, so not all of them are at once.
async fn all_were_live(browser: &Browser) -> Result {
    browser.run(&format!("{FORGET}{REMEMBER}")).await?;
    let all = |live: &Value| live.as_array().is_some_and(|it| it.len() > KINDS.len());
    let start = Instant::now();
    let live = "[...window.live]";
    browser
        .wait_until("each view live", live, LIMIT * 2, all)
        .await?;
    eprintln!("views: each was live within {:?}", start.elapsed());
    Ok(())
}

/// The page shows an object in full, and asks for something else, while all views are open.
async fn requests_are_answered(page: &Dashboard) -> Result {
    let browser = &page.browser;
    browser
        .run("document.querySelector('.tab .look').click()")
        .await?;
    page.until_total(LIMIT, |total| total > 100).await?;
    let show = "return new Promise(done => {
      const start = performance.now();
      const rows = [...document.querySelectorAll('#table [data-key]')];
      const row = rows.find(row => row.ariaSelected !== 'true');
      const name = `name: ${row.dataset.key.split('/')[1]}\\n`;
      row.click();
      const look = () => document.getElementById('yaml')?.textContent.includes(name)
        ? done(performance.now() - start) : setTimeout(look, 10);
      look();
    })";
    let shown = browser.run(show).await?;
    let get = "(async () => {
      const start = performance.now();
      await Promise.all(['version', 'api/v1/nodes', 'api/v1/namespaces']
        .map(path => fetch(`cluster/${path}`).then(answer => answer.json())));
      return performance.now() - start;
    })()";
    let got = browser.value(get).await?;
    eprintln!("views: YAML after {shown} ms, three answers after {got} ms");
    assert!(
        shown.as_f64() < Some(SOON) && got.as_f64() < Some(SOON),
        "{shown} {got}"
    );
    Ok(())
}

/// Every view learns what is new, also those that have no connection to themselves.
async fn changes_arrive(browser: &Browser, cluster: &Cluster) -> Result {
    let before = browser.value(TABS).await?;
    let namespace = "namespaces/default";
    let service = json!({ "spec": { "ports": [{ "port": 80 }] } });
    let created = [
        (
            "ConfigMap",
            format!("api/v1/{namespace}/configmaps"),
            json!({}),
        ),
        ("Secret", format!("api/v1/{namespace}/secrets"), json!({})),
        ("Namespace", "api/v1/namespaces".to_owned(), json!({})),
        ("Service", format!("api/v1/{namespace}/services"), service),
        (
            "Lease",
            format!("apis/coordination.k8s.io/v1/{namespace}/leases"),
            json!({}),
        ),
        ("Node", "api/v1/nodes".to_owned(), json!({})),
    ];
    for (_, path, object) in &created {
        let mut object = object.clone();
        object["metadata"] = json!({ "name": "new-one" });
        cluster.create(path, &object).await?;
    }
    for (title, ..) in created {
        let total = |tabs: &Value| {
            let mut tabs = tabs.as_array().into_iter().flatten();
            tabs.find(|tab| tab[0] == title)
                .and_then(|tab| tab[2].as_u64())
        };
        let old = total(&before);
        let what = format!("a new {title} beside {old:?}");
        let more = |tabs: &Value| total(tabs) > old;
        browser
            .wait_until(&what, TABS, Duration::from_secs(90), more)
            .await?;
    }
    all_were_live(browser).await
}
