//! The loads: programs that print what their work has cost them.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::process::{beside_us, output};

/// Who sends requests.
#[derive(Debug)]
pub(super) struct Side {
    name: &'static str,
    program: PathBuf,
}

impl Side {
    pub(super) fn ours() -> Result<Self, String> {
        Ok(Self::new("outrigger", beside_us("bench-load")?))
    }

    pub(super) fn new(name: &'static str, program: PathBuf) -> Self {
        Self { name, program }
    }
}

/// What one run of a load reports, for each unit of its work.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    pub(super) cpu_us: f64,
    pub(super) allocations: f64,
    pub(super) peak_kb: f64,
}

/// What the runs of one side report.
#[derive(Debug)]
pub(super) struct Measured {
    pub(super) side: &'static str,
    pub(super) samples: Vec<Sample>,
}

/// Runs modes, each of some sides, in turn, so that what else the machine does comes to all of them:
/// what is held against each other is measured by one call.
pub(super) fn measure<const N: usize>(
    modes: [(&str, &[Side]); N],
    server: &Server,
    requests: usize,
    rounds: usize,
) -> Result<[Vec<Measured>; N], String> {
    let mut measured = modes.map(|(_, sides)| {
        let none = |side: &Side| Measured {
            side: side.name,
            samples: Vec::new(),
        };
        sides.iter().map(none).collect::<Vec<_>>()
    });
    for round in 0..rounds {
        for ((mode, sides), measured) in modes.iter().zip(&mut measured) {
            eprintln!("{mode}: round {} of {rounds}", round + 1);
            for (side, measured) in sides.iter().zip(measured) {
                let sample = one(&side.program, server, mode, requests)?;
                measured.samples.push(sample);
            }
        }
    }
    Ok(measured)
}

fn one(program: &Path, server: &Server, mode: &str, requests: usize) -> Result<Sample, String> {
    let mut command = Command::new(program);
    command.args([mode, &server.url, &requests.to_string()]);
    // The others run on one thread as well.
    let line = output(command.env("GOMAXPROCS", "1"))?;
    let number = |name: &str| {
        let mut words = line.split_whitespace();
        let word = words.find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
        let number = word.and_then(|word| word.parse::<f64>().ok());
        number.ok_or_else(|| format!("{} did not report {name}: {line}", program.display()))
    };
    let units = number("units")?;
    Ok(Sample {
        cpu_us: number("cpu_us")? / units,
        allocations: number("allocations")? / units,
        peak_kb: number("peak_kb")?,
    })
}

/// The server in its process, which ends with this.
#[derive(Debug)]
pub(super) struct Server {
    process: Child,
    url: String,
}

impl Server {
    /// Starts it, with so many pods in its list.
    pub(super) fn start(pods: usize) -> Result<Self, String> {
        let problem = |problem: std::io::Error| format!("bench-server: {problem}");
        let mut process = Command::new(beside_us("bench-server")?)
            .arg(pods.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(problem)?;
        let mut url = String::new();
        if let Some(stdout) = process.stdout.take() {
            BufReader::new(stdout)
                .read_line(&mut url)
                .map_err(problem)?;
        }
        url.truncate(url.trim_end().len());
        let server = Self { process, url };
        match server.url.is_empty() {
            true => Err("bench-server: it did not say where it is".to_owned()),
            false => Ok(server),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
