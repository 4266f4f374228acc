//! What is there when the life of a cluster begins.

mod prototype;

use std::collections::BTreeMap;

use outrigger::rt::Timestamp;
use serde_json::json;

use self::prototype::{CONTAINERS, Prototype};
use super::apps::{APPS, App};
use super::controllers::deployment::hash_text;
use super::stamps::Values;
use super::writer::{Hand, Writer};
use super::{Workload, nodes};
use crate::cluster::apiserver::object;

/// How far it is.
#[derive(Debug, Default)]
pub(super) struct Population {
    nodes: Vec<(String, String)>,
    namespaces: Vec<String>,
    pods: usize,
    prototypes: BTreeMap<&'static str, Prototype>,
    /// The deployments, by key.
    pub(super) deployments: Vec<(String, &'static App)>,
}

/// So many nodes are made in one step.
const NODES_AT_ONCE: usize = 20;

/// How many pods the deployments have.
const SIZES: [usize; 12] = [1, 2, 2, 3, 3, 4, 5, 6, 8, 12, 20, 30];

/// Nothing is older than this, in seconds.
const OLDEST: u64 = 30 * 86_400;

impl Population {
    /// Makes a few objects; `false` when there are enough.
    pub(super) fn step(&mut self, writer: &mut Writer<'_>, workload: &Workload) -> bool {
        if self.nodes.len() < workload.node_count() {
            for _ in 0..NODES_AT_ONCE.min(workload.node_count() - self.nodes.len()) {
                self.add_node(writer);
            }
            return true;
        }
        if self.namespaces.len() < workload.namespace_count() {
            self.add_namespace(writer);
            return true;
        }
        if self.pods < workload.pods {
            self.add_deployment(writer, workload.pods - self.pods);
            return true;
        }
        false
    }

    pub(super) fn node_names(&self) -> impl Iterator<Item = &String> {
        self.nodes.iter().map(|(name, _)| name)
    }

    fn add_node(&mut self, writer: &mut Writer<'_>) {
        let number = self.nodes.len();
        let name = nodes::name(number);
        let now = writer.now;
        writer.now = object::later(now, -i64::try_from(OLDEST).unwrap_or_default());
        nodes::register(writer, &name, number);
        writer.now = now;
        nodes::report(writer, &name);
        nodes::beat(writer, &name);
        let node = writer.get("nodes", &name).map(|it| it.to_value());
        let address = node.map(|it| it["status"]["addresses"][0]["address"].clone());
        let address = address.and_then(|it| it.as_str().map(str::to_owned));
        self.nodes.push((name, address.unwrap_or_default()));
    }

    fn add_namespace(&mut self, writer: &mut Writer<'_>) {
        let name = format!("shop-{}", self.namespaces.len());
        let namespace = json!({
            "metadata": { "name": name, "labels": { "kubernetes.io/metadata.name": name } },
        });
        writer.create("namespaces", Hand::USER_CREATE, namespace);
        let map = json!({
            "metadata": {
                "name": "kube-root-ca.crt",
                "namespace": name,
                "annotations": { "kubernetes.io/description":
                    "Contains a CA bundle that can be used to verify the kube-apiserver when using \
                     internal endpoints such as the internal service IP or \
                     kubernetes.default.svc. No other usage is guaranteed across distributions of \
                     Kubernetes clusters." },
            },
            "data": { "ca.crt":
                "-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n" },
        });
        writer.create("configmaps", Hand::CONTROLLER, map);
        self.namespaces.push(name);
    }

    fn add_deployment(&mut self, writer: &mut Writer<'_>, most: usize) {
        let count = self.deployments.len();
        let app = &APPS[count % APPS.len()];
        let namespace = self.namespaces[count % self.namespaces.len()].clone();
        let name = format!("{}-{count}", app.name);
        let size = SIZES[writer.pick(SIZES.len())].min(most);
        let prototype = self.prototypes.entry(app.name);
        let prototype = prototype.or_insert_with(|| Prototype::of(app)).clone();
        let age = 60 + i64::try_from(writer.names.below(OLDEST)).unwrap_or_default();
        let created = object::later(writer.now, -age);
        let mut values = Values::new();
        let surge = size.div_ceil(4);
        for (hole, value) in [
            ("name", name.clone()),
            ("namespace", namespace.clone()),
            ("tag", format!("v1.{}", writer.names.below(20))),
            ("replicas", size.to_string()),
            ("most", (size + surge).to_string()),
            ("deployment", writer.names.uuid()),
            ("set", writer.names.uuid()),
        ] {
            values.insert(hole, value);
        }
        date(&mut values, created);
        values.insert("hash", hash_text(&prototype.template.fill(&values)));
        for stamp in [&prototype.config_map, &prototype.secret, &prototype.service] {
            values.insert("uid", writer.names.uuid());
            stamp.put(writer, &mut values);
        }
        prototype.deployment.put(writer, &mut values);
        prototype.set.put(writer, &mut values);
        for _ in 0..size {
            self.add_pod(writer, &prototype, &mut values);
        }
        self.pods += size;
        self.deployments.push((format!("{namespace}/{name}"), app));
    }

    fn add_pod(&self, writer: &mut Writer<'_>, prototype: &Prototype, values: &mut Values) {
        let node = &self.nodes[writer.pick(self.nodes.len())];
        let names = &mut *writer.names;
        let set = format!("{}-{}-", values["name"], values["hash"]);
        let address = [0; 3].map(|_| names.below(254) + 1);
        for (hole, value) in [
            ("uid", names.uuid()),
            ("pod", names.name(&set)),
            ("token", names.name("kube-api-access-")),
            ("node", node.0.clone()),
            ("host", node.1.clone()),
            (
                "address",
                format!("10.{}.{}.{}", 128 + address[0] / 2, address[1], address[2]),
            ),
        ] {
            values.insert(hole, value);
        }
        for hole in CONTAINERS.iter().take(prototype.containers) {
            values.insert(hole, super::kubelet::container_id(names));
        }
        prototype.pod.put(writer, values);
    }
}

/// When the parts of a deployment that was created then were made.
fn date(values: &mut Values, created: Timestamp) {
    for (hole, after) in [("created", 0), ("started", 3), ("ready", 8)] {
        values.insert(hole, object::later(created, after).to_string());
    }
}
