//! CustomResourceDefinitions, and the resources that they define.

use serde_json::{Value, json};

use super::metadata::bump_generation;
use super::read::{copy, get, is_set, list, object_mut, same, set, set_default, text, unset};
use crate::cluster::apiserver::catalog::ResourceType;

/// Of a CustomResourceDefinition.
pub(crate) fn default_definition(object: &mut Value) {
    let spec = object_mut(object, "spec");
    set_default(spec, "scope", "Namespaced");
    let names = object_mut(spec, "names");
    let kind = text(names, "kind").to_owned();
    if !kind.is_empty() {
        set_default(names, "singular", kind.to_lowercase());
        set_default(names, "listKind", format!("{kind}List"));
    }
    let conversion = object_mut(spec, "conversion");
    set_default(conversion, "strategy", "None");
}

pub(crate) fn prepare_create_definition(object: &mut Value) {
    let versions = list(get(object, "spec"), "versions").to_vec();
    let stored = versions
        .iter()
        .filter(|version| get(version, "storage") == true);
    let stored: Vec<_> = stored.map(|version| get(version, "name").clone()).collect();
    let names = json!({"plural": "", "kind": ""});
    let status = json!({"conditions": null, "acceptedNames": names, "storedVersions": stored});
    set(object, "status", status);
    set(object_mut(object, "metadata"), "generation", 1);
}

pub(crate) fn prepare_update_definition(new: &mut Value, old: &Value) {
    copy(new, old, "status");
    if !same(get(new, "spec"), get(old, "spec")) {
        bump_generation(object_mut(new, "metadata"), get(old, "metadata"));
    }
    let versions = list(get(new, "spec"), "versions").to_vec();
    let storage = versions
        .iter()
        .find(|version| get(version, "storage") == true);
    if let Some(storage) = storage {
        let status = object_mut(new, "status");
        let mut stored = list(status, "storedVersions").to_vec();
        if !stored.contains(get(storage, "name")) {
            stored.push(get(storage, "name").clone());
            set(status, "storedVersions", stored);
        }
    }
}

pub(crate) fn prepare_create(resource: &ResourceType, object: &mut Value) {
    if resource.status {
        unset(object, "status");
    }
    set(object_mut(object, "metadata"), "generation", 1);
}

/// The generation counts changes of all but metadata, and the status where that is a subresource.
pub(crate) fn prepare_update(resource: &ResourceType, new: &mut Value, old: &Value) {
    if resource.status {
        copy(new, old, "status");
    }
    let bare = |object: &Value| {
        let mut bare = object.clone();
        unset(&mut bare, "metadata");
        bare
    };
    if bare(new) != bare(old) {
        bump_generation(object_mut(new, "metadata"), get(old, "metadata"));
    }
}

/// Only the status changes, and who manages it.
pub(crate) fn prepare_status(new: &mut Value, old: &Value) {
    let status = get(new, "status").clone();
    let had_status = is_set(new, "status");
    let metadata = get(new, "metadata").clone();
    *new = old.clone();
    match had_status {
        true => set(new, "status", status),
        false => unset(new, "status"),
    }
    let kept = object_mut(new, "metadata");
    for field in ["managedFields", "resourceVersion"] {
        copy(kept, &metadata, field);
    }
}
