//! The page as somebody uses it who looks for something.

use fantoccini::key::Key;
use outrigger_browser_tests::{Dashboard, Demo, Load, Result, browse};
use serde_json::Value;

use crate::LIMIT;

const LOAD: Load = Load {
    pods: 2_000,
    rate: 0.0,
};

#[tokio::test(flavor = "multi_thread")]
async fn somebody_looks_for_something() {
    browse("usage", |browser| async move {
        let demo = Demo::start(LOAD).await?;
        let page = Dashboard::open(&browser, demo.url()).await?;
        page.until("live", LIMIT).await?;
        let all = page.until_total(LIMIT, |total| total >= 1_900).await?;
        filter(&page, all).await?;
        order(&page).await?;
        yaml(&page).await?;
        keyboard(&page).await?;
        between_frames(&page).await?;
        namespace(&page, all).await?;
        kind(&page).await
    })
    .await;
}

async fn filter(page: &Dashboard, all: u64) -> Result {
    page.browser.keys("#table", "/").await?;
    let focus = page.browser.value("document.activeElement.id").await?;
    assert_eq!(focus, "filter");
    page.browser.keys("#filter", "checkout running").await?;
    let some = page
        .until_matching(LIMIT, |matching| matching > 0 && matching < all)
        .await?;
    let rows = page.rows().await?;
    assert!(
        rows.len() as u64 <= some && !rows.is_empty(),
        "{some}: {rows:?}"
    );
    assert!(rows.iter().all(|row| row.contains("checkout")), "{rows:?}");
    eprintln!("usage: {some} of {all} match");
    page.browser.screenshot("filter").await?;
    page.browser
        .keys("#filter", &char::from(Key::Escape).to_string())
        .await?;
    page.until_matching(LIMIT, |matching| matching == all)
        .await?;
    Ok(())
}

async fn order(page: &Dashboard) -> Result {
    let unsorted = page.visible_rows().await?;
    let mut firsts = Vec::new();
    for order in ["ascending", "descending"] {
        sort_by(page, "Name", order).await?;
        let names = page.column("Name").await?;
        let mut sorted = names.clone();
        sorted.sort_by_key(|name| natural(name));
        if order == "descending" {
            sorted.reverse();
        }
        assert_eq!(names, sorted, "{order}");
        firsts.push(names[0].clone());
    }
    assert!(natural(&firsts[0]) < natural(&firsts[1]), "{firsts:?}");
    sort_by(page, "Name", "none").await?;
    assert_eq!(page.visible_rows().await?, unsorted);
    Ok(())
}

/// By what a text is sorted: its words, each with the number that follows it.
fn natural(text: &str) -> Vec<(String, u64)> {
    let mut parts = vec![(String::new(), 0)];
    let mut in_number = false;
    for letter in text.chars() {
        if in_number && !letter.is_ascii_digit() {
            parts.push((String::new(), 0));
        }
        in_number = letter.is_ascii_digit();
        let Some((word, number)) = parts.last_mut() else {
            continue;
        };
        match letter.to_digit(10) {
            Some(digit) => *number = *number * 10 + u64::from(digit),
            None => word.push(letter),
        }
    }
    parts
}

/// Clicks on a title, and waits until the table is in this order.
async fn sort_by(page: &Dashboard, title: &str, order: &str) -> Result {
    let before = page.visible_rows().await?;
    let find = format!(
        "[...document.querySelectorAll('#table [role=columnheader]')]
          .find(it => it.textContent.replace(/[▲▼]/g, '').trim() === {title:?})"
    );
    page.browser
        .run(&format!("{find}.querySelector('button').click()"))
        .await?;
    let sorted = format!("{find}.getAttribute('aria-sort')");
    page.browser
        .wait_until(order, &sorted, LIMIT, |value| value == order)
        .await?;
    // The rows follow a frame or two later.
    let rows = "[...document.querySelectorAll('#table [data-key]')]
      .sort((one, other) => one.ariaRowIndex - other.ariaRowIndex)[0]?.dataset.key";
    let moved = |value: &Value| value.is_string() && value != before[0].as_str();
    page.browser
        .wait_until("another order", rows, LIMIT, moved)
        .await
        .map(drop)
}

const YAML: &str = "document.getElementById('yaml')?.textContent ?? ''";

/// Waits until the YAML of this object is there.
async fn until_yaml(page: &Dashboard, key: &str) -> Result<String> {
    let name = key.rsplit('/').next().unwrap_or_default();
    let named = format!("name: {name}\n");
    let there = |value: &Value| value.as_str().is_some_and(|text| text.contains(&named));
    let yaml = page
        .browser
        .wait_until("the YAML", YAML, LIMIT, there)
        .await?;
    Ok(yaml.as_str().unwrap_or_default().to_owned())
}

async fn yaml(page: &Dashboard) -> Result {
    let row = page.visible_rows().await?[2].clone();
    page.browser.click(&format!("[data-key={row:?}]")).await?;
    let yaml = until_yaml(page, &row).await?;
    for part in [
        "apiVersion: v1",
        "kind: Pod",
        "containers:",
        "resourceVersion:",
    ] {
        assert!(yaml.contains(part), "{part} in {yaml}");
    }
    assert!(!yaml.contains("managedFields"), "{yaml}");
    page.browser.screenshot("yaml").await
}

async fn keyboard(page: &Dashboard) -> Result {
    let press = async |key: Key| {
        page.browser
            .keys("#table", &char::from(key).to_string())
            .await
    };
    let rows = page.visible_rows().await?;
    // With an object open, the arrows leaf through them.
    press(Key::Down).await?;
    until_yaml(page, &rows[3]).await?;
    assert_eq!(page.selected().await?.as_deref(), Some(rows[3].as_str()));
    press(Key::Escape).await?;
    let closed = |value: &Value| value == "";
    page.browser
        .wait_until("closed", YAML, LIMIT, closed)
        .await?;
    press(Key::End).await?;
    let end = "(() => { const table = document.getElementById('table');
      return table.scrollTop + table.clientHeight >= table.scrollHeight - 1; })()";
    page.browser
        .wait_until("the end", end, LIMIT, |value| *value == true)
        .await?;
    press(Key::Home).await?;
    let there = |value: &Value| value == rows[0].as_str();
    let first = "document.querySelector('#table [data-key][aria-rowindex=\"2\"]')?.dataset.key";
    page.browser
        .wait_until("the first row", first, LIMIT, there)
        .await?;
    press(Key::Enter).await?;
    until_yaml(page, &rows[0]).await?;
    press(Key::Escape).await
}

/// A click counts also on a row that the page has but would not ask for any more.
async fn between_frames(page: &Dashboard) -> Result {
    let click = "return (() => {
      const table = document.getElementById('table');
      const row = table.querySelector('[data-key]');
      table.scrollTop += 20_000;
      row.click();
      return row.dataset.key;
    })()";
    let row = page.browser.run(click).await?;
    until_yaml(page, row.as_str().ok_or("a row without a name")?).await?;
    let escape = char::from(Key::Escape).to_string();
    page.browser.keys("#table", &escape).await
}

async fn namespace(page: &Dashboard, all: u64) -> Result {
    let chosen = "return (() => {
      const choice = document.getElementById('namespace');
      const name = [...choice.options].map(option => option.value)
        .find(name => name && !name.startsWith('kube-') && name !== 'default');
      choice.value = name;
      choice.dispatchEvent(new Event('change', { bubbles: true }));
      return name;
    })()";
    let chosen = page.browser.run(chosen).await?;
    let chosen = chosen
        .as_str()
        .ok_or("there are no namespaces to choose from")?;
    page.until("live", LIMIT).await?;
    let some = page
        .until_total(LIMIT, |total| total > 0 && total < all)
        .await?;
    let rows = page.rows().await?;
    let inside = rows
        .iter()
        .all(|row| row.starts_with(&format!("{chosen}/")));
    assert!(inside && !rows.is_empty(), "{chosen}: {rows:?}");
    eprintln!("usage: {some} of {all} pods are in {chosen}");
    let hash = page.browser.value("location.hash").await?;
    assert!(
        hash.as_str().is_some_and(|hash| hash.contains(chosen)),
        "{hash}"
    );
    Ok(())
}

async fn kind(page: &Dashboard) -> Result {
    let hash = "location.hash.split('?')[0]";
    page.browser.keys("#kind-search", "deploy").await?;
    let found = "document.querySelector('[data-kind]')?.dataset.kind";
    let deployments = |value: &Value| value == "deployments.apps";
    page.browser
        .wait_until("the kind", found, LIMIT, deployments)
        .await?;
    page.browser
        .keys("#kind-search", &char::from(Key::Enter).to_string())
        .await?;
    let there = |value: &Value| value == "#/deployments.apps";
    page.browser
        .wait_until("deployments", hash, LIMIT, there)
        .await?;
    page.until("live", LIMIT).await?;
    page.until_total(LIMIT, |total| total > 0).await?;
    page.browser.screenshot("deployments").await?;
    page.browser.run("history.back()").await?;
    let back = |value: &Value| value == "#/pods";
    page.browser
        .wait_until("pods again", hash, LIMIT, back)
        .await
        .map(drop)
}
