//! `cargo xtask demo`: the dashboard, built and served.

use std::path::PathBuf;
use std::process::Command;

use crate::dist::{self, Profile};
use crate::process::{cargo, cargo_optimized, run as run_command, target};
use crate::toolchain;

/// What the server takes, each with a value. Known here, so that a mistake does not cost a build.
const FLAGS: [&str; 8] = [
    "--context",
    "--kubeconfig",
    "--listen",
    "--pods",
    "--port",
    "--rate",
    "--seed",
    "--token-file",
];

/// What the server says of itself when it is asked.
const SERVER_USAGE: &str = include_str!("../../web-demo/server/src/usage.txt");

/// Builds the server and the page, and serves until it is interrupted.
pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let asked = Asked::of(arguments)?;
    if asked.help {
        println!("{}", usage());
        return Ok(());
    }
    toolchain::need(&[toolchain::BROWSER])?;
    println!("building the server");
    let program = server()?;
    println!("building the page; the first time takes minutes");
    let page = dist::folder();
    dist::build_with(&page, asked.profile)?;
    println!("open this link in a browser; Ctrl-C ends the server");
    let mut server = Command::new(program);
    server.arg("--page").arg(&page).args(&asked.server);
    serve(server)
}

/// What the server says, but for its name and for the page, which we build.
fn usage() -> String {
    let lines = SERVER_USAGE.lines().skip(1);
    let lines: Vec<&str> = lines
        .filter(|line| !line.starts_with("  --page "))
        .collect();
    let fast = "  --fast              a page that is compiled quickly, and several times as large";
    format!(
        "usage: cargo xtask demo [flags]\n{}\n{fast}",
        lines.join("\n")
    )
}

/// Builds the server, and returns where it is.
fn server() -> Result<PathBuf, String> {
    built(cargo(&["build", "--release", "--package", SERVER]))
}

/// As [`server`], of the crates that tests are compiled with.
pub(crate) fn server_for_tests() -> Result<PathBuf, String> {
    let mut build = cargo_optimized("build");
    // Cargo counts the features that tests need where it builds one.
    build.args(["--bin", SERVER, "--test", "schedules"]);
    built(build)
}

/// The server's package and program.
const SERVER: &str = "outrigger-demo-server";

fn built(mut build: Command) -> Result<PathBuf, String> {
    run_command(&mut build)?;
    let name = format!("{SERVER}{}", std::env::consts::EXE_SUFFIX);
    Ok(target().join("release").join(name))
}

/// Runs the server in our place, so that who ends us ends it.
#[cfg(unix)]
fn serve(mut server: Command) -> Result<(), String> {
    use std::os::unix::process::CommandExt;
    let error = server.exec();
    Err(format!("the server could not be started: {error}"))
}

#[cfg(not(unix))]
fn serve(mut server: Command) -> Result<(), String> {
    run_command(&mut server)
}

/// What is ours, and what is the server's.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    profile: Profile,
    help: bool,
    server: Vec<String>,
}

impl Asked {
    fn of(arguments: &[String]) -> Result<Self, String> {
        let mut asked = Self {
            profile: Profile::Small,
            help: false,
            server: Vec::new(),
        };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let (flag, value) = match argument.split_once('=') {
                Some((flag, value)) => (flag, Some(value.to_owned())),
                None => (argument.as_str(), None),
            };
            match flag {
                "--fast" if value.is_none() => asked.profile = Profile::Fast,
                "-h" | "--help" => asked.help = true,
                flag if FLAGS.contains(&flag) => {
                    let value = value.or_else(|| rest.next().cloned());
                    let value = value.ok_or_else(|| format!("{flag} needs a value"))?;
                    asked.server.extend([flag.to_owned(), value]);
                }
                other => return Err(format!("unknown flag {other}; see demo --help")),
            }
        }
        Ok(asked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(line: &str) -> Result<Asked, String> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Asked::of(&words)
    }

    /// What is known here is what the server takes; the page is ours to name.
    #[test]
    fn the_flags_are_the_servers() {
        let lines = SERVER_USAGE.lines().filter(|line| line.starts_with("  --"));
        let flags = lines.filter_map(|line| line.split_whitespace().next());
        let mut flags: Vec<&str> = flags.filter(|flag| *flag != "--page").collect();
        flags.sort_unstable();
        assert_eq!(flags, FLAGS);
    }

    #[test]
    fn help_is_of_this_command() {
        let usage = usage();
        assert!(
            usage.contains("--port N") && usage.contains("--fast"),
            "{usage}"
        );
        assert!(
            !usage.contains("--page") && !usage.contains("demo-server"),
            "{usage}"
        );
    }

    #[test]
    fn lines() {
        let line = asked("--fast --port 1 --context=kind").unwrap();
        assert_eq!(line.profile, Profile::Fast);
        assert_eq!(line.server, ["--port", "1", "--context", "kind"]);
        assert!(asked("--help").unwrap().help);
        let problem = |line| asked(line).unwrap_err();
        assert!(problem("--prot 1").starts_with("unknown flag --prot"));
        assert!(problem("--page x").starts_with("unknown flag --page"));
        assert!(problem("x").starts_with("unknown flag x"));
        assert_eq!(problem("--port"), "--port needs a value");
    }
}
