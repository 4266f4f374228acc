use std::time::Duration;

use futures_util::future::{Either, select};
use outrigger::api::LogStream;
use outrigger::request::LogOptions;
use outrigger::{CreateOptions, Unstructured};
use serde_json::json;

use crate::{NODE, TestServer};

fn pod() -> Unstructured {
    let object = json!({
        "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "web" },
        "spec": { "nodeName": NODE, "containers": [{ "name": "app", "image": "app:1" }] },
    });
    serde_json::from_value(object).unwrap()
}

/// Who follows a log gets each line when it is written.
pub(crate) async fn followed(server: &dyn TestServer, namespace: &str) {
    let pods = server.client().resource("pods").await.unwrap();
    let pods = pods.within(namespace);
    pods.create(&pod(), &CreateOptions::new()).await.unwrap();
    let write = |line| server.write_log(namespace, "web", "app", line);
    write("before").await;
    let follow = LogOptions::new().follow().container("app");
    let mut lines = pods.log_stream("web", &follow).await.unwrap();
    assert_eq!(next(server, &mut lines).await, "before");
    for line in ["one", "two", "three"] {
        write(line).await;
        assert_eq!(next(server, &mut lines).await, line);
    }
    write("four").await;
    write("five").await;
    assert_eq!(next(server, &mut lines).await, "four");
    assert_eq!(next(server, &mut lines).await, "five");
    drop(lines);

    let nobody = LogOptions::new().follow().container("nobody");
    let error = pods.log_stream("web", &nobody).await.unwrap_err();
    assert!(error.is_bad_request(), "{}", error.chain());
    let missing = pods.log_stream("missing", &follow).await.unwrap_err();
    assert!(missing.is_not_found(), "{}", missing.chain());
}

/// The next line, which must not take until the log ends.
async fn next(server: &dyn TestServer, lines: &mut LogStream) -> String {
    let late = server.timer().sleep(Duration::from_secs(30));
    match select(Box::pin(lines.next()), late).await {
        Either::Left((line, _)) => line.expect("more lines").unwrap(),
        Either::Right(_) => panic!("no line came"),
    }
}
