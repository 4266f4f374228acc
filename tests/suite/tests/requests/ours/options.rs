//! Options, read from client-go's JSON.

use std::time::Duration;

use outrigger::request::{
    FieldValidation, LogOptions, LogSource, Preconditions, PropagationPolicy, ResourceVersionMatch,
};
use outrigger::{
    ApplyOptions, CreateOptions, DeleteOptions, GetOptions, ListOptions, PatchOptions,
    ReplaceOptions, WatchOptions,
};
use serde_json::Value;

fn text(options: &Value, name: &str) -> String {
    options[name].as_str().unwrap_or_default().to_owned()
}

fn seconds(options: &Value, name: &str) -> Option<Duration> {
    options[name].as_u64().map(Duration::from_secs)
}

fn dry_run(options: &Value) -> bool {
    options["dryRun"].is_array()
}

fn version_match(options: &Value) -> Option<ResourceVersionMatch> {
    match options["resourceVersionMatch"].as_str()? {
        "Exact" => Some(ResourceVersionMatch::Exact),
        "NotOlderThan" => Some(ResourceVersionMatch::NotOlderThan),
        other => panic!("there is no match {other}"),
    }
}

fn validation(options: &Value) -> Option<FieldValidation> {
    match options["fieldValidation"].as_str()? {
        "Ignore" => Some(FieldValidation::Ignore),
        "Warn" => Some(FieldValidation::Warn),
        "Strict" => Some(FieldValidation::Strict),
        other => panic!("there is no validation {other}"),
    }
}

pub(crate) fn get(options: &Value) -> GetOptions {
    GetOptions::new().resource_version(text(options, "resourceVersion"))
}

pub(crate) fn list(options: &Value) -> ListOptions {
    let mut list = ListOptions::new();
    list.label_selector = text(options, "labelSelector");
    list.field_selector = text(options, "fieldSelector");
    list.shard_selector = text(options, "shardSelector");
    list.limit = options["limit"].as_u64().unwrap_or_default();
    list.continue_token = text(options, "continue");
    list.resource_version = text(options, "resourceVersion");
    list.resource_version_match = version_match(options);
    list.timeout = seconds(options, "timeoutSeconds");
    list
}

pub(crate) fn watch(options: &Value) -> WatchOptions {
    let mut watch = WatchOptions::default();
    watch.label_selector = text(options, "labelSelector");
    watch.field_selector = text(options, "fieldSelector");
    watch.shard_selector = text(options, "shardSelector");
    watch.resource_version = text(options, "resourceVersion");
    watch.resource_version_match = version_match(options);
    watch.send_initial_events = options["sendInitialEvents"].as_bool();
    watch.bookmarks = options["allowWatchBookmarks"].as_bool().unwrap_or_default();
    watch.timeout = seconds(options, "timeoutSeconds");
    watch
}

/// Options that differ in their name alone.
macro_rules! write_options {
    ($name:ident, $type:ident) => {
        pub(crate) fn $name(options: &Value) -> $type {
            let mut written = $type::new().field_manager(text(options, "fieldManager"));
            written.dry_run = dry_run(options);
            written.field_validation = validation(options);
            written
        }
    };
}

write_options!(create, CreateOptions);
write_options!(replace, ReplaceOptions);
write_options!(patch, PatchOptions);

pub(crate) fn apply(options: &Value) -> ApplyOptions {
    let mut apply = ApplyOptions::by(text(options, "fieldManager"));
    apply.force = options["force"].as_bool().unwrap_or_default();
    apply.dry_run = dry_run(options);
    apply.field_validation = validation(options);
    apply
}

pub(crate) fn delete(options: &Value) -> DeleteOptions {
    let mut delete = DeleteOptions::new();
    delete.dry_run = dry_run(options);
    delete.grace_period = seconds(options, "gracePeriodSeconds");
    delete.orphan_dependents = options["orphanDependents"].as_bool();
    delete.propagation_policy = options["propagationPolicy"]
        .as_str()
        .map(|policy| match policy {
            "Background" => PropagationPolicy::Background,
            "Foreground" => PropagationPolicy::Foreground,
            "Orphan" => PropagationPolicy::Orphan,
            other => panic!("there is no policy {other}"),
        });
    let wanted = &options["preconditions"];
    if wanted.is_object() {
        let preconditions = Preconditions::uid(text(wanted, "uid"));
        let preconditions = preconditions.resource_version(text(wanted, "resourceVersion"));
        delete.preconditions = Some(preconditions);
    }
    let broken = "ignoreStoreReadErrorWithClusterBreakingPotential";
    delete.ignore_store_read_error_with_cluster_breaking_potential =
        options[broken].as_bool().unwrap_or_default();
    delete
}

pub(crate) fn log(options: &Value) -> LogOptions {
    let flag = |name: &str| options[name].as_bool().unwrap_or_default();
    let mut log = LogOptions::new().container(text(options, "container"));
    log.follow = flag("follow");
    log.previous = flag("previous");
    log.timestamps = flag("timestamps");
    log.insecure_skip_tls_verify_backend = flag("insecureSkipTLSVerifyBackend");
    log.since = seconds(options, "sinceSeconds");
    log.since_time = options["sinceTime"]
        .as_str()
        .map(|time| time.parse().unwrap());
    log.tail_lines = options["tailLines"].as_u64();
    log.limit_bytes = options["limitBytes"].as_u64();
    log.source = options["stream"].as_str().map(|source| match source {
        "All" => LogSource::All,
        "Stdout" => LogSource::Stdout,
        "Stderr" => LogSource::Stderr,
        other => panic!("there is no source {other}"),
    });
    log
}
