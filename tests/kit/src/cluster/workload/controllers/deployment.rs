use std::sync::Arc;

use serde_json::{Value, json};

use super::deployment_status;
use super::rolling_update::Bounds;
use super::{controlled_by, number, text};
use crate::cluster::apiserver::store::Record;
use crate::cluster::workload::writer::{Hand, Writer};

const STORAGE: &str = "apps/deployments";
const SETS: &str = "apps/replicasets";
const SOURCE: &str = "deployment-controller";
const HASH: &str = "pod-template-hash";
const REVISION: &str = "deployment.kubernetes.io/revision";

/// A replica set of the deployment, read.
pub(super) struct Set {
    pub(super) record: Arc<Record>,
    pub(super) object: Value,
}

impl Set {
    pub(super) fn wanted(&self) -> i64 {
        number(&self.object, "/spec/replicas")
    }

    pub(super) fn status(&self, field: &str) -> i64 {
        self.object["status"][field].as_i64().unwrap_or_default()
    }

    fn revision(&self) -> i64 {
        let text = self.object["metadata"]["annotations"][REVISION].as_str();
        text.and_then(|it| it.parse().ok()).unwrap_or_default()
    }
}

/// Takes the next step of a rollout, and says how far it is.
pub(in super::super) fn sync(writer: &mut Writer<'_>, key: &str) {
    let Some(record) = writer.get(STORAGE, key) else {
        return;
    };
    if record.is_deleted() {
        return;
    }
    let deployment = record.to_value();
    let hash = hash(&deployment["spec"]["template"]);
    let name = format!("{}-{hash}", record.name());
    let mut sets = sets(writer, &record);
    if !sets.iter().any(|it| it.record.name() == name) {
        create_set(writer, &record, &deployment, &hash, &sets);
        sets = self::sets(writer, &record);
    }
    let revision = bring_forward(writer, &mut sets, &name);
    if deployment["spec"]["paused"] != true {
        roll(writer, &record, &deployment, &sets, &name);
    }
    clean_up(writer, &deployment, &sets, &name);
    let sets = self::sets(writer, &record);
    deployment_status::write(writer, &record, &sets, &name, revision);
}

fn sets(writer: &Writer<'_>, deployment: &Record) -> Vec<Set> {
    let records = writer.owned(deployment.uid(), SETS);
    let read = |record: Arc<Record>| Set {
        object: record.to_value(),
        record,
    };
    records.into_iter().map(read).collect()
}

/// The label by which the pods of one template are told apart: a hash, spelled without words.
fn hash(template: &Value) -> String {
    hash_text(&template.to_string())
}

/// As [`hash`], of the template's text.
pub(in super::super) fn hash_text(template: &str) -> String {
    const ALPHABET: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";
    let fnv = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(16_777_619);
    let hash = template.bytes().fold(2_166_136_261, fnv);
    let digits = hash.to_string();
    let spell = |digit: u8| char::from(ALPHABET[usize::from(digit) % ALPHABET.len()]);
    digits.bytes().map(spell).collect()
}

fn create_set(
    writer: &mut Writer<'_>,
    record: &Record,
    deployment: &Value,
    hash: &str,
    sets: &[Set],
) {
    let replicas = number(deployment, "/spec/replicas");
    let bounds = Bounds::of(&deployment["spec"]);
    let there: i64 = sets.iter().map(Set::wanted).sum();
    let first = (replicas + bounds.surge - there).clamp(0, replicas);
    let mut template = deployment["spec"]["template"].clone();
    template["metadata"]["labels"][HASH] = hash.into();
    let mut selector = deployment["spec"]["selector"].clone();
    selector["matchLabels"][HASH] = hash.into();
    let next = sets.iter().map(Set::revision).max().unwrap_or_default() + 1;
    let name = format!("{}-{hash}", record.name());
    let set = json!({
        "metadata": {
            "name": name,
            "namespace": record.namespace(),
            "labels": template["metadata"]["labels"],
            "annotations": {
                "deployment.kubernetes.io/desired-replicas": replicas.to_string(),
                "deployment.kubernetes.io/max-replicas": (replicas + bounds.surge).to_string(),
                REVISION: next.to_string(),
            },
            "ownerReferences": controlled_by("apps/v1", "Deployment", record),
        },
        "spec": { "replicas": first, "selector": selector, "template": template },
    });
    writer.create(SETS, Hand::CONTROLLER, set);
    tell(writer, record, &name, 0, first);
}

/// The current set has the highest revision, also when it is one of old.
fn bring_forward(writer: &mut Writer<'_>, sets: &mut [Set], name: &str) -> i64 {
    let highest = sets.iter().map(Set::revision).max().unwrap_or_default();
    let Some(current) = sets.iter_mut().find(|it| it.record.name() == name) else {
        return highest;
    };
    if current.revision() == highest {
        return highest;
    }
    let key = current.record.key().to_owned();
    writer.update(SETS, &key, Hand::CONTROLLER, |set| {
        set["metadata"]["annotations"][REVISION] = (highest + 1).to_string().into();
    });
    highest + 1
}

/// Scales the new set up and the old ones down, within bounds.
fn roll(writer: &mut Writer<'_>, record: &Record, deployment: &Value, sets: &[Set], name: &str) {
    let replicas = number(deployment, "/spec/replicas");
    let bounds = Bounds::of(&deployment["spec"]);
    let Some(new) = sets.iter().find(|it| it.record.name() == name) else {
        return;
    };
    let total: i64 = sets.iter().map(Set::wanted).sum();
    let room = (replicas + bounds.surge - total).max(0);
    let target = (new.wanted() + room).min(replicas);
    let most = replicas + bounds.surge;
    scale(writer, record, new, target, (replicas, most));
    if new.wanted() != target {
        // One step at a time: the old ones follow when the new pods are there.
        return;
    }
    let unready = new.wanted() - new.status("availableReplicas");
    let mut spare = (total - (replicas - bounds.unavailable) - unready.max(0)).max(0);
    let old = || {
        sets.iter()
            .filter(|it| it.record.name() != name && it.wanted() > 0)
    };
    // Those that are not available go first, and harm nobody.
    for healthy in [false, true] {
        for set in old() {
            let available = set.status("availableReplicas").min(set.wanted());
            let (from, to) = match healthy {
                false => (set.wanted(), available),
                true => (available, 0),
            };
            let by = (from - to).min(spare);
            if by > 0 {
                spare -= by;
                scale(writer, record, set, from - by, (replicas, most));
            }
        }
    }
}

fn scale(
    writer: &mut Writer<'_>,
    deployment: &Record,
    set: &Set,
    to: i64,
    (replicas, most): (i64, i64),
) {
    writer.update(SETS, set.record.key(), Hand::CONTROLLER, |set| {
        set["spec"]["replicas"] = to.into();
        let annotations = &mut set["metadata"]["annotations"];
        annotations["deployment.kubernetes.io/desired-replicas"] = replicas.to_string().into();
        annotations["deployment.kubernetes.io/max-replicas"] = most.to_string().into();
    });
    if set.wanted() != to {
        tell(writer, deployment, set.record.name(), set.wanted(), to);
    }
}

fn tell(writer: &mut Writer<'_>, deployment: &Record, set: &str, from: i64, to: i64) {
    let way = if to < from { "down" } else { "up" };
    let message = format!("Scaled {way} replica set {set} from {from} to {to}");
    writer.tell(STORAGE, deployment, "ScalingReplicaSet", &message, SOURCE);
}

/// Only so many old sets are kept for those who want to go back.
fn clean_up(writer: &mut Writer<'_>, deployment: &Value, sets: &[Set], name: &str) {
    let limit = number(deployment, "/spec/revisionHistoryLimit");
    let limit = usize::try_from(limit).unwrap_or_default();
    let empty = |it: &&Set| {
        it.record.name() != name
            && it.wanted() == 0
            && it.status("replicas") == 0
            && it.status("terminatingReplicas") == 0
    };
    let mut old: Vec<&Set> = sets.iter().filter(empty).collect();
    old.sort_by_key(|it| it.revision());
    let many = old.len().saturating_sub(limit);
    for set in old.into_iter().take(many) {
        if text(&set.object, "/metadata/deletionTimestamp").is_empty() {
            writer.remove(SETS, set.record.key());
        }
    }
}
