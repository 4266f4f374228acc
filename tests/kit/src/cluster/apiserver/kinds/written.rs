//! Fields that Go writes even when they are empty.
//!
//! Most fields of the API vanish when they are empty; the types of these say otherwise.

use serde_json::{Value, json};

use super::kind::Kind;
use super::read::{get, is_set, set};

/// How an empty field reads.
#[derive(Clone, Copy, Debug)]
enum Empty {
    Null,
    Text,
    Number,
    False,
    Object,
}

use Empty::{False, Null, Number, Object, Text};

/// For each kind: where an object or a list of them stands, and what is always written there.
type Row = (Kind, &'static str, &'static [(&'static str, Empty)]);

const TYPE: (&str, Empty) = ("type", Text);
const STATUS: (&str, Empty) = ("status", Text);
const TRANSITION: (&str, Empty) = ("lastTransitionTime", Null);
const CONDITION: [(&str, Empty); 3] = [TYPE, STATUS, TRANSITION];
const PROBED: [(&str, Empty); 4] = [TYPE, STATUS, ("lastProbeTime", Null), TRANSITION];
const CONTAINER: [(&str, Empty); 7] = [
    ("name", Text),
    ("state", Object),
    ("lastState", Object),
    ("ready", False),
    ("restartCount", Number),
    ("image", Text),
    ("imageID", Text),
];

const ROWS: &[Row] = &[
    (
        Kind::Deployment,
        "status/conditions",
        &[TYPE, STATUS, ("lastUpdateTime", Null), TRANSITION],
    ),
    (Kind::ReplicaSet, "status/conditions", &CONDITION),
    (Kind::Namespace, "status/conditions", &CONDITION),
    (Kind::Job, "status/conditions", &PROBED),
    (Kind::Pod, "status/conditions", &PROBED),
    (Kind::Pod, "status/containerStatuses", &CONTAINER),
    (Kind::Pod, "status/initContainerStatuses", &CONTAINER),
    (Kind::Pod, "status/ephemeralContainerStatuses", &CONTAINER),
    (
        Kind::Service,
        "status/conditions",
        &[
            TYPE,
            STATUS,
            TRANSITION,
            ("reason", Text),
            ("message", Text),
        ],
    ),
    (
        Kind::Node,
        "status/conditions",
        &[TYPE, STATUS, ("lastHeartbeatTime", Null), TRANSITION],
    ),
    (Kind::Node, "status/addresses", &[TYPE, ("address", Text)]),
    (Kind::Node, "status/images", &[("names", Null)]),
    (
        Kind::Node,
        "status/volumesAttached",
        &[("name", Text), ("devicePath", Text)],
    ),
    (
        Kind::Node,
        "status/nodeInfo",
        &[
            ("machineID", Text),
            ("systemUUID", Text),
            ("bootID", Text),
            ("kernelVersion", Text),
            ("osImage", Text),
            ("containerRuntimeVersion", Text),
            ("kubeletVersion", Text),
            ("kubeProxyVersion", Text),
            ("operatingSystem", Text),
            ("architecture", Text),
        ],
    ),
    (Kind::Event, "series", &[("lastObservedTime", Null)]),
    (
        Kind::Event,
        "",
        &[
            ("involvedObject", Object),
            ("source", Object),
            ("firstTimestamp", Null),
            ("lastTimestamp", Null),
            ("eventTime", Null),
            ("reportingComponent", Text),
            ("reportingInstance", Text),
        ],
    ),
];

pub(crate) fn complete(kind: Kind, object: &mut Value) {
    for (_, path, fields) in ROWS.iter().filter(|row| row.0 == kind) {
        let mut found = Some(&mut *object);
        for field in path.split('/').filter(|field| !field.is_empty()) {
            found = found.and_then(|value| value.get_mut(field));
        }
        match found {
            Some(Value::Array(items)) => items.iter_mut().for_each(|item| write(item, fields)),
            Some(value @ Value::Object(_)) => write(value, fields),
            _ => {}
        }
    }
    if kind == Kind::Pod {
        complete_states(object);
    }
}

fn write(object: &mut Value, fields: &[(&str, Empty)]) {
    for (field, empty) in fields {
        if !is_set(object, field) {
            let value = match empty {
                Null => Value::Null,
                Text => json!(""),
                Number => json!(0),
                False => json!(false),
                Object => json!({}),
            };
            set(object, field, value);
        }
    }
}

/// The states that a container is or was in.
fn complete_states(pod: &mut Value) {
    for list in [
        "containerStatuses",
        "initContainerStatuses",
        "ephemeralContainerStatuses",
    ] {
        let Some(statuses) = pod
            .get_mut("status")
            .and_then(|status| status.get_mut(list))
        else {
            continue;
        };
        for status in statuses.as_array_mut().into_iter().flatten() {
            for state in ["state", "lastState"] {
                complete_state(status, state);
            }
        }
    }
}

fn complete_state(status: &mut Value, state: &str) {
    let terminated: &[(&str, Empty)] = &[
        ("exitCode", Number),
        ("startedAt", Null),
        ("finishedAt", Null),
    ];
    for (kind, fields) in [
        ("running", &[("startedAt", Null)][..]),
        ("terminated", terminated),
    ] {
        let present = is_set(get(status, state), kind);
        if let Some(value) = status.get_mut(state).and_then(|state| state.get_mut(kind))
            && present
        {
            write(value, fields);
        }
    }
}
