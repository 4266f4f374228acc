//! What was asked for, read from the command line.

/// What `cargo xtask --help` prints.
pub(crate) const USAGE: &str = "\
usage: cargo xtask <command>

commands:
  test [--all] [--kubernetes VERSION] [-- ARGS]
        every test that this machine can run; ARGS go to the native `cargo test`
        --all: lint too, and what would be left out is a failure
  lint  formatting, clippy, documentation, dependencies, and the Go module
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
    Lint,
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
        ["lint"] => Ok(Command::Lint),
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
            flag if flag.starts_with('-') => return Err(format!("unknown flag {flag}")),
            word => line.words.push(word),
        }
    }
    Ok(line)
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
mod tests {
    use super::*;

    fn parse_line(line: &str) -> Result<Command, String> {
        let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        parse(&arguments)
    }

    fn test(all: bool, version: Option<&str>, cargo: &[&str]) -> Command {
        Command::Test(TestOptions {
            all,
            version: version.map(str::to_owned),
            cargo: cargo.iter().map(|&argument| argument.to_owned()).collect(),
        })
    }

    fn control_plane(action: ControlPlane, version: Option<&str>) -> Command {
        Command::ControlPlane {
            action,
            version: version.map(str::to_owned),
        }
    }

    #[test]
    fn lines_that_are_understood() {
        let kubectl = |arguments: &[&str]| {
            ControlPlane::Kubectl(arguments.iter().map(|&word| word.to_owned()).collect())
        };
        let cases = [
            ("", Command::Help),
            ("help", Command::Help),
            ("test --help", Command::Help),
            ("lint", Command::Lint),
            ("test", test(false, None, &[])),
            (
                "test --all --kubernetes v1.36.3",
                test(true, Some("1.36.3"), &[]),
            ),
            (
                "test -- --test watch --all",
                test(false, None, &["--test", "watch", "--all"]),
            ),
            ("control-plane up", control_plane(ControlPlane::Up, None)),
            (
                "control-plane build --kubernetes 1.36.3",
                control_plane(ControlPlane::Build, Some("1.36.3")),
            ),
            (
                "control-plane kubectl -- get --help",
                control_plane(kubectl(&["get", "--help"]), None),
            ),
        ];
        for (line, expected) in cases {
            assert_eq!(parse_line(line), Ok(expected), "cargo xtask {line}");
        }
    }

    #[test]
    fn lines_that_are_refused() {
        let cases = [
            ("tset", "unknown command tset"),
            ("test everything", "unknown command test everything"),
            ("test --fast", "unknown flag --fast"),
            ("test --kubernetes", "--kubernetes needs a version"),
            ("lint --all", "--all belongs to test"),
            (
                "lint --kubernetes 1.36.3",
                "--kubernetes belongs to test and control-plane",
            ),
            (
                "lint -- -v",
                "arguments after -- belong to test and control-plane kubectl",
            ),
            (
                "control-plane",
                "control-plane needs one of up, down, kubectl, build",
            ),
            (
                "control-plane restart",
                "unknown command control-plane restart",
            ),
        ];
        for (line, expected) in cases {
            assert_eq!(
                parse_line(line),
                Err(expected.to_owned()),
                "cargo xtask {line}"
            );
        }
    }
}
