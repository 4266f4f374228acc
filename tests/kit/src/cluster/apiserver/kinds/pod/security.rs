//! Security contexts of pods and containers.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::Errors;
use super::super::formats;
use super::super::path::Path;
use super::super::read::{flag, flag_option, get, list, number_option, text};
use super::spec::{on_host_network, optional_one_of};
use super::volume::{descending, localhost_profile};
use crate::cluster::apiserver::field_error::FieldError;
use crate::cluster::apiserver::go_text;

const PROFILE_TYPES: [&str; 3] = ["Localhost", "RuntimeDefault", "Unconfined"];

pub(super) fn validate_pod(spec: &Value, path: &Path, errors: &mut Errors) {
    let (context, context_path) = (get(spec, "securityContext"), path.child("securityContext"));
    for field in ["fsGroup", "runAsUser", "runAsGroup"] {
        validate_id(context, field, &context_path, errors);
    }
    for (index, group) in list(context, "supplementalGroups").iter().enumerate() {
        let group = group.as_i64().unwrap_or_default();
        for complaint in formats::user_id(group) {
            let path = context_path.child("supplementalGroups").index(index);
            errors.push(FieldError::invalid(path, group, complaint));
        }
    }
    validate_sysctls(context, spec, &context_path.child("sysctls"), errors);
    let known = ["Always", "OnRootMismatch"];
    optional_one_of(
        context,
        "fsGroupChangePolicy",
        &known,
        &context_path,
        errors,
    );
    validate_profiles(context, &context_path, errors);
    for (field, known) in [
        ("supplementalGroupsPolicy", ["Merge", "Strict"]),
        ("seLinuxChangePolicy", ["MountOption", "Recursive"]),
    ] {
        optional_one_of(context, field, &known, &context_path, errors);
    }
    if flag(spec, "shareProcessNamespace") && flag(spec, "hostPID") {
        let detail = "ShareProcessNamespace and HostPID cannot both be enabled";
        let path = path.child("shareProcessNamespace");
        errors.push(FieldError::invalid(path, true, detail));
    }
}

/// A container's.
pub(super) fn validate(context: &Value, host_users: bool, path: &Path, errors: &mut Errors) {
    if context.is_null() {
        return;
    }
    if flag(context, "privileged") {
        // The apiserver runs without --allow-privileged.
        let detail = "disallowed by cluster policy";
        errors.push(FieldError::forbidden(path.child("privileged"), detail));
    }
    for field in ["runAsUser", "runAsGroup"] {
        validate_id(context, field, path, errors);
    }
    optional_one_of(context, "procMount", &["Default", "Unmasked"], path, errors);
    if host_users && text(context, "procMount") == "Unmasked" {
        let detail = "`hostUsers` must be false to use `Unmasked`";
        errors.push(FieldError::invalid(
            path.child("procMount"),
            "Unmasked",
            detail,
        ));
    }
    validate_seccomp(
        get(context, "seccompProfile"),
        &path.child("seccompProfile"),
        errors,
    );
    if flag_option(context, "allowPrivilegeEscalation") == Some(false) {
        validate_no_escalation(context, path, errors);
    }
    validate_apparmor(
        get(context, "appArmorProfile"),
        &path.child("appArmorProfile"),
        errors,
    );
}

fn validate_no_escalation(context: &Value, path: &Path, errors: &mut Errors) {
    let mut refuse = |what: &str| {
        let detail = format!("cannot set `allowPrivilegeEscalation` to false and {what}");
        let error = FieldError::invalid(path, context.clone(), detail);
        errors.push(error.showing(shown(context)));
    };
    if flag(context, "privileged") {
        refuse("`privileged` to true");
    }
    let added = list(get(context, "capabilities"), "add");
    if added.iter().any(|capability| capability == "CAP_SYS_ADMIN") {
        refuse("`capabilities.Add` CAP_SYS_ADMIN");
    }
}

/// As Go prints its internal type; what is nested is shown by its JSON.
fn shown(context: &Value) -> String {
    let fields = [
        ("Capabilities", "capabilities"),
        ("Privileged", "privileged"),
        ("SELinuxOptions", "seLinuxOptions"),
        ("WindowsOptions", "windowsOptions"),
        ("RunAsUser", "runAsUser"),
        ("RunAsGroup", "runAsGroup"),
        ("RunAsNonRoot", "runAsNonRoot"),
        ("ReadOnlyRootFilesystem", "readOnlyRootFilesystem"),
        ("AllowPrivilegeEscalation", "allowPrivilegeEscalation"),
        ("ProcMount", "procMount"),
        ("SeccompProfile", "seccompProfile"),
        ("AppArmorProfile", "appArmorProfile"),
    ]
    .map(|(name, field)| format!("\"{name}\":{}", go_text::json(get(context, field))));
    format!("{{{}}}", fields.join(","))
}

fn validate_id(context: &Value, field: &str, path: &Path, errors: &mut Errors) {
    if let Some(id) = number_option(context, field) {
        for complaint in formats::user_id(id) {
            errors.push(FieldError::invalid(path.child(field), id, complaint));
        }
    }
}

fn validate_profiles(context: &Value, path: &Path, errors: &mut Errors) {
    validate_seccomp(
        get(context, "seccompProfile"),
        &path.child("seccompProfile"),
        errors,
    );
    validate_apparmor(
        get(context, "appArmorProfile"),
        &path.child("appArmorProfile"),
        errors,
    );
}

fn validate_seccomp(profile: &Value, path: &Path, errors: &mut Errors) {
    if profile.is_null() {
        return;
    }
    validate_profile_type(profile, "seccompProfile", path, errors);
    let file_path = path.child("localhostProfile");
    match (text(profile, "type"), localhost_profile(profile)) {
        ("Localhost", None) => errors.push(FieldError::required(
            file_path,
            "must be set when seccomp type is Localhost",
        )),
        ("Localhost", Some(file)) => descending(file, &file_path, errors),
        (_, Some(_)) => errors.push(FieldError::invalid(
            file_path,
            profile.clone(),
            "can only be set when seccomp type is Localhost",
        )),
        (_, None) => {}
    }
}

fn validate_apparmor(profile: &Value, path: &Path, errors: &mut Errors) {
    if profile.is_null() {
        return;
    }
    validate_profile_type(profile, "appArmorProfile", path, errors);
    let file_path = path.child("localhostProfile");
    match (text(profile, "type"), localhost_profile(profile)) {
        ("Localhost", Some(file)) if !file.is_empty() && file.trim() != file => {
            let detail = "must not be padded with whitespace";
            errors.push(FieldError::invalid(file_path, file, detail));
        }
        ("Localhost", None | Some("")) => errors.push(FieldError::required(
            file_path,
            "must be set when AppArmor type is Localhost",
        )),
        ("RuntimeDefault" | "Unconfined", Some(file)) => {
            let detail = "can only be set when AppArmor type is Localhost";
            errors.push(FieldError::invalid(file_path, file, detail));
        }
        _ => {}
    }
}

fn validate_profile_type(profile: &Value, name: &str, path: &Path, errors: &mut Errors) {
    let path = path.child("type");
    match text(profile, "type") {
        "" => {
            let detail = format!("type is required when {name} is set");
            errors.push(FieldError::required(path, detail));
        }
        kind if PROFILE_TYPES.contains(&kind) => {}
        kind => errors.push(FieldError::not_supported(path, kind, &PROFILE_TYPES)),
    }
}

fn validate_sysctls(context: &Value, spec: &Value, path: &Path, errors: &mut Errors) {
    let mut seen = BTreeSet::new();
    for (index, sysctl) in list(context, "sysctls").iter().enumerate() {
        let path = path.index(index).child("name");
        let name = text(sysctl, "name");
        if name.is_empty() {
            errors.push(FieldError::required(&path, ""));
        } else if !is_sysctl(name) {
            let part = "[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
            let detail =
                format!("must have at most 253 characters and match regex ^({part}[\\./])*{part}$");
            errors.push(FieldError::invalid(&path, name, detail));
        } else if seen.contains(name) {
            errors.push(FieldError::duplicate(&path, name));
        }
        if on_host_network(spec) && name.replace('/', ".").starts_with("net.") {
            let detail = "may not be specified when 'hostNetwork' is true";
            errors.push(FieldError::invalid(&path, name, detail));
        }
        seen.insert(name);
    }
}

fn is_sysctl(name: &str) -> bool {
    let edge = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    name.len() <= 253
        && name.split(['.', '/']).all(|part| {
            part.starts_with(edge)
                && part.ends_with(edge)
                && part.chars().all(|c| edge(c) || matches!(c, '-' | '_'))
        })
}
