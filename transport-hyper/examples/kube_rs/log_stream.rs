//! A limited `kubectl logs`: `POD [-c CONTAINER] [-f] [--tail LINES] [--timestamps]`.
#![allow(clippy::print_stdout)]

use k8s_openapi::api::core::v1::Pod;
use outrigger::Api;
use outrigger::request::LogOptions;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut options = LogOptions::new();
    let mut name = None;
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} needs a value"));
        options = match word.as_str() {
            "-f" => options.follow(),
            "-c" => options.container(value()?),
            "--tail" => options.tail(value()?.parse()?),
            "--timestamps" => options.timestamps(),
            _ => {
                name = Some(word);
                options
            }
        };
    }
    let name = name.ok_or("which pod?")?;

    let client = outrigger_hyper::connect().await?;
    let pods: Api<Pod> = client.default_namespaced();
    let mut lines = pods.log_stream(&name, &options).await?;
    while let Some(line) = lines.next().await {
        println!("{}", line?);
    }
    Ok(())
}
