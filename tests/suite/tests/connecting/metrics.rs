//! Metrics of a client, as Prometheus reads them.

use outrigger_suite::cargo::example;
use outrigger_suite::pod::alone;
use outrigger_suite::simulated::Simulated;

use crate::{printed, text};

/// The value of a line that begins like this.
fn value(lines: &str, start: &str) -> f64 {
    let line = lines.lines().find_map(|line| line.strip_prefix(start));
    let value = line.unwrap_or_else(|| panic!("no {start} in\n{lines}"));
    value.trim().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_counted_by_template_and_code() {
    let cluster = Simulated::start(1);
    let file = text(cluster.kubeconfig());
    let program = example("metrics");
    let output = alone(&program).args(["--kubeconfig", file]).output();
    let (out, errors) = printed(output.unwrap());
    assert_eq!(errors, "");
    let requests = |code| {
        let mut all = out
            .lines()
            .filter(|line| line.starts_with("rest_client_requests_total"));
        let line = all.find(|line| line.contains(&format!("code=\"{code}\"")));
        let line = line.unwrap_or_else(|| panic!("no {code} in\n{out}"));
        assert!(line.contains("host=\"127.0.0.1:") && line.contains("method=\"GET\""));
        value(line, line.rsplit_once(' ').unwrap().0)
    };
    // Discovery is two requests, or more of a server that has no documents for all.
    assert!(requests(200) >= 5.0);
    assert_eq!(requests(404), 1.0);
    let listed = "{url=\"/api/v1/pods\",verb=\"list\"";
    let name = "rest_client_request_duration_seconds";
    assert_eq!(value(&out, &format!("{name}_count{listed}}}")), 3.0);
    assert_eq!(
        value(&out, &format!("{name}_bucket{listed},le=\"+Inf\"}}")),
        3.0
    );
    assert!(value(&out, &format!("{name}_bucket{listed},le=\"60\"}}")) == 3.0);
    assert!(value(&out, &format!("{name}_sum{listed}}}")) > 0.0);
    assert!(
        value(
            &out,
            &format!("rest_client_response_size_bytes_sum{listed}}}")
        ) > 100.0
    );
    let one = "{url=\"/api/v1/namespaces/{namespace}/pods/{name}\",verb=\"get\"}";
    assert_eq!(value(&out, &format!("{name}_count{one}")), 1.0);
    let kinds = out
        .lines()
        .filter(|line| line.starts_with("# TYPE "))
        .count();
    assert_eq!(kinds, 5, "each is said once:\n{out}");
    assert!(!out.contains("no-such-pod"), "names are no labels");
}
