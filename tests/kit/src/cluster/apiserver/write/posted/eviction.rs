//! `pods/eviction`: a deletion that a PodDisruptionBudget may refuse.

use std::sync::Arc;

use serde_json::{Value, json};

use super::super::{Author, steps, store};
use super::decode::{Taken, check_name, decode};
use super::done;
use crate::cluster::apiserver::call::Call;
use crate::cluster::apiserver::delete::{DeleteOptions, delete};
use crate::cluster::apiserver::failure::{Cause, Failure};
use crate::cluster::apiserver::field_error::FieldError;
use crate::cluster::apiserver::kinds;
use crate::cluster::apiserver::model::Model;
use crate::cluster::apiserver::query::WriteQuery;
use crate::cluster::apiserver::schema::encode;
use crate::cluster::apiserver::scope::{Scope, Subresource};
use crate::cluster::apiserver::store::Record;

mod budget;

const EVICTION: Taken = Taken {
    group: "policy",
    kind: "Eviction",
    api_version: "policy/v1",
    go_type: "policy/v1.Eviction",
    preconditions: false,
};

const REFUSED: &str = "Cannot evict pod as it would violate the pod's disruption budget.";

pub(super) fn evict(
    model: &mut Model,
    scope: &Scope,
    call: &Call,
    options: &WriteQuery,
) -> Result<Value, Failure> {
    let eviction = decode(model, scope, call, options, &EVICTION)?;
    check_name(scope, &eviction, "Eviction")?;
    let given = &eviction["deleteOptions"];
    let options = delete_options(scope, given, call, options)?;
    let pod = model.store.get("pods", &scope.key());
    let pod = pod.ok_or_else(|| scope.not_found())?.clone();
    if !is_out_of_service(&pod.to_value())
        && let Some(status) = budget::ask(model, &pod, options.dry_run, call)?
    {
        return Ok(status);
    }
    go(model, scope, options, call)?;
    Ok(done())
}

/// The deletion's options: those of the eviction, and the dry run of either.
fn delete_options(
    scope: &Scope,
    given: &Value,
    call: &Call,
    options: &WriteQuery,
) -> Result<DeleteOptions, Failure> {
    let read = DeleteOptions::of(given, options.dry_run);
    if read.unsafe_deletion {
        let detail = "can not be set for pod eviction, try after removing the option";
        let field = "deleteOptions.ignoreStoreReadErrorWithClusterBreakingPotential";
        let error = FieldError::invalid(field, true, detail);
        return Err(Failure::invalid(
            "policy",
            "Eviction",
            &scope.name,
            &[error],
        ));
    }
    let asked: Vec<&str> = call.query.all("dryRun").collect();
    let within = given["dryRun"].as_array().map_or(&[][..], Vec::as_slice);
    let within: Vec<&str> = within.iter().filter_map(Value::as_str).collect();
    if !asked.is_empty() && !within.is_empty() && asked != within {
        let message = format!(
            "Non-matching dry-run options in request and content: [{}] and [{}]",
            asked.join(" "),
            within.join(" ")
        );
        return Err(Failure::new(500, "", message));
    }
    Ok(read)
}

/// What has not begun or has ended disturbs nobody.
fn is_out_of_service(pod: &Value) -> bool {
    let phase = pod["status"]["phase"].as_str().unwrap_or_default();
    matches!(phase, "Succeeded" | "Failed" | "Pending")
        || pod["metadata"].get("deletionTimestamp").is_some()
}

/// Notes why the pod goes, and lets it go.
fn go(
    model: &mut Model,
    scope: &Scope,
    mut options: DeleteOptions,
    call: &Call,
) -> Result<(), Failure> {
    let scope = Scope {
        subresource: Subresource::None,
        ..scope.clone()
    };
    if !options.dry_run {
        let old = model.store.get("pods", &scope.key());
        let old = old.ok_or_else(|| scope.not_found())?.clone();
        options.check_preconditions(&scope, &old)?;
        let before = steps::present(&scope, &old);
        let mut pod = before.clone();
        let condition = json!({
            "type": "DisruptionTarget", "status": "True", "lastProbeTime": null,
            "reason": "EvictionByEvictionAPI", "message": "Eviction API: evicting",
        });
        kinds::set_pod_condition(&mut pod, condition, &call.now.to_string());
        encode::normalize(&scope.resource.schema, &mut pod);
        if pod != before {
            let author = Author::of(call, WriteQuery::default());
            let written = store(model, &scope, &pod, &author, Some(&old))?;
            options.go_on_from(written.revision());
        }
    }
    let options = options.validate(&[])?;
    delete(model, &scope, &options, call)?;
    Ok(())
}

/// 429, or with a message of its own 403.
fn refusal(mut failure: Failure, message: String) -> Failure {
    if let Some(details) = &mut failure.details {
        details.causes.push(Cause {
            reason: "DisruptionBudget",
            message,
            field: String::new(),
        });
    }
    failure
}

fn too_many(retry_after: u64, message: String) -> Failure {
    let mut failure = Failure::about(429, "TooManyRequests", REFUSED.to_owned(), "", "", "");
    if let Some(details) = &mut failure.details {
        details.retry_after_seconds = retry_after;
    }
    refusal(failure, message)
}

/// The PodDisruptionBudgets that are about a pod.
fn budgets(model: &Model, pod: &Record) -> Vec<Arc<Record>> {
    let prefix = format!("{}/", pod.namespace());
    let all = model.store.range(budget::STORAGE, &prefix);
    let about = all.filter(|it| {
        let selector = &it.to_value()["spec"]["selector"];
        kinds::selects(selector, pod.labels())
    });
    about.cloned().collect()
}
