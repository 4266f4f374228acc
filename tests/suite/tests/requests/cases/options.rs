//! The options of each verb, one by one and together, in client-go's JSON.

use serde_json::{Value, json};

/// `{}`, each of `single` alone, and all that is in `together`.
fn alone_and_together(single: Value, together: Value) -> Vec<Value> {
    let mut options = vec![json!({})];
    let Value::Array(single) = single else {
        unreachable!("a list of options");
    };
    options.extend(single);
    options.push(together);
    options
}

pub(crate) fn get() -> Vec<Value> {
    alone_and_together(
        json!([{ "resourceVersion": "0" }]),
        json!({ "resourceVersion": "123" }),
    )
}

pub(crate) fn list() -> Vec<Value> {
    alone_and_together(
        json!([
            { "labelSelector": "app=web" },
            { "labelSelector": "app in (web,db),!old,tier!=x" },
            { "labelSelector": "a.b/c" },
            { "fieldSelector": "status.phase=Running" },
            { "fieldSelector": "metadata.name=a,spec.nodeName!=b\\,c" },
            { "shardSelector": "shardRange(object.metadata.uid, '0x0', '0x8')" },
            { "limit": 1 },
            { "limit": 500, "continue": "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MX0=" },
            { "resourceVersion": "0" },
            { "resourceVersion": "0", "resourceVersionMatch": "NotOlderThan" },
            { "resourceVersion": "12", "resourceVersionMatch": "Exact" },
            { "timeoutSeconds": 0 },
            { "timeoutSeconds": 5 },
            { "timeoutSeconds": 90 },
            { "timeoutSeconds": 3600 },
        ]),
        json!({
            "labelSelector": "app=web", "fieldSelector": "spec.nodeName=n1", "limit": 50,
            "resourceVersion": "7", "resourceVersionMatch": "Exact", "timeoutSeconds": 61,
            "shardSelector": "shardRange(object.metadata.uid, '0x8', '0x0')",
        }),
    )
}

pub(crate) fn watch() -> Vec<Value> {
    alone_and_together(
        json!([
            { "labelSelector": "app=web" },
            { "fieldSelector": "metadata.name=web-0" },
            { "shardSelector": "shardRange(object.metadata.uid, '0x0', '0x8')" },
            { "resourceVersion": "0" },
            { "resourceVersion": "12" },
            { "allowWatchBookmarks": true },
            { "timeoutSeconds": 0 },
            { "timeoutSeconds": 7 },
            { "timeoutSeconds": 5400 },
            { "sendInitialEvents": true, "resourceVersionMatch": "NotOlderThan" },
            { "sendInitialEvents": false, "resourceVersionMatch": "NotOlderThan" },
            {
                "sendInitialEvents": true, "resourceVersionMatch": "NotOlderThan",
                "allowWatchBookmarks": true,
            },
        ]),
        json!({
            "labelSelector": "app=web", "fieldSelector": "spec.nodeName=n1",
            "resourceVersion": "7", "resourceVersionMatch": "NotOlderThan", "timeoutSeconds": 300,
            "allowWatchBookmarks": true, "sendInitialEvents": true,
            "shardSelector": "shardRange(object.metadata.uid, '0x8', '0x0')",
        }),
    )
}

/// Those of create, update and patch.
pub(crate) fn write() -> Vec<Value> {
    alone_and_together(
        json!([
            { "dryRun": ["All"] },
            { "fieldManager": "recorder" },
            { "fieldManager": "a b&c=d/é" },
            { "fieldValidation": "Ignore" },
            { "fieldValidation": "Warn" },
            { "fieldValidation": "Strict" },
        ]),
        json!({ "dryRun": ["All"], "fieldManager": "recorder", "fieldValidation": "Strict" }),
    )
}

pub(crate) fn apply() -> Vec<Value> {
    vec![
        json!({ "fieldManager": "recorder" }),
        json!({ "fieldManager": "recorder", "force": true }),
        json!({ "fieldManager": "recorder", "dryRun": ["All"] }),
        json!({ "fieldManager": "recorder", "dryRun": ["All"], "force": true }),
    ]
}

pub(crate) fn delete() -> Vec<Value> {
    alone_and_together(
        json!([
            { "gracePeriodSeconds": 0 },
            { "gracePeriodSeconds": 30 },
            { "propagationPolicy": "Background" },
            { "propagationPolicy": "Foreground" },
            { "propagationPolicy": "Orphan" },
            { "orphanDependents": true },
            { "orphanDependents": false },
            { "preconditions": { "uid": "4d9b" } },
            { "preconditions": { "resourceVersion": "12" } },
            { "dryRun": ["All"] },
            { "ignoreStoreReadErrorWithClusterBreakingPotential": true },
        ]),
        json!({
            "gracePeriodSeconds": 7, "propagationPolicy": "Foreground", "dryRun": ["All"],
            "preconditions": { "uid": "4d9b", "resourceVersion": "12" },
        }),
    )
}

/// Those of a log.
pub(crate) fn log() -> Vec<Value> {
    alone_and_together(
        json!([
            { "container": "c" },
            { "follow": true },
            { "previous": true },
            { "sinceSeconds": 60 },
            { "sinceTime": "2026-01-02T03:04:05Z" },
            { "timestamps": true },
            { "tailLines": 0 },
            { "tailLines": 100 },
            { "limitBytes": 4096 },
            { "insecureSkipTLSVerifyBackend": true },
            { "stream": "Stdout" },
            { "stream": "Stderr" },
            { "stream": "All" },
        ]),
        json!({
            "container": "c", "follow": true, "previous": true, "sinceSeconds": 1,
            "timestamps": true, "tailLines": 5, "limitBytes": 6, "stream": "All",
        }),
    )
}
