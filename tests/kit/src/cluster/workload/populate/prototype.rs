//! One deployment with one pod, made by the controllers in a model of its own, to be stamped.

use std::time::Duration;

use outrigger::rt::Timestamp;
use serde_json::{Value, json};

use crate::cluster::apiserver::catalog::built_in;
use crate::cluster::apiserver::model::Model;
use crate::cluster::apiserver::names::Names;
use crate::cluster::apiserver::store::Record;
use crate::cluster::workload::apps::{App, Place};
use crate::cluster::workload::controllers::{deployment, replica_set};
use crate::cluster::workload::stamps::{ObjectStamp, Stamp};
use crate::cluster::workload::writer::{Hand, Writer};
use crate::cluster::workload::{kubelet, nodes};

pub(super) const DEPLOYMENTS: &str = "apps/deployments";
pub(super) const SETS: &str = "apps/replicasets";
const APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// The stamps of one app.
#[derive(Clone, Debug)]
pub(super) struct Prototype {
    /// Of the pod template alone, from which the hash follows.
    pub(super) template: Stamp,
    pub(super) deployment: ObjectStamp,
    pub(super) set: ObjectStamp,
    pub(super) pod: ObjectStamp,
    pub(super) config_map: ObjectStamp,
    pub(super) secret: ObjectStamp,
    pub(super) service: ObjectStamp,
    /// How many containers a pod has.
    pub(super) containers: usize,
}

/// The moments of its making.
const MOMENTS: [&str; 3] = ["created", "started", "ready"];

fn moment(number: u64) -> Timestamp {
    Timestamp::from_unix(Duration::from_secs(978_307_201 + number))
}

impl Prototype {
    pub(super) fn of(app: &App) -> Self {
        let types = built_in::resources().iter().cloned();
        let (mut model, mut names) = (Model::new(types, 0, 0, 0), Names::new(0));
        let place = Place {
            app,
            name: "⟦name⟧",
            namespace: "⟦namespace⟧",
        };
        let mut writer = Writer {
            model: &mut model,
            names: &mut names,
            now: moment(0),
        };
        nodes::register(&mut writer, "⟦node⟧", 0);
        writer.update("nodes", "⟦node⟧", Hand::KUBELET, |node| {
            node["status"]["addresses"][0]["address"] = "⟦host⟧".into();
        });
        writer.create("configmaps", Hand::USER_APPLY, place.config_map());
        writer.create("secrets", Hand::USER_CREATE, place.secret());
        writer.create("services", Hand::USER_CREATE, place.service());
        let manifest = place.deployment("⟦tag⟧", 1);
        writer.create(DEPLOYMENTS, Hand::USER_APPLY, manifest);
        live(&mut writer);
        Self::stamp(&writer)
    }

    fn stamp(writer: &Writer<'_>) -> Self {
        let first = |storage: &str| only(writer, storage);
        let (mut deployment, mut set) = (first(DEPLOYMENTS), first(SETS));
        let pod = first("pods");
        let holes = holes(&deployment, &set, &pod);
        let template = deployment["spec"]["template"].to_string();
        let applied = &mut deployment["metadata"]["annotations"][APPLIED];
        let text = applied.as_str().unwrap_or_default();
        *applied = text
            .replace("\"replicas\":1", "\"replicas\":⟦replicas⟧")
            .into();
        count(&mut deployment);
        count(&mut set);
        let annotations = &mut set["metadata"]["annotations"];
        annotations["deployment.kubernetes.io/desired-replicas"] = "⟦replicas⟧".into();
        annotations["deployment.kubernetes.io/max-replicas"] = "⟦most⟧".into();
        let containers = pod["status"]["containerStatuses"]
            .as_array()
            .map_or(0, Vec::len)
            + pod["status"]["initContainerStatuses"]
                .as_array()
                .map_or(0, Vec::len);
        let (map, secret, service) = (first("configmaps"), first("secrets"), first("services"));
        let stamp = |storage, mut object: Value| {
            if storage != DEPLOYMENTS && storage != SETS {
                object["metadata"]["uid"] = "⟦uid⟧".into();
            }
            ObjectStamp::new(storage, object, &holes)
        };
        Self {
            template: Stamp::new(&template),
            deployment: stamp(DEPLOYMENTS, deployment),
            set: stamp(SETS, set),
            pod: stamp("pods", pod),
            config_map: stamp("configmaps", map),
            secret: stamp("secrets", secret),
            service: stamp("services", service),
            containers,
        }
    }
}

/// The one object of a resource.
fn only(writer: &Writer<'_>, storage: &str) -> Value {
    let first = writer.model.store.range(storage, "").next();
    first.map_or(Value::Null, |record| record.to_value())
}

/// Runs the controllers until the pod is ready.
fn live(writer: &mut Writer<'_>) {
    let keys = |writer: &Writer<'_>, storage: &str| -> Vec<std::sync::Arc<Record>> {
        writer.model.store.range(storage, "").cloned().collect()
    };
    // The pod is bound and prepared, then starts, then is ready.
    for now in [0, 0, 0, 1, 2, 2] {
        writer.now = moment(now);
        for pod in keys(writer, "pods") {
            kubelet::step(writer, &pod);
        }
        for _ in 0..2 {
            for record in keys(writer, DEPLOYMENTS) {
                deployment::sync(writer, record.key());
            }
            for record in keys(writer, SETS) {
                replica_set::sync(writer, record.key());
            }
        }
    }
    for record in keys(writer, DEPLOYMENTS) {
        deployment::sync(writer, record.key());
    }
}

/// What is particular to these objects.
fn holes(deployment: &Value, set: &Value, pod: &Value) -> Vec<(String, &'static str)> {
    let text = |object: &Value, pointer: &str| {
        let found = object.pointer(pointer).and_then(Value::as_str);
        found.unwrap_or_default().to_owned()
    };
    let name = text(pod, "/metadata/name");
    let set_name = text(set, "/metadata/name");
    let hash = set_name.rsplit('-').next().unwrap_or_default().to_owned();
    let tokens = pod["spec"]["volumes"].as_array().into_iter().flatten();
    let mut tokens = tokens.filter_map(|it| it["name"].as_str());
    let token = tokens.find(|it| it.starts_with("kube-api-access-"));
    let mut holes = vec![
        (text(deployment, "/metadata/uid"), "deployment"),
        (text(set, "/metadata/uid"), "set"),
        // The name before the hash that is part of it.
        (name, "pod"),
        (hash, "hash"),
        (token.unwrap_or_default().to_owned(), "token"),
        (text(pod, "/status/podIP"), "address"),
    ];
    let statuses = ["initContainerStatuses", "containerStatuses"];
    let statuses = statuses.map(|field| pod["status"][field].as_array());
    let ids = statuses
        .into_iter()
        .flatten()
        .flatten()
        .map(|it| text(it, "/containerID"));
    holes.extend(ids.zip(CONTAINERS));
    let moments = (0..).map(|it| moment(it).to_string());
    holes.extend(moments.zip(MOMENTS));
    holes
}

/// The holes for the ids of containers.
pub(super) const CONTAINERS: [&str; 4] =
    ["container-0", "container-1", "container-2", "container-3"];

/// Makes holes of the counts of pods.
fn count(object: &mut Value) {
    let hole = json!("⟦#replicas#⟧");
    object["spec"]["replicas"] = hole.clone();
    for field in [
        "replicas",
        "updatedReplicas",
        "readyReplicas",
        "availableReplicas",
        "fullyLabeledReplicas",
    ] {
        if let Some(count) = object["status"].get_mut(field) {
            *count = hole.clone();
        }
    }
}
