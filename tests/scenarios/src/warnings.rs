use std::sync::{Arc, Mutex};

use outrigger::object::GroupVersion;
use outrigger::request::FieldValidation;
use outrigger::rest::{RestRequest, RestResponse};
use outrigger::{CreateOptions, SendOptions, Warning};
use serde_json::json;

use crate::{TestServer, config_maps};

/// What a server does with a field that it does not know is the client's choice.
pub(crate) async fn warnings(server: &dyn TestServer, namespace: &str) {
    let unknown = "unknown field \"nonsense\"";
    let create = |name: &str, validation| post(server, namespace, name, validation);
    let (warned, heard) = send(create("warn", Some(FieldValidation::Warn))).await;
    let shown: &[&str] = if server.shows_headers() {
        &[unknown]
    } else {
        &[]
    };
    assert_eq!(heard, shown);
    let warnings = warned.warnings();
    let texts: Vec<_> = warnings.iter().map(ToString::to_string).collect();
    assert_eq!(texts, shown);
    assert!(warnings.iter().all(|warning| warning.code == 299));
    assert!(warned.was_created());

    let (_, heard) = send(create("default", None)).await;
    assert_eq!(heard, shown);
    let (ignored, heard) = send(create("ignore", Some(FieldValidation::Ignore))).await;
    assert!(
        heard.is_empty() && ignored.warnings().is_empty(),
        "{heard:?}"
    );

    let strict = create("strict", Some(FieldValidation::Strict)).send().await;
    let strict = strict.unwrap_err();
    assert!(strict.is_bad_request(), "{}", strict.chain());
    let message = &strict.status().unwrap().message;
    assert!(message.contains(unknown), "{message}");

    let maps = config_maps(server, namespace).await;
    for name in ["warn", "default", "ignore"] {
        let map = maps.get(name).await.unwrap();
        assert_eq!(map.path("/data/k"), Some(&json!("v")));
        assert_eq!(map.path("/nonsense"), None, "{name}");
    }
    assert!(maps.get_opt("strict").await.unwrap().is_none());
}

fn post(
    server: &dyn TestServer,
    namespace: &str,
    name: &str,
    validation: Option<FieldValidation>,
) -> RestRequest {
    let mut options = CreateOptions::new();
    options.field_validation = validation;
    let map = json!({
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": name },
        "data": { "k": "v" }, "nonsense": 1,
    });
    let client = server.client().rest("/api", &GroupVersion::core("v1"));
    let request = client.post().namespace(namespace).resource("configmaps");
    request.params(&options).json(&map)
}

/// Sends a request, and answers what its handler of warnings heard as well.
async fn send(request: RestRequest) -> (RestResponse, Vec<String>) {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hears = heard.clone();
    let handler = move |warning: &Warning| hears.lock().unwrap().push(warning.to_string());
    let options = SendOptions::new().warnings(handler);
    let response = request.send_with(&options).await.unwrap();
    let heard = std::mem::take(&mut *heard.lock().unwrap());
    (response, heard)
}
