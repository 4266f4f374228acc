//! What a request for a log comes to.

use serde_json::Value;

use super::chatter::Chatter;
use super::kept::LogId;
use super::options::LogOptions;
use super::reading::LogPlan;
use super::target;
use crate::cluster::apiserver::call::Call;
use crate::cluster::apiserver::failure::Failure;
use crate::cluster::apiserver::model::Model;
use crate::cluster::apiserver::scope::Scope;

#[derive(Debug)]
pub(crate) enum LogAnswer {
    Stream(Box<LogPlan>),
    /// The pod is on no node, so that there is nobody to ask.
    Nothing,
}

pub(crate) fn answer(model: &Model, scope: &Scope, call: &Call) -> Result<LogAnswer, Failure> {
    let options = LogOptions::decode(call, &scope.name)?;
    let record = model.store.get("pods", &scope.key());
    let record = record.ok_or_else(|| scope.not_found())?;
    let pod = record.to_value();
    let container = target::container(&pod, &options.container)?;
    let id = |run: String| LogId {
        pod: record.uid().to_owned(),
        container: container.clone(),
        run,
    };
    let unstarted = id(String::new());
    if model.logs.written(&unstarted).is_some() && !options.previous {
        // A test has written to a container that no kubelet has started.
        if target::run(&pod, &container, false).is_err() {
            return Ok(stream(scope, unstarted, None, options));
        }
    }
    let node = pod["spec"]["nodeName"].as_str().unwrap_or_default();
    if node.is_empty() {
        return Ok(LogAnswer::Nothing);
    }
    if model.store.get("nodes", node).is_none() {
        // The real server takes the node for one of the resource that was asked for.
        return Err(Failure::not_found("", "pods", node));
    }
    let run = target::run(&pod, &container, options.previous).map_err(Failure::bad_request)?;
    let chatter = model.logs.chatter.then(|| Chatter::of(&run));
    let id = id(run.id);
    Ok(stream(scope, id, chatter, options))
}

fn stream(scope: &Scope, id: LogId, chatter: Option<Chatter>, options: LogOptions) -> LogAnswer {
    LogAnswer::Stream(Box::new(LogPlan {
        pod: scope.key(),
        seen: None,
        id,
        chatter,
        options,
    }))
}

/// Whether the run of a plan goes on; brings its end up to date otherwise.
pub(super) fn goes_on(plan: &mut LogPlan, pod: &Value) -> bool {
    let container = &plan.id.container;
    match target::run(pod, container, false) {
        Ok(run) if run.id == plan.id.run => {
            let ended = !run.finished.is_null();
            if ended && plan.chatter.is_some() {
                plan.chatter = Some(Chatter::of(&run));
            }
            !ended
        }
        Ok(_) => false,
        // Nothing has started: so it was, or it is a run that nobody knows any more.
        Err(_) => plan.id.run.is_empty(),
    }
}
