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
pub const USAGE: &str = "\
usage: outrigger-demo-server --page FOLDER [flags]

Serves the dashboard on this machine and prints the link that opens it. Without --context and
--kubeconfig the cluster is a simulated one.

  --page FOLDER       the built page
  --port N            the port to listen on (8090); 0 is any that is free
  --listen ADDRESS    the address to listen on (127.0.0.1); others than this machine's own let
                      the network in, over plain HTTP
  --token-file FILE   where the key of the browser's session is kept between runs; a file of the
                      user's runtime or cache folder unless told

a real cluster, with your rights in it:
  --context NAME      the context of the kubeconfig to use
  --kubeconfig FILE   the kubeconfig to read instead of $KUBECONFIG or ~/.kube/config

the simulated cluster:
  --pods N            how many pods it begins with (2000)
  --seed N            decides names and events (1)
  --rate X            how many changes of objects a second there are, on average (10); 0 is
                      silence

  -h, --help          this text
";

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
mod tests {
    use super::*;

    fn line(line: &str) -> Result<Command, String> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn lines_that_are_understood() {
        let with = |change: fn(&mut Arguments)| {
            let mut arguments = Arguments::new("dist");
            change(&mut arguments);
            Ok(Command::Serve(arguments))
        };
        assert_eq!(line("--page dist"), with(|_| {}));
        assert_eq!(line("--page dist --help"), Ok(Command::Help));
        assert_eq!(line("-h"), Ok(Command::Help));
        assert_eq!(
            line("--page=dist --port=8080 --listen ::1 --token-file t"),
            with(|it| {
                it.port = 8080;
                it.listen = "::1".parse().unwrap();
                it.token_file = Some("t".into());
            })
        );
        assert_eq!(
            line("--page dist --pods 10 --seed 7 --rate 2.5"),
            with(|it| {
                it.source = Source::Simulated(Simulation {
                    pods: 10,
                    seed: 7,
                    rate: 2.5,
                });
            })
        );
        assert_eq!(
            line("--page dist --context kind --kubeconfig k"),
            with(|it| {
                it.source = Source::Kubeconfig {
                    context: Some("kind".to_owned()),
                    file: Some("k".into()),
                };
            })
        );
    }

    #[test]
    fn lines_that_are_refused_name_the_flag() {
        for (text, expected) in [
            ("", "--page is missing: which folder?"),
            ("--page", "--page needs a value"),
            ("--page dist --prot 1", "unknown flag --prot"),
            (
                "--page dist --port 70000",
                "--port needs a port from 0 to 65535, not 70000",
            ),
            (
                "--page dist --listen localhost",
                "--listen needs an IP address, not localhost",
            ),
            (
                "--page dist --pods 1000000",
                "--pods needs a number up to 100000, not 1000000",
            ),
            (
                "--page dist --rate -1",
                "--rate needs a number from 0 to 1000, not -1",
            ),
            (
                "--page dist --rate NaN",
                "--rate needs a number from 0 to 1000, not NaN",
            ),
            (
                "--page dist --seed 1 --context kind",
                "--seed is for the simulated cluster, which --context replaces",
            ),
            (
                "--page dist --kubeconfig k --pods 1",
                "--pods is for the simulated cluster, which --kubeconfig replaces",
            ),
        ] {
            assert_eq!(line(text), Err(expected.to_owned()), "{text}");
        }
        assert!(line("dist").unwrap_err().contains("dist"));
        assert!(line("-x").unwrap_err().contains("-x"));
    }
}
