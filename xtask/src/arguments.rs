//! What was asked for, read from the command line.

use std::path::PathBuf;

/// What `cargo xtask --help` prints.
pub(crate) const USAGE: &str = "\
usage: cargo xtask <command>

commands:
  test [--all] [--kubernetes VERSION] [-- ARGS]
        every test that this machine can run in good time; ARGS go to the native `cargo test`
        --all: lint, planted bugs and a whole load too, and what is left out is a failure
  simulate [--schedules N] [--first N] [--seed N]
        an informer against the simulated API server, under schedules of faults
        --schedules: how many (20000); --first: the first one's seed (0)
        --seed: replay one, and print what happened
  lint  formatting, clippy, documentation, dependencies, and the Go modules
  clientcmd [--renew]
        whether kubeconfigs mean what they mean to client-go's clientcmd, which needs Go
        --renew: write clientcmd's answers down first, after a change of the cases
  requests [--renew]
        whether requests, retries, selectors, statuses and the like are client-go's, which needs Go
        --renew: as above
  dist [FOLDER] [--fast]
        the demo's page, as a folder to serve (target/dist)
        --fast: compiled quickly, and several times as large
  demo [--fast] [--context NAME] [--kubeconfig FILE] [--port N] [--pods N] [--rate N] ...
        build the dashboard and serve it, beside a simulated cluster or a real one; flags other
        than --fast are the server's, and `demo --help` prints them
        --fast: a page that is compiled quickly, and several times as large
  bench [--quick] [--no-builds] [--rounds N]
        what requests and small programs cost, beside kube-rs and, with Go, client-go
        --quick: a small run; --no-builds: without building the programs from nothing
  size  build the page, and fail when a browser has to download too much
  control-plane up [--kubernetes VERSION]
        build and start a real API server, and print how to reach it
  control-plane down [--kubernetes VERSION]
        stop it
  control-plane kubectl [--kubernetes VERSION] -- ARGS
        run the bundled kubectl against it
  control-plane build [--kubernetes VERSION]
        build the program, and print its path
";

/// A parsed command line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Help,
    Test(TestOptions),
    Simulate(Schedules),
    Lint,
    /// Compare with client-go's clientcmd.
    Clientcmd {
        renew: bool,
    },
    /// Compare with client-go's requests.
    Requests {
        renew: bool,
    },
    Dist(Dist),
    /// Build and serve the dashboard; the server's arguments, and ours among them.
    Demo(Vec<String>),
    /// Hold requests against the peers'; the arguments of the program that does.
    Bench(Vec<String>),
    Size,
    ControlPlane {
        action: ControlPlane,
        version: Option<String>,
    },
}

/// What to test, and how strictly.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct TestOptions {
    pub(crate) all: bool,
    /// The Kubernetes version of the real API server; none is the default one.
    pub(crate) version: Option<String>,
    /// Further arguments for `cargo test`.
    pub(crate) cargo: Vec<String>,
}

/// Which schedules of faults to run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Schedules {
    pub(crate) count: Option<u64>,
    /// The first one's seed.
    pub(crate) first: Option<u64>,
    /// Only this one, with its trace.
    pub(crate) seed: Option<u64>,
}

/// How and where to build the demo's page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Dist {
    pub(crate) out: Option<PathBuf>,
    pub(crate) fast: bool,
}

/// What to do with the real API server.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ControlPlane {
    Build,
    Up,
    Down,
    Kubectl(Vec<String>),
}

/// Reads the arguments after the program's name.
pub(crate) fn parse(arguments: &[String]) -> Result<Command, String> {
    match arguments
        .split_first()
        .map(|(word, rest)| (word.as_str(), rest))
    {
        Some(("demo", rest)) => return Ok(Command::Demo(rest.to_vec())),
        Some(("bench", rest)) => return Ok(Command::Bench(rest.to_vec())),
        _ => {}
    }
    let (before, after) = split_at_dashes(arguments);
    let line = read(before)?;
    if line.help {
        return Ok(Command::Help);
    }
    let command = command(&line, after.unwrap_or_default())?;
    refuse_misplaced(&command, &line, after.is_some())?;
    Ok(command)
}

fn command(line: &Line<'_>, after: &[String]) -> Result<Command, String> {
    let version = line.version.clone();
    match line.words.as_slice() {
        [] | ["help"] => Ok(Command::Help),
        ["test"] => Ok(Command::Test(TestOptions {
            all: line.all,
            version,
            cargo: after.to_vec(),
        })),
        ["simulate"] => Ok(Command::Simulate(line.schedules.clone())),
        ["lint"] => Ok(Command::Lint),
        ["clientcmd"] => Ok(Command::Clientcmd { renew: line.renew }),
        ["requests"] => Ok(Command::Requests { renew: line.renew }),
        ["dist", folder @ ..] if folder.len() < 2 => Ok(Command::Dist(Dist {
            out: folder.first().map(Into::into),
            fast: line.fast,
        })),
        ["size"] => Ok(Command::Size),
        ["control-plane", action] => Ok(Command::ControlPlane {
            action: control_plane(action, after)?,
            version,
        }),
        ["control-plane"] => Err("control-plane needs one of up, down, kubectl, build".into()),
        other => Err(format!("unknown command {}", other.join(" "))),
    }
}

/// Refuses what another command would understand, rather than ignore it.
fn refuse_misplaced(command: &Command, line: &Line<'_>, dashes: bool) -> Result<(), String> {
    let test = matches!(command, Command::Test(_));
    let plane = matches!(command, Command::ControlPlane { .. });
    let kubectl = matches!(
        command,
        Command::ControlPlane {
            action: ControlPlane::Kubectl(_),
            ..
        }
    );
    if line.all && !test {
        return Err("--all belongs to test".into());
    }
    if line.schedules != Schedules::default() && !matches!(command, Command::Simulate(_)) {
        return Err("--schedules, --first and --seed belong to simulate".into());
    }
    if line.schedules.seed.is_some() && (line.schedules.count.or(line.schedules.first)).is_some() {
        return Err("--seed is one schedule: neither --schedules nor --first".into());
    }
    if line.fast && !matches!(command, Command::Dist(_)) {
        return Err("--fast belongs to dist and demo".into());
    }
    let peer = matches!(
        command,
        Command::Clientcmd { .. } | Command::Requests { .. }
    );
    if line.renew && !peer {
        return Err("--renew belongs to clientcmd and requests".into());
    }
    if line.version.is_some() && !test && !plane {
        return Err("--kubernetes belongs to test and control-plane".into());
    }
    if dashes && !test && !kubectl {
        return Err("arguments after -- belong to test and control-plane kubectl".into());
    }
    Ok(())
}

/// A command line before the command is known.
#[derive(Default)]
struct Line<'a> {
    words: Vec<&'a str>,
    all: bool,
    version: Option<String>,
    schedules: Schedules,
    fast: bool,
    renew: bool,
    help: bool,
}

fn read(arguments: &[String]) -> Result<Line<'_>, String> {
    let mut line = Line::default();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "-h" | "--help" => line.help = true,
            "--all" => line.all = true,
            "--kubernetes" => {
                let value = rest.next().ok_or("--kubernetes needs a version")?;
                line.version = Some(value.trim_start_matches('v').to_owned());
            }
            "--schedules" => line.schedules.count = Some(number(argument, rest.next())?),
            "--first" => line.schedules.first = Some(number(argument, rest.next())?),
            "--seed" => line.schedules.seed = Some(number(argument, rest.next())?),
            "--fast" => line.fast = true,
            "--renew" => line.renew = true,
            flag if flag.starts_with('-') => return Err(format!("unknown flag {flag}")),
            word => line.words.push(word),
        }
    }
    Ok(line)
}

fn number(flag: &str, value: Option<&String>) -> Result<u64, String> {
    let value = value.ok_or_else(|| format!("{flag} needs a number"))?;
    value
        .parse()
        .map_err(|_| format!("{flag} needs a number, not {value}"))
}

fn control_plane(action: &str, after: &[String]) -> Result<ControlPlane, String> {
    match action {
        "build" => Ok(ControlPlane::Build),
        "up" => Ok(ControlPlane::Up),
        "down" => Ok(ControlPlane::Down),
        "kubectl" => Ok(ControlPlane::Kubectl(after.to_vec())),
        other => Err(format!("unknown command control-plane {other}")),
    }
}

fn split_at_dashes(arguments: &[String]) -> (&[String], Option<&[String]>) {
    match arguments.iter().position(|argument| argument == "--") {
        Some(at) => (&arguments[..at], Some(&arguments[at + 1..])),
        None => (arguments, None),
    }
}

#[cfg(test)]
mod tests;
