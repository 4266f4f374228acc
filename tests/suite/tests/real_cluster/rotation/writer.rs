//! Who changes objects all the time, and remembers.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use k8s_openapi_0_29::api::core::v1::ConfigMap;
use outrigger::{Api, CreateOptions, DeleteOptions, Patch, PatchOptions};
use serde_json::json;
use tokio::task::JoinHandle;

/// Between two steps of the writer.
pub(super) const STEP: Duration = Duration::from_millis(100);
/// Steps between two changes of one object: more than any connection is gone, so that no two of
/// them reach a subscriber as one.
pub(super) const DISTANCE: usize = 120;
/// What happened to each object, in order: `+` and the version it was created with, `~` and the
/// version of a change, `-` for its end.
pub(super) type History = Arc<Mutex<BTreeMap<String, Vec<String>>>>;

/// Writes all the time, until it is told to end.
pub(super) struct Writer {
    history: History,
    ends: Arc<AtomicBool>,
    task: JoinHandle<()>,
}

impl Writer {
    pub(super) fn start(maps: Api<ConfigMap>) -> Self {
        let (history, ends) = (History::default(), Arc::new(AtomicBool::new(false)));
        let (written, over) = (history.clone(), ends.clone());
        let task = tokio::spawn(async move {
            for step in 0.. {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                write(&maps, step, &written).await;
                tokio::time::sleep(STEP).await;
            }
        });
        Self {
            history,
            ends,
            task,
        }
    }

    pub(super) async fn end(self) -> BTreeMap<String, Vec<String>> {
        self.ends.store(true, Ordering::SeqCst);
        self.task.await.unwrap();
        self.history.lock().unwrap().clone()
    }
}

/// Creates an object, changes one that is older, and deletes every other one that is older still.
async fn write(maps: &Api<ConfigMap>, step: usize, history: &History) {
    let name = |step: usize| format!("rotated-{step:05}");
    let note = |name: String, what: String| {
        let mut history = history.lock().unwrap();
        history.entry(name).or_default().push(what);
    };
    let mut map = ConfigMap::default();
    map.metadata.name = Some(name(step));
    let map = maps.create(&map, &CreateOptions::new()).await.unwrap();
    note(name(step), format!("+{}", version(&map)));
    if let Some(older) = step.checked_sub(DISTANCE) {
        let patch = Patch::Merge(json!({ "data": { "step": step.to_string() } }));
        let options = PatchOptions::new();
        let map = maps.patch(&name(older), &patch, &options).await.unwrap();
        note(name(older), format!("~{}", version(&map)));
    }
    if let Some(oldest) = step.checked_sub(2 * DISTANCE)
        && oldest % 2 == 0
    {
        let options = DeleteOptions::new();
        maps.delete(&name(oldest), &options).await.unwrap();
        note(name(oldest), "-".to_owned());
    }
}

fn version(map: &ConfigMap) -> &str {
    map.metadata.resource_version.as_deref().unwrap()
}
