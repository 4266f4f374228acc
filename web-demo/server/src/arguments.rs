//! What was asked for, read from the command line.

use std::ffi::OsString;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::str::FromStr;

use lexopt::{Arg, Parser, ValueExt};

use crate::cluster::Simulation;

/// More pods than this would not fit the memory of most machines (18 KB each).
const PODS_MAX: usize = 100_000;
/// Beyond this a simulated cluster does nothing but write.
const RATE_MAX: f64 = 1000.0;
/// Not that of `kubectl proxy`, beside which it may run.
const PORT: u16 = 8090;

/// What `--help` prints.
pub const USAGE: &str = include_str!("usage.txt");

/// A parsed command line.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Print [`USAGE`].
    Help,
    /// Serve.
    Serve(Arguments),
}

/// What to serve, and where.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Arguments {
    /// The folder with the built page.
    pub page: PathBuf,
    /// The address to listen on.
    pub listen: IpAddr,
    /// The port to listen on; 0 lets the system choose.
    pub port: u16,
    /// Where the session's key is kept; none is the user's runtime or cache folder.
    pub token_file: Option<PathBuf>,
    /// The cluster behind `/cluster/`.
    pub source: Source,
}

/// Where the cluster is.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// In this process.
    Simulated(Simulation),
    /// Where a kubeconfig says.
    Kubeconfig {
        /// The context to use; none is the current one.
        context: Option<String>,
        /// The file to read; none are those that kubectl reads.
        file: Option<PathBuf>,
    },
}

impl Arguments {
    /// Serves `page` with the usual simulated cluster, on port 8090 of 127.0.0.1.
    pub fn new(page: impl Into<PathBuf>) -> Self {
        Self {
            page: page.into(),
            listen: Ipv4Addr::LOCALHOST.into(),
            port: PORT,
            token_file: None,
            source: Source::Simulated(Simulation::default()),
        }
    }
}

/// Flags as they are read, before they are known to fit together.
#[derive(Default)]
struct Flags {
    page: Option<PathBuf>,
    listen: Option<IpAddr>,
    port: Option<u16>,
    token_file: Option<PathBuf>,
    context: Option<String>,
    kubeconfig: Option<PathBuf>,
    simulation: Simulation,
    /// The first flag that was given for the simulated cluster.
    simulated: Option<&'static str>,
}

/// Reads the arguments after the program's name.
///
/// # Errors
/// When a flag is unknown, misses its value, has one that cannot be used, or does not go with
/// another. The text names the flag.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, String> {
    let mut parser = Parser::from_args(arguments);
    let mut flags = Flags::default();
    while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
        let name = match argument {
            Arg::Short('h') => "help".to_owned(),
            Arg::Long(name) => name.to_owned(),
            other => return Err(other.unexpected().to_string()),
        };
        if name == "help" {
            return Ok(Command::Help);
        }
        read(&mut flags, &name, &mut parser)?;
    }
    assemble(flags).map(Command::Serve)
}

fn read(flags: &mut Flags, name: &str, parser: &mut Parser) -> Result<(), String> {
    let simulation = &mut flags.simulation;
    match name {
        "page" => flags.page = Some(value(name, parser)?.into()),
        "port" => flags.port = Some(number(name, parser, "a port from 0 to 65535")?),
        "listen" => flags.listen = Some(number(name, parser, "an IP address")?),
        "token-file" => flags.token_file = Some(value(name, parser)?.into()),
        "context" => flags.context = Some(text(name, parser)?),
        "kubeconfig" => flags.kubeconfig = Some(value(name, parser)?.into()),
        "pods" => {
            flags.simulated.get_or_insert("--pods");
            let what = format!("a number up to {PODS_MAX}");
            simulation.pods = number(name, parser, &what)?;
            if simulation.pods > PODS_MAX {
                return Err(format!("--pods needs {what}, not {}", simulation.pods));
            }
        }
        "seed" => {
            flags.simulated.get_or_insert("--seed");
            simulation.seed = number(name, parser, "a number")?;
        }
        "rate" => {
            flags.simulated.get_or_insert("--rate");
            let what = format!("a number from 0 to {RATE_MAX}");
            simulation.rate = number(name, parser, &what)?;
            if !(0.0..=RATE_MAX).contains(&simulation.rate) {
                return Err(format!("--rate needs {what}, not {}", simulation.rate));
            }
        }
        other => return Err(format!("unknown flag --{other}")),
    }
    Ok(())
}

fn assemble(flags: Flags) -> Result<Arguments, String> {
    let page = flags.page.ok_or("--page is missing: which folder?")?;
    let real = match (&flags.context, &flags.kubeconfig) {
        (Some(_), _) => Some("--context"),
        (None, Some(_)) => Some("--kubeconfig"),
        (None, None) => None,
    };
    let source = match (real, flags.simulated) {
        (Some(real), Some(flag)) => {
            return Err(format!(
                "{flag} is for the simulated cluster, which {real} replaces"
            ));
        }
        (Some(_), None) => Source::Kubeconfig {
            context: flags.context,
            file: flags.kubeconfig,
        },
        (None, _) => Source::Simulated(flags.simulation),
    };
    let mut arguments = Arguments::new(page);
    arguments.listen = flags.listen.unwrap_or(arguments.listen);
    arguments.port = flags.port.unwrap_or(arguments.port);
    arguments.token_file = flags.token_file;
    arguments.source = source;
    Ok(arguments)
}

fn value(name: &str, parser: &mut Parser) -> Result<OsString, String> {
    let value = parser.value().ok().filter(|value| !value.is_empty());
    value.ok_or_else(|| format!("--{name} needs a value"))
}

fn text(name: &str, parser: &mut Parser) -> Result<String, String> {
    let value = value(name, parser)?.string();
    value.map_err(|_| format!("--{name} needs a text in UTF-8"))
}

fn number<T: FromStr>(name: &str, parser: &mut Parser, what: &str) -> Result<T, String> {
    let text = text(name, parser)?;
    let parsed = text.parse();
    parsed.map_err(|_| format!("--{name} needs {what}, not {text}"))
}

#[cfg(test)]
mod tests;
