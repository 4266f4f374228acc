use std::path::Path;

use outrigger_suite::control_plane::kubectl;
use serde_json::json;

fn objects(round: u32) -> String {
    let name = |index: u32| format!("r{round}-{index:02}");
    let map = |index| {
        json!({ "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": { "name": name(index), "labels": { "part": (index % 3).to_string() } } })
    };
    let widget = |index| {
        json!({ "apiVersion": "example.com/v1", "kind": "Widget",
            "metadata": { "name": name(index), "labels": { "part": (index % 3).to_string() } },
            "spec": { "size": 1 } })
    };
    let items: Vec<_> = (0..30).map(map).chain((0..10).map(widget)).collect();
    json!({ "apiVersion": "v1", "kind": "List", "items": items }).to_string()
}

/// Makes objects, changes some and deletes some.
pub(crate) fn change(kubeconfig: &Path, round: u32) {
    let run = |arguments: &[&str], input: &str| {
        let output = kubectl(kubeconfig, arguments, input);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
    };
    run(&["create", "--validate=false", "-f", "-"], &objects(round));
    let label = format!("round={round}");
    let changed = [
        "label",
        "configmaps,widgets",
        "--overwrite",
        "-l",
        "part=1",
        &label,
    ];
    run(&changed, "");
    let deleted = [
        "delete",
        "configmaps,widgets",
        "--wait=false",
        "-l",
        "part=2",
    ];
    run(&deleted, "");
}
