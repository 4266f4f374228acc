//! Chromium's driver, as a program of its own.

use tokio::process::Command;

use crate::Result;
use crate::process::Process;

/// A running chromedriver, and with it its browser.
#[derive(Debug)]
pub(crate) struct Driver {
    process: Process,
    port: u16,
}

impl Driver {
    /// Starts it on a port that is free.
    pub(crate) async fn start() -> Result<Self> {
        let mut process = Process::start(Command::new("chromedriver").arg("--port=0"))?;
        let port = process.line(port).await?;
        Ok(Self { process, port })
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The process group in which the driver and its browser run.
    pub(crate) fn group(&self) -> Option<u32> {
        self.process.group()
    }
}

/// Reads `ChromeDriver was started successfully on port 46765.`
fn port(line: &str) -> Option<u16> {
    let (_, port) = line.split_once("successfully on port ")?;
    port.trim_end_matches('.').parse().ok()
}
