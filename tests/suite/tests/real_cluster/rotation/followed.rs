//! An informer whose credentials are in files.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use k8s_openapi_0_29::api::core::v1::ConfigMap;
use outrigger::{Change, Client, CreateOptions, Informer, Unstructured};
use outrigger_hyper::{ConnectOptions, connect_with};
use outrigger_suite::control_plane::ControlPlane;
use tempfile::TempDir;

use super::cuts::Cuts;
use super::writer::History;

/// An informer with credentials in files, over connections that can be cut.
pub(super) struct Followed {
    name: &'static str,
    folder: TempDir,
    pub(super) cuts: Cuts,
    pub(super) client: Client,
    history: History,
    pub(super) informer: Informer<ConfigMap>,
    statuses: Arc<Mutex<Vec<String>>>,
}

impl Followed {
    /// `files` are what the user's fields name, in the folder for which `{folder}` stands there.
    pub(super) async fn start(
        name: &'static str,
        cluster: &ControlPlane,
        user: &str,
        files: &[(&str, &str)],
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let user = user.replace("{folder}", &folder.path().display().to_string());
        let cuts = Cuts::before(&address(cluster)).await;
        let config = format!(
            "{{current-context: c, contexts: [{{name: c, context: {{cluster: c, user: c}}}}], \
              clusters: [{{name: c, cluster: {{server: 'https://{}', \
                certificate-authority: ca.crt}}}}], \
              users: [{{name: c, user: {{{user}}}}}]}}",
            cuts.address
        );
        for (name, text) in files.iter().chain(&[("config", config.as_str())]) {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let authority = std::fs::read(file_of(cluster, "ca.crt")).unwrap();
        std::fs::write(folder.path().join("ca.crt"), authority).unwrap();
        let options = ConnectOptions::new().kubeconfig(folder.path().join("config"));
        let client = connect_with(options).await.unwrap();
        let (informer, driver) = Informer::builder(&client.namespaced("default")).build();
        tokio::spawn(driver);
        let (history, statuses) = (History::default(), Arc::<Mutex<Vec<_>>>::default());
        tokio::spawn(note_changes(informer.clone(), history.clone()));
        tokio::spawn(note_statuses(informer.clone(), statuses.clone()));
        informer.synced().await.unwrap();
        Self {
            name,
            folder,
            cuts,
            client,
            history,
            informer,
            statuses,
        }
    }

    /// Replaces a file at once.
    pub(super) fn write(&self, name: &str, text: &str) {
        let new = self.folder.path().join("new");
        std::fs::write(&new, text).unwrap();
        std::fs::rename(new, self.folder.path().join(name)).unwrap();
    }

    pub(super) fn write_pair(&self, pair: &(String, String)) {
        self.write("client.crt", &pair.0);
        self.write("client.key", &pair.1);
    }

    /// Whom the API server takes us for, and by which credential.
    pub(super) async fn who(&self) -> (String, String) {
        let reviews = self.client.resource("selfsubjectreviews").await.unwrap();
        let review = Unstructured::new(reviews.resource(), "");
        let answer = reviews.create(&review, &CreateOptions::new()).await;
        let answer = answer.unwrap_or_else(|error| panic!("{}: {}", self.name, error.chain()));
        let text = |path: &str| {
            let found = serde_json::to_value(&answer).unwrap();
            let found = found.pointer(path).cloned().unwrap_or_default();
            found.as_str().unwrap_or_default().to_owned()
        };
        let credential = "/status/userInfo/extra/authentication.kubernetes.io~1credential-id/0";
        (text("/status/userInfo/username"), text(credential))
    }

    pub(super) fn went_through(&self, text: &str) -> bool {
        let statuses = self.statuses.lock().unwrap();
        statuses.iter().any(|status| status.contains(text))
    }

    /// Waits until the informer has what was written, and compares how it came to that.
    pub(super) async fn saw(&self, written: &BTreeMap<String, Vec<String>>) {
        for _ in 0..300 {
            if *self.history.lock().unwrap() == *written {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let seen = self.history.lock().unwrap().clone();
        let differ = written
            .iter()
            .filter(|(name, steps)| seen.get(*name) != Some(steps))
            .map(|(name, steps)| format!("{name}: {steps:?}, seen {:?}", seen.get(name)));
        let differ: Vec<_> = differ.take(10).collect();
        let statuses = self.statuses.lock().unwrap().join("\n  ");
        panic!("{}: {differ:#?}\nit went through\n  {statuses}", self.name);
    }
}

async fn note_changes(informer: Informer<ConfigMap>, history: History) {
    let mut changes = informer.subscribe();
    while let Some(change) = changes.next().await {
        let object = change.object();
        let name = object.name().to_owned();
        let what = match &change {
            Change::Added(object) => format!("+{}", object.resource_version()),
            Change::Modified { new, .. } => format!("~{}", new.resource_version()),
            Change::Deleted { .. } => "-".to_owned(),
        };
        if name.starts_with("rotated-") {
            history.lock().unwrap().entry(name).or_default().push(what);
        }
    }
}

async fn note_statuses(informer: Informer<ConfigMap>, statuses: Arc<Mutex<Vec<String>>>) {
    let begun = std::time::Instant::now();
    let mut states = informer.statuses();
    while let Some(status) = states.next().await {
        let line = format!("{:.1} s: {status}", begun.elapsed().as_secs_f32());
        statuses.lock().unwrap().push(line);
    }
}

/// A file that the control plane runs on.
pub(super) fn file_of(cluster: &ControlPlane, name: &str) -> PathBuf {
    cluster.kubeconfig().with_file_name(name)
}

/// Where the API server listens.
fn address(cluster: &ControlPlane) -> String {
    let (url, _) = outrigger_suite::server::address_of_kubeconfig(cluster.kubeconfig());
    let url: http::Uri = url.parse().unwrap();
    url.authority().unwrap().to_string()
}
