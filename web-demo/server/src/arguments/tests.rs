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
