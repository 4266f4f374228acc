//! What happens to a cluster from outside: its users change deployments and start jobs, programs
//! crash and fail their probes.

use std::sync::Arc;

use super::apps::{App, Place, image};
use super::kubelet;
use super::writer::{Hand, Writer};
use crate::cluster::apiserver::store::Record;

/// The deployments that are there to be changed, by key.
pub(super) type Deployments = [(String, &'static App)];

fn pick<'a>(
    writer: &mut Writer<'_>,
    deployments: &'a Deployments,
) -> Option<&'a (String, &'static App)> {
    deployments.get(writer.pick(deployments.len()))
}

/// Somebody sets another image, or restarts a deployment.
pub(super) fn roll_out(writer: &mut Writer<'_>, deployments: &Deployments) {
    let Some((key, app)) = pick(writer, deployments) else {
        return;
    };
    let tag = format!("v1.{}", 20 + writer.names.below(1000));
    let now = writer.now.to_string();
    if writer.names.below(10) < 7 {
        writer.update("apps/deployments", key, Hand::USER_SET, |deployment| {
            let container = &mut deployment["spec"]["template"]["spec"]["containers"][0];
            container["image"] = image(app, &tag).into();
        });
    } else {
        writer.update("apps/deployments", key, Hand::USER_ROLLOUT, |deployment| {
            let metadata = &mut deployment["spec"]["template"]["metadata"];
            metadata["annotations"]["kubectl.kubernetes.io/restartedAt"] = now.into();
        });
    }
}

/// One of the pods of the deployments that are there to be changed.
fn pod(writer: &mut Writer<'_>, deployments: &Deployments) -> Option<Arc<Record>> {
    let (key, _) = pick(writer, deployments)?;
    let deployment = writer.get("apps/deployments", key)?;
    let sets = writer.owned(deployment.uid(), "apps/replicasets");
    let pods: Vec<_> = sets
        .iter()
        .flat_map(|set| writer.owned(set.uid(), "pods"))
        .collect();
    pods.get(writer.pick(pods.len())).cloned()
}

pub(super) fn crash(writer: &mut Writer<'_>, deployments: &Deployments) {
    if let Some(pod) = pod(writer, deployments) {
        kubelet::crash(writer, &pod);
    }
}

pub(super) fn start_job(writer: &mut Writer<'_>, deployments: &Deployments) {
    let Some((key, app)) = pick(writer, deployments) else {
        return;
    };
    let (namespace, name) = key.split_once('/').unwrap_or_default();
    let number = writer.now.as_unix().as_secs();
    let place = Place {
        app,
        name,
        namespace,
    };
    // A namespace that is gone or going takes nothing.
    let there = writer.get("namespaces", namespace);
    if there.is_some_and(|it| !it.is_deleted()) {
        writer.create("batch/jobs", Hand::CONTROLLER, place.job(number));
    }
}

/// The kubelet says that a probe failed.
pub(super) fn complain(writer: &mut Writer<'_>, deployments: &Deployments) {
    let Some(pod) = pod(writer, deployments) else {
        return;
    };
    let object = pod.to_value();
    let node = object["spec"]["nodeName"].as_str().unwrap_or_default();
    let message = "Readiness probe failed: HTTP probe failed with statuscode: 503";
    writer.tell_from("pods", &pod, "Unhealthy", message, ("kubelet", node));
}
