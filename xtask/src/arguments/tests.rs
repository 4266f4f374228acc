use super::*;

const DASHES: &str = "arguments after -- belong to test and control-plane kubectl";

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

fn simulate(count: Option<u64>, first: Option<u64>, seed: Option<u64>) -> Command {
    Command::Simulate(Schedules { count, first, seed })
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
        ("bench --quick", Command::Bench(vec!["--quick".to_owned()])),
        ("test", test(false, None, &[])),
        (
            "test --all --kubernetes v1.36.3",
            test(true, Some("1.36.3"), &[]),
        ),
        (
            "test -- --test watch --all",
            test(false, None, &["--test", "watch", "--all"]),
        ),
        ("dist", Command::Dist(Dist::default())),
        (
            "dist --fast site",
            Command::Dist(Dist {
                out: Some("site".into()),
                fast: true,
            }),
        ),
        ("size", Command::Size),
        ("clientcmd", Command::Clientcmd { renew: false }),
        ("clientcmd --renew", Command::Clientcmd { renew: true }),
        ("requests --renew", Command::Requests { renew: true }),
        ("simulate", simulate(None, None, None)),
        (
            "simulate --schedules 1000 --first 7",
            simulate(Some(1000), Some(7), None),
        ),
        ("simulate --seed 42", simulate(None, None, Some(42))),
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
        ("test --quick", "unknown flag --quick"),
        ("test --kubernetes", "--kubernetes needs a version"),
        ("simulate --seed", "--seed needs a number"),
        ("simulate --first x", "--first needs a number, not x"),
        ("simulate --first -1", "--first needs a number, not -1"),
        (
            "simulate --seed 1 --first 1",
            "--seed is one schedule: neither --schedules nor --first",
        ),
        ("simulate -- -v", DASHES),
        (
            "test --seed 1",
            "--schedules, --first and --seed belong to simulate",
        ),
        ("lint --all", "--all belongs to test"),
        ("test --renew", "--renew belongs to clientcmd and requests"),
        ("size --fast", "--fast belongs to dist and demo"),
        ("dist a b", "unknown command dist a b"),
        (
            "lint --kubernetes 1.36.3",
            "--kubernetes belongs to test and control-plane",
        ),
        ("lint -- -v", DASHES),
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
