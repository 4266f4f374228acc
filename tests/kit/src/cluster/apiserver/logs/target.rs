//! Which container's log is meant, and which of its runs.

use serde_json::Value;

use super::kept::LogId;
use crate::cluster::apiserver::failure::Failure;
use crate::cluster::apiserver::go_text::quote;

const LISTS: [(&str, &str); 3] = [
    ("initContainers", "initContainerStatuses"),
    ("containers", "containerStatuses"),
    ("ephemeralContainers", "ephemeralContainerStatuses"),
];

/// The container that a client means. A pod's only one need not be named.
pub(super) fn container(pod: &Value, asked: &str) -> Result<String, Failure> {
    let pod_name = pod["metadata"]["name"].as_str().unwrap_or_default();
    let containers = pod["spec"]["containers"].as_array();
    let only = containers.map_or(&[][..], Vec::as_slice);
    let problem = match (asked, only) {
        ("", [one]) => return Ok(one["name"].as_str().unwrap_or_default().to_owned()),
        ("", _) => {
            let names: Vec<&str> = names(pod).collect();
            format!(
                "a container name must be specified for pod {pod_name}, choose one of: [{}]",
                names.join(" ")
            )
        }
        (asked, _) if names(pod).any(|name| name == asked) => return Ok(asked.to_owned()),
        (asked, _) => format!("container {asked} is not valid for pod {pod_name}"),
    };
    Err(Failure::bad_request(problem))
}

/// The names of all containers, in the order in which messages have them.
fn names(pod: &Value) -> impl Iterator<Item = &str> {
    let lists = LISTS.iter();
    let all = lists.flat_map(|(list, _)| pod["spec"][*list].as_array().into_iter().flatten());
    all.filter_map(|container| container["name"].as_str())
}

fn status<'a>(pod: &'a Value, container: &str) -> Option<&'a Value> {
    // As a kubelet looks for it.
    let lists = [LISTS[1].1, LISTS[0].1, LISTS[2].1];
    let all = lists.into_iter();
    let mut all = all.flat_map(|list| pod["status"][list].as_array().into_iter().flatten());
    all.find(|status| status["name"] == container)
}

/// A run of a container: its id, when it began and, if it has, when it ended.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Run {
    pub(super) id: String,
    pub(super) started: Value,
    pub(super) finished: Value,
    pub(super) failed: bool,
}

impl Run {
    fn ended(state: &Value) -> Option<Self> {
        let terminated = state.get("terminated")?;
        let id = terminated["containerID"].as_str()?;
        (!id.is_empty()).then(|| Self {
            id: id.to_owned(),
            started: terminated["startedAt"].clone(),
            finished: terminated["finishedAt"].clone(),
            failed: terminated["exitCode"] != 0,
        })
    }

    fn running(status: &Value) -> Option<Self> {
        let running = status["state"].get("running")?;
        Some(Self {
            id: status["containerID"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            started: running["startedAt"].clone(),
            finished: Value::Null,
            failed: false,
        })
    }
}

/// The run whose log a kubelet would give.
///
/// # Errors
/// What the kubelet says otherwise.
pub(super) fn run(pod: &Value, container: &str, previous: bool) -> Result<Run, String> {
    let pod_name = pod["metadata"]["name"].as_str().unwrap_or_default();
    let what = format!("container {} in pod {}", quote(container), quote(pod_name));
    let Some(status) = status(pod, container) else {
        return Err(format!("{what} is not available"));
    };
    let last = Run::ended(&status["lastState"]);
    if previous {
        return last.ok_or_else(|| format!("previous terminated {what} not found"));
    }
    let state = &status["state"];
    if let Some(run) = Run::running(status).or_else(|| Run::ended(state)) {
        return Ok(run);
    }
    let waiting = state.get("waiting");
    let ended_before = status["lastState"].get("terminated").is_some();
    last.ok_or_else(|| match waiting {
        _ if ended_before || state.get("terminated").is_some() => format!("{what} is terminated"),
        None => format!("{what} is waiting to start - no logs yet"),
        Some(waiting) => {
            let why = match waiting["reason"].as_str().unwrap_or_default() {
                "ErrImagePull" => "image can't be pulled",
                "ImagePullBackOff" => "trying and failing to pull image",
                reason => reason,
            };
            format!("{what} is waiting to start: {why}")
        }
    })
}

/// Where a line goes that is written now, and the id of the run before. A container that no
/// kubelet has seen yet writes to a run without an id.
pub(crate) fn current(pod: &Value, container: &str) -> Option<(LogId, String)> {
    if !names(pod).any(|name| name == container) {
        return None;
    }
    let id = |run: Result<Run, String>| run.map(|run| run.id).unwrap_or_default();
    let log = LogId {
        pod: pod["metadata"]["uid"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
        container: container.to_owned(),
        run: id(run(pod, container, false)),
    };
    Some((log, id(run(pod, container, true))))
}
