//! Keeps metrics of what a client does, and prints them as Prometheus reads them.
//!
//! ```console
//! cargo run --example metrics -- --context staging
//! ```
//!
//! The names are those that Kubernetes' own components have for client-go's. A program would serve
//! the text at `/metrics`; this one asks the server for a few things, and prints it.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use outrigger::{ClientEvent, ListOptions, Observer};
use outrigger_hyper::{ConnectOptions, connect_with};

const SECONDS: &[f64] = &[
    0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0,
];
const BYTES: &[f64] = &[
    64.0,
    256.0,
    512.0,
    1024.0,
    4096.0,
    16384.0,
    65536.0,
    262_144.0,
    1_048_576.0,
    4_194_304.0,
];

/// What is known, by name and labels. Labels have few values each: URLs come as templates.
#[derive(Clone, Debug, Default)]
struct Metrics(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    counters: BTreeMap<(&'static str, String), u64>,
    histograms: BTreeMap<(&'static str, String), Histogram>,
}

#[derive(Debug)]
struct Histogram {
    bounds: &'static [f64],
    /// How many values are no greater than each bound.
    within: Vec<u64>,
    count: u64,
    sum: f64,
}

impl Known {
    fn count(&mut self, name: &'static str, labels: String) {
        *self.counters.entry((name, labels)).or_default() += 1;
    }

    fn record(&mut self, name: &'static str, bounds: &'static [f64], labels: &str, value: f64) {
        let key = (name, labels.to_owned());
        let histogram = self.histograms.entry(key).or_insert_with(|| Histogram {
            bounds,
            within: vec![0; bounds.len()],
            count: 0,
            sum: 0.0,
        });
        for (within, bound) in histogram.within.iter_mut().zip(bounds) {
            *within += u64::from(value <= *bound);
        }
        histogram.count += 1;
        histogram.sum += value;
    }

    fn attempt(&mut self, code: &str, method: &str, host: &str, attempt: u32) {
        let labels = format!("code=\"{code}\",host=\"{host}\",method=\"{method}\"");
        if attempt > 1 {
            self.count("rest_client_request_retries_total", labels.clone());
        }
        self.count("rest_client_requests_total", labels);
    }
}

impl Observer for Metrics {
    fn observe(&self, event: &ClientEvent<'_>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            ClientEvent::ResponseHead {
                verb,
                host,
                attempt,
                status,
                ..
            } => {
                known.attempt(status.as_str(), verb.method().as_str(), host, *attempt);
            }
            ClientEvent::RequestFailed {
                verb,
                host,
                attempt,
                ..
            } => {
                known.attempt("<error>", verb.method().as_str(), host, *attempt);
            }
            ClientEvent::Finished {
                verb,
                template,
                throttled,
                elapsed,
                sent,
                received,
                ..
            } => {
                let labels = format!("url=\"{template}\",verb=\"{verb}\"");
                let mut record = |name, bounds, value| known.record(name, bounds, &labels, value);
                record(
                    "rest_client_request_duration_seconds",
                    SECONDS,
                    elapsed.as_secs_f64(),
                );
                record(
                    "rest_client_rate_limiter_duration_seconds",
                    SECONDS,
                    throttled.as_secs_f64(),
                );
                record("rest_client_request_size_bytes", BYTES, *sent as f64);
                record("rest_client_response_size_bytes", BYTES, *received as f64);
            }
            _ => {}
        }
    }
}

/// Prometheus' text format.
impl fmt::Display for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut said = "";
        for ((name, labels), count) in &known.counters {
            if std::mem::replace(&mut said, name) != *name {
                writeln!(f, "# TYPE {name} counter")?;
            }
            writeln!(f, "{name}{{{labels}}} {count}")?;
        }
        for ((name, labels), histogram) in &known.histograms {
            if std::mem::replace(&mut said, name) != *name {
                writeln!(f, "# TYPE {name} histogram")?;
            }
            for (bound, within) in histogram.bounds.iter().zip(&histogram.within) {
                writeln!(f, "{name}_bucket{{{labels},le=\"{bound}\"}} {within}")?;
            }
            let Histogram { count, sum, .. } = histogram;
            writeln!(f, "{name}_bucket{{{labels},le=\"+Inf\"}} {count}")?;
            writeln!(f, "{name}_sum{{{labels}}} {sum}")?;
            writeln!(f, "{name}_count{{{labels}}} {count}")?;
        }
        Ok(())
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(text) => print!("{text}"),
        Err(error) => {
            eprintln!("error: {}", error.chain());
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

async fn run() -> outrigger::Result<String> {
    let metrics = Metrics::default();
    let mut options = ConnectOptions::new().observer(metrics.clone());
    let mut words = std::env::args().skip(1);
    while let (Some(flag), Some(value)) = (words.next(), words.next()) {
        options = match flag.as_str() {
            "--context" => options.context(value),
            "--kubeconfig" => options.kubeconfig(value),
            _ => options,
        };
    }
    let client = connect_with(options).await?;
    let pods = client.resource("pods").await?;
    for _ in 0..3 {
        pods.list(&ListOptions::new().limit(500)).await?;
    }
    pods.within("default").get_opt("no-such-pod").await?;
    let mut text = String::new();
    // A String takes whatever is written.
    let _ = write!(text, "{metrics}");
    Ok(text)
}
