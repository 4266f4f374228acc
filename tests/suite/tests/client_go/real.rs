use crate::informer::ClientGo;
use crate::traffic::change;
use outrigger_suite::control_plane::ControlPlane;

#[test]
fn client_go_follows_a_real_server_through_restart_and_compaction() {
    let mut plane = ControlPlane::start();
    plane.define_widgets();
    change(plane.kubeconfig(), 0);
    let kubeconfig = plane.kubeconfig().to_owned();
    let mut informers: Vec<_> = ["configmaps", "widgets.example.com"]
        .into_iter()
        .flat_map(|resource| [true, false].map(|list| ClientGo::start(&kubeconfig, resource, list)))
        .collect();
    informers.iter_mut().for_each(ClientGo::converges);
    change(plane.kubeconfig(), 1);
    informers.iter_mut().for_each(ClientGo::converges);

    plane.command("apiserver restart");
    change(plane.kubeconfig(), 2);
    informers.iter_mut().for_each(ClientGo::converges);

    plane.command("apiserver stop");
    plane.command("apiserver start");
    change(plane.kubeconfig(), 3);
    plane.command("compact");
    plane.command("apiserver restart");
    change(plane.kubeconfig(), 4);
    informers.iter_mut().for_each(ClientGo::converges);
    informers.into_iter().for_each(ClientGo::finish);
}
