//! The object that an object to be created is compared with.

use serde_json::{Value, json};

use crate::cluster::apiserver::catalog::{Origin, ResourceType};

/// An object of this type with nothing set, as Go prints one: what is always printed is there
/// already when an object is created, so that nobody comes to own it by creating the object.
pub(super) fn blank(resource: &ResourceType) -> Value {
    if resource.origin != Origin::BuiltIn {
        return json!({});
    }
    let pod = || json!({"metadata": {}, "spec": {"containers": null}});
    match resource.kind.as_str() {
        "Namespace" => json!({"metadata": {}, "spec": {}, "status": {}}),
        "Pod" => json!({"metadata": {}, "spec": {"containers": null}, "status": {}}),
        "Node" => node(),
        "Event" => json!({
            "metadata": {}, "involvedObject": {}, "source": {},
            "firstTimestamp": null, "lastTimestamp": null, "eventTime": null,
            "reportingComponent": "", "reportingInstance": "",
        }),
        "Service" => json!({"metadata": {}, "spec": {}, "status": {"loadBalancer": {}}}),
        "Deployment" => json!({
            "metadata": {},
            "spec": {"selector": null, "template": pod(), "strategy": {}},
            "status": {},
        }),
        "ReplicaSet" => json!({
            "metadata": {},
            "spec": {"selector": null, "template": pod()},
            "status": {"replicas": 0},
        }),
        "Job" => json!({"metadata": {}, "spec": {"template": pod()}, "status": {}}),
        "Lease" => json!({"metadata": {}, "spec": {}}),
        "CustomResourceDefinition" => json!({
            "metadata": {},
            "spec": {
                "group": "", "names": {"plural": "", "kind": ""},
                "scope": "", "versions": null,
            },
            "status": {
                "conditions": null, "acceptedNames": {"plural": "", "kind": ""},
                "storedVersions": null,
            },
        }),
        _ => json!({"metadata": {}}),
    }
}

fn node() -> Value {
    json!({
        "metadata": {},
        "spec": {},
        "status": {
            "daemonEndpoints": {"kubeletEndpoint": {"Port": 0}},
            "nodeInfo": {
                "machineID": "", "systemUUID": "", "bootID": "", "kernelVersion": "",
                "osImage": "", "containerRuntimeVersion": "", "kubeletVersion": "",
                "kubeProxyVersion": "", "operatingSystem": "", "architecture": "",
            },
        },
    })
}
