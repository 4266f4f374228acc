//! A case's overrides as Outrigger takes them.

use outrigger::Secret;
use outrigger::kubeconfig::Overrides;
use serde_json::{Map, Value};

use crate::ours::Refused;

/// Builds the overrides, or says why there are none: a timeout may be no duration.
pub(crate) fn overrides(given: &Map<String, Value>) -> Result<Overrides, Refused> {
    let mut overrides = Overrides::new();
    for (name, value) in given {
        let fields = value.as_object().into_iter().flatten();
        overrides = match name.as_str() {
            "cluster" => fields.fold(overrides, cluster),
            "user" => fields.fold(overrides, user),
            "context" => fields.fold(overrides, context),
            "current-context" => overrides.context(text(value)),
            other => panic!("no override {other}"),
        };
    }
    Ok(overrides)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn cluster(overrides: Overrides, (name, value): (&String, &Value)) -> Overrides {
    match name.as_str() {
        "server" => overrides.server(text(value)),
        "tls-server-name" => overrides.tls_server_name(text(value)),
        "certificate-authority" => overrides.certificate_authority(text(value)),
        "insecure-skip-tls-verify" => overrides.insecure_skip_tls_verify(value == true),
        other => panic!("no override cluster.{other}"),
    }
}

fn user(overrides: Overrides, (name, value): (&String, &Value)) -> Overrides {
    match name.as_str() {
        "token" => overrides.token(Secret::new(text(value))),
        "as" => overrides.impersonate(text(value)),
        "as-groups" => {
            let groups = value.as_array().unwrap().iter();
            overrides.impersonate_groups(groups.map(text))
        }
        other => panic!("no override user.{other}"),
    }
}

fn context(overrides: Overrides, (name, value): (&String, &Value)) -> Overrides {
    match name.as_str() {
        "cluster" => overrides.cluster(text(value)),
        "user" => overrides.user(text(value)),
        "namespace" => overrides.namespace(text(value)),
        other => panic!("no override context.{other}"),
    }
}
