//! Chromium without a window, as a test sees it.

use std::fs;
use std::time::{Duration, Instant};

use fantoccini::wd::{TimeoutConfiguration, WindowHandle};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use tokio::time::sleep;

use crate::Result;
use crate::commands::DriverCommand;
use crate::driver::Driver;
use crate::{paths, process};

/// How often a page is asked for what a test waits for.
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// How long a script in a page may take.
const SCRIPT_MAX: Duration = Duration::from_secs(120);

/// A browser with nothing in it yet.
#[derive(Clone, Debug)]
pub struct Browser {
    client: Client,
    /// The test's.
    name: String,
    group: Option<u32>,
}

/// A tab of a browser.
#[derive(Clone, Debug)]
pub struct Tab(WindowHandle);

/// Runs a test in a fresh browser, and ends the browser whatever comes of the test. When the test
/// fails, prints what is on the console and leaves `browser/<name>-failed.png`.
///
/// # Panics
///
/// When the test fails or panics, for then it has failed.
pub async fn browse<T>(name: &str, test: impl FnOnce(Browser) -> T)
where
    T: Future<Output = Result> + Send + 'static,
{
    let profile = TempDir::new().expect("a folder for the profile");
    let driver = Driver::start().await.expect("chromedriver starts");
    let client = session(&driver, &profile).await.expect("Chromium starts");
    let browser = Browser {
        client,
        name: name.to_owned(),
        group: driver.group(),
    };
    // A task of its own, so that a panic passes by here as well.
    let outcome = match tokio::spawn(test(browser.clone())).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(failure)) => Err(failure.to_string()),
        Err(panic) => Err(panic.to_string()),
    };
    if outcome.is_err() {
        browser.testify(name).await;
    }
    let _ = browser.client.close().await;
    drop(driver);
    if let Err(failure) = outcome {
        panic!("{name}: {failure}");
    }
}

async fn session(driver: &Driver, profile: &TempDir) -> Result<Client> {
    let profile = format!("--user-data-dir={}", profile.path().display());
    let arguments = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-dev-shm-usage",
        "--enable-precise-memory-info",
        "--no-first-run",
        "--window-size=1280,800",
        &profile,
    ];
    let mut capabilities = Map::new();
    capabilities.insert("goog:chromeOptions".into(), json!({ "args": arguments }));
    capabilities.insert("goog:loggingPrefs".into(), json!({ "browser": "ALL" }));
    let mut builder = ClientBuilder::new(HttpConnector::new());
    builder.capabilities(capabilities);
    let client = builder.connect(&driver.url()).await?;
    let limits = TimeoutConfiguration::new(Some(SCRIPT_MAX), None, None);
    client.update_timeouts(limits).await?;
    Ok(client)
}

impl Browser {
    /// Opens a page in the tab in front, and waits until it is loaded.
    pub async fn open(&self, url: &str) -> Result {
        Ok(self.client.goto(url).await?)
    }

    /// The value of an expression in JavaScript; waits for it when it is a promise.
    pub async fn value(&self, expression: &str) -> Result<Value> {
        self.run(&format!("return ({expression});")).await
    }

    /// Runs JavaScript, and returns what it returns.
    pub async fn run(&self, script: &str) -> Result<Value> {
        Ok(self.client.execute(script, Vec::new()).await?)
    }

    /// Asks for the value of an expression until it is as a test wants it, and returns it then.
    /// The error tells the last value.
    pub async fn wait_until(
        &self,
        what: &str,
        expression: &str,
        limit: Duration,
        wanted: impl Fn(&Value) -> bool,
    ) -> Result<Value> {
        let start = Instant::now();
        loop {
            let last = self.value(expression).await?;
            if wanted(&last) {
                return Ok(last);
            }
            if start.elapsed() > limit {
                // While what the page shows is still there.
                self.screenshot(&format!("{}-in-vain", self.name)).await?;
                return Err(format!("not within {limit:?}: {what}; last: {last}").into());
            }
            sleep(POLL_INTERVAL).await;
        }
    }

    /// Sends keys to the element in focus, or to the page.
    pub async fn keys(&self, selector: &str, keys: &str) -> Result {
        let element = self.client.find(fantoccini::Locator::Css(selector)).await?;
        Ok(element.send_keys(keys).await?)
    }

    /// Clicks on an element where a person would.
    pub async fn click(&self, selector: &str) -> Result {
        let element = self.client.find(fantoccini::Locator::Css(selector)).await?;
        Ok(element.click().await?)
    }

    /// Opens an empty tab and goes there; the others are hidden from now on.
    pub async fn new_tab(&self) -> Result<Tab> {
        let window = self.client.new_window(true).await?.handle;
        self.client.switch_to_window(window.clone()).await?;
        Ok(Tab(window))
    }

    /// The tab in front.
    pub async fn tab(&self) -> Result<Tab> {
        Ok(Tab(self.client.window().await?))
    }

    /// Goes to a tab.
    pub async fn go_to(&self, tab: &Tab) -> Result {
        Ok(self.client.switch_to_window(tab.0.clone()).await?)
    }

    /// The cookies that the page's server gets, those included that no script can read.
    pub async fn cookies(&self) -> Result<String> {
        let cookies = self.client.get_all_cookies().await?;
        let pairs = cookies.iter().map(|cookie| cookie.stripped().to_string());
        Ok(pairs.collect::<Vec<_>>().join("; "))
    }

    /// Puts the browser to sleep, as a computer whose lid is closed; nothing else here may be asked
    /// until it is woken.
    pub fn sleep(&self) -> Result {
        process::signal(self.group.ok_or("the browser has ended")?, "STOP")
    }

    /// Wakes the browser.
    pub fn wake(&self) -> Result {
        process::signal(self.group.ok_or("the browser has ended")?, "CONT")
    }

    /// A command of the Chrome DevTools Protocol to the tab in front.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Result<Value> {
        let command = DriverCommand::devtools(command, &parameters);
        Ok(self.client.issue_cmd(command).await?)
    }

    /// What was written to the console since this was asked before: `SEVERE: text`.
    pub async fn console(&self) -> Result<Vec<String>> {
        let answer = self.client.issue_cmd(DriverCommand::console()).await?;
        let lines = answer.as_array().cloned().unwrap_or_default();
        let line = |line: &Value| {
            let part = |name| line[name].as_str().unwrap_or_default();
            format!("{}: {}", part("level"), part("message"))
        };
        Ok(lines.iter().map(line).collect())
    }

    /// Writes what is seen to `browser/<name>.png` in Cargo's target folder.
    pub async fn screenshot(&self, name: &str) -> Result {
        let image = self.client.screenshot().await?;
        let folder = paths::target().join("browser");
        fs::create_dir_all(&folder)?;
        let file = folder.join(format!("{name}.png"));
        fs::write(&file, image)?;
        eprintln!("{name}: see {}", file.display());
        Ok(())
    }

    /// Resident memory in bytes of the browser's largest process that shows pages; none where the
    /// system does not tell.
    pub fn memory(&self) -> Option<u64> {
        crate::memory::largest_renderer(self.group?)
    }

    /// How many processes the browser and its driver have; none where the system does not tell.
    pub fn processes(&self) -> Option<usize> {
        crate::memory::processes(self.group?)
    }

    /// Tells why a test may have failed.
    async fn testify(&self, name: &str) {
        for line in self.console().await.unwrap_or_default() {
            eprintln!("{name}: console: {line}");
        }
        if let Err(problem) = self.screenshot(&format!("{name}-failed")).await {
            eprintln!("{name}: no screenshot: {problem}");
        }
    }
}
