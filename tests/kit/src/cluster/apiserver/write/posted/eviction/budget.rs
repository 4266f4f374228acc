//! What a PodDisruptionBudget has against an eviction.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{budgets, refusal, too_many};
use crate::cluster::apiserver::call::Call;
use crate::cluster::apiserver::failure::Failure;
use crate::cluster::apiserver::model::Model;
use crate::cluster::apiserver::ownership::{Update, keep_times};
use crate::cluster::apiserver::schema::encode;
use crate::cluster::apiserver::store::Record;

pub(super) const STORAGE: &str = "policy/poddisruptionbudgets";

/// Evictions that no controller has seen yet.
const DISRUPTED_MAX: usize = 2000;

/// Asks the budget of a pod, and takes from it; a Status to answer with instead of an eviction.
pub(super) fn ask(
    model: &mut Model,
    pod: &Record,
    dry_run: bool,
    call: &Call,
) -> Result<Option<Value>, Failure> {
    let budgets = budgets(model, pod);
    let budget = match budgets.as_slice() {
        [] => return Ok(None),
        [one] => one,
        _ => return Ok(Some(more_than_one())),
    };
    let object = budget.to_value();
    if !is_ready(&pod.to_value()) && spares_unready(&object) {
        return Ok(None);
    }
    check(&object, budget.name())?;
    if !dry_run {
        take(model, budget, pod.name(), call);
    }
    Ok(None)
}

fn more_than_one() -> Value {
    json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
        "message": "This pod has more than one PodDisruptionBudget, which the eviction \
            subresource does not support.",
        "code": 500,
    })
}

fn is_ready(pod: &Value) -> bool {
    let conditions = pod["status"]["conditions"].as_array();
    let mut conditions = conditions.into_iter().flatten();
    conditions.any(|it| it["type"] == "Ready" && it["status"] == "True")
}

/// Whether a pod that is not ready may go whatever the budget has left.
fn spares_unready(budget: &Value) -> bool {
    let count = |field: &str| budget["status"][field].as_i64().unwrap_or_default();
    let (current, desired) = (count("currentHealthy"), count("desiredHealthy"));
    budget["spec"]["unhealthyPodEvictionPolicy"] == "AlwaysAllow"
        || current >= desired && desired > 0
}

fn check(budget: &Value, name: &str) -> Result<(), Failure> {
    let status = &budget["status"];
    let count = |field: &str| status[field].as_i64().unwrap_or_default();
    let generation = budget["metadata"]["generation"].as_i64();
    if count("observedGeneration") < generation.unwrap_or_default() {
        let message =
            format!("The disruption budget {name} is still being processed by the server.");
        return Err(too_many(10, message));
    }
    let disrupted = status["disruptedPods"].as_object();
    if disrupted.is_some_and(|pods| pods.len() > DISRUPTED_MAX) {
        let why = "DisruptedPods map too big - too many evictions not confirmed by PDB controller";
        let message = format!(
            "The disruption budget {name} does not allow evicting pods currently: too many pending \
             evictions not confirmed by PDB controller"
        );
        let failure = Failure::forbidden("policy", "poddisruptionbudget", name, why);
        return Err(refusal(failure, message));
    }
    if count("disruptionsAllowed") > 0 {
        return Ok(());
    }
    Err(too_many(0, why_none(status, name)))
}

/// Why a budget has nothing left.
fn why_none(status: &Value, name: &str) -> String {
    let count = |field: &str| status[field].as_i64().unwrap_or_default();
    let conditions = status["conditions"].as_array();
    let mut conditions = conditions.into_iter().flatten();
    let condition = conditions.find(|it| it["type"] == "DisruptionAllowed");
    let text = |field: &str| {
        condition
            .and_then(|it| it[field].as_str())
            .unwrap_or_default()
    };
    let (reason, message) = (text("reason"), text("message"));
    let explained = text("status") == "False" && !message.is_empty();
    let (desired, current) = (count("desiredHealthy"), count("currentHealthy"));
    let head = format!("The disruption budget {name}");
    if explained && reason == "SyncFailed" {
        format!("{head} does not allow evicting pods currently because it failed sync: {message}")
    } else if current <= desired {
        format!("{head} needs {desired} healthy pods and has {current} currently")
    } else if explained {
        format!("{head} does not allow evicting pods currently ({reason}): {message}")
    } else {
        format!("{head} does not allow evicting pods currently")
    }
}

/// Takes one disruption from the budget, in the server's own name.
fn take(model: &mut Model, budget: &Arc<Record>, pod: &str, call: &Call) {
    let Some(resource) = model.stored_type(STORAGE).cloned() else {
        return;
    };
    let now = call.now.to_string();
    let mut before = budget.to_value();
    before["kind"] = resource.kind.as_str().into();
    before["apiVersion"] = resource.api_version().into();
    let mut new = before.clone();
    let status = &mut new["status"];
    let left = status["disruptionsAllowed"].as_i64().unwrap_or_default() - 1;
    status["disruptionsAllowed"] = left.into();
    status["disruptedPods"][pod] = now.as_str().into();
    if left == 0 {
        insufficient(status, &now);
    }
    Update::of(&resource, "status", "kube-apiserver", &now).track(Some(&before), &mut new);
    encode::normalize(&resource.schema, &mut new);
    keep_times(&before, &mut new);
    let record = Record::new(&new, budget.version(), model.store.next_revision());
    model.put(&resource, record);
}

/// Notes that nothing is left.
fn insufficient(status: &mut Value, now: &str) {
    let generation = status["observedGeneration"].clone();
    let conditions = &mut status["conditions"];
    if !conditions.is_array() {
        *conditions = json!([]);
    }
    let all = conditions.as_array_mut().into_iter().flatten();
    let mut same = all.filter(|it| it["type"] == "DisruptionAllowed");
    let old = same.next();
    let since = match &old {
        Some(old) if old["status"] == "False" => old["lastTransitionTime"].clone(),
        _ => now.into(),
    };
    let mut condition = json!({
        "type": "DisruptionAllowed", "status": "False", "reason": "InsufficientPods",
        "message": "", "lastTransitionTime": since,
    });
    if generation.as_i64().is_some_and(|generation| generation > 0) {
        condition["observedGeneration"] = generation;
    }
    match old {
        Some(old) => *old = condition,
        None => conditions.as_array_mut().expect("a list").push(condition),
    }
}
