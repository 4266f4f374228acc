use outrigger_suite::control_plane::ControlPlane;
use serde_json::json;

use crate::informer::ClientGo;

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

fn change(plane: &ControlPlane, round: u32) {
    plane.kubectl(&["create", "-f", "-"], &objects(round));
    let label = format!("round={round}");
    let changed = [
        "label",
        "configmaps,widgets",
        "--overwrite",
        "-l",
        "part=1",
        &label,
    ];
    plane.kubectl(&changed, "");
    let deleted = [
        "delete",
        "configmaps,widgets",
        "--wait=false",
        "-l",
        "part=2",
    ];
    plane.kubectl(&deleted, "");
}

#[test]
fn client_go_follows_a_real_server_through_restart_and_compaction() {
    let mut plane = ControlPlane::start();
    plane.define_widgets();
    change(&plane, 0);
    let kubeconfig = plane.kubeconfig().to_owned();
    let mut informers: Vec<_> = ["configmaps", "widgets.example.com"]
        .into_iter()
        .flat_map(|resource| [true, false].map(|list| ClientGo::start(&kubeconfig, resource, list)))
        .collect();
    informers.iter_mut().for_each(ClientGo::converges);
    change(&plane, 1);
    informers.iter_mut().for_each(ClientGo::converges);

    plane.command("apiserver restart");
    change(&plane, 2);
    informers.iter_mut().for_each(ClientGo::converges);

    plane.command("apiserver stop");
    plane.command("apiserver start");
    change(&plane, 3);
    plane.command("compact");
    plane.command("apiserver restart");
    change(&plane, 4);
    informers.iter_mut().for_each(ClientGo::converges);
    informers.into_iter().for_each(ClientGo::finish);
}
