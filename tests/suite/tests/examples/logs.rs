use outrigger::object::Time;

use crate::Served;
use crate::running::Running;

#[tokio::test(flavor = "multi_thread")]
async fn a_log_is_printed_and_followed() {
    let cluster = Served::alone();
    cluster.create_pod("web").await;
    let write = |line: &str| cluster.server.write_log("default", "web", "app", line);
    for line in ["one", "two", "three"] {
        write(line).unwrap();
    }
    for (arguments, expected) in [
        (&["web"][..], "one\ntwo\nthree\n"),
        (&["web", "-c", "app", "--tail", "2"], "two\nthree\n"),
        (&["--tail", "0", "web"], ""),
    ] {
        let printed = cluster.prints("log_stream", arguments).await;
        assert_eq!(printed, expected, "{arguments:?}");
    }
    let timed = ["web", "--tail", "1", "--timestamps"];
    let timed = cluster.prints("log_stream", &timed).await;
    let (time, line) = timed.split_once(' ').unwrap();
    assert!(time.parse::<Time>().is_ok(), "{time}");
    assert_eq!(line, "three\n");

    let followed = ["web", "-f", "--tail", "1"];
    let followed = Running::start(cluster.command("log_stream", &followed));
    followed.until("three").await;
    write("four").unwrap();
    followed.until("four").await;
    assert_eq!(followed.printed(), ["three", "four"]);
}
