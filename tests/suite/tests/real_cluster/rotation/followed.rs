//! An informer whose credentials are in files.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use k8s_openapi_0_29::api::core::v1::ConfigMap;
use outrigger::kubeconfig::{Config, InCluster, Overrides};
use outrigger::{Change, Client, CreateOptions, Informer, Unstructured};
use outrigger_hyper::{ConnectOptions, connect_to, connect_with};
use outrigger_suite::control_plane::ControlPlane;

use super::cuts::Cuts;
use super::files::Files;
use super::writer::History;

/// An informer with credentials in files, over connections that can be cut.
pub(super) struct Followed {
    name: &'static str,
    files: Files,
    pub(super) cuts: Cuts,
    pub(super) client: Client,
    history: History,
    pub(super) informer: Informer<ConfigMap>,
    statuses: Arc<Mutex<Vec<String>>>,
}

impl Followed {
    /// By a kubeconfig's user, in which `{folder}` is the folder of the files.
    pub(super) async fn start(
        name: &'static str,
        cluster: &ControlPlane,
        user: &str,
        files: &[(&str, &str)],
    ) -> Self {
        let files = Files::new(files);
        files.write("ca.crt", &authority(cluster));
        let user = user.replace("{folder}", &files.path("").display().to_string());
        let cuts = Cuts::before(&address(cluster)).await;
        let config = format!(
            "{{current-context: c, contexts: [{{name: c, context: {{cluster: c, user: c}}}}], \
              clusters: [{{name: c, cluster: {{server: 'https://{}', \
                certificate-authority: ca.crt}}}}], \
              users: [{{name: c, user: {{{user}}}}}]}}",
            cuts.address
        );
        files.write("config", &config);
        let options = ConnectOptions::new().kubeconfig(files.path("config"));
        let client = connect_with(options).await.unwrap();
        Self::of(name, client, files, cuts).await
    }

    /// By the service account of a pod, whose folder is a volume.
    pub(super) async fn in_pod(cluster: &ControlPlane, token: &str) -> Self {
        let authority = authority(cluster);
        let files = [
            ("ca.crt", &*authority),
            ("namespace", "default"),
            ("token", token),
        ];
        let files = Files::mounted(&files);
        let cuts = Cuts::before(&address(cluster)).await;
        let file = |name| files.path(name).display().to_string();
        let mut pod = InCluster::default();
        pod.host = cuts.address.ip().to_string();
        pod.port = cuts.address.port().to_string();
        pod.token_file = file("token");
        pod.certificate_authority = Some(file("ca.crt"));
        let config = Config::in_cluster(&pod, &Overrides::new()).unwrap();
        let client = connect_to(config).await.unwrap();
        Self::of("pod", client, files, cuts).await
    }

    async fn of(name: &'static str, client: Client, files: Files, cuts: Cuts) -> Self {
        let (informer, driver) = Informer::builder(&client.namespaced("default")).build();
        tokio::spawn(driver);
        let (history, statuses) = (History::default(), Arc::<Mutex<Vec<_>>>::default());
        tokio::spawn(note_changes(informer.clone(), history.clone()));
        tokio::spawn(note_statuses(informer.clone(), statuses.clone()));
        informer.synced().await.unwrap();
        Self {
            name,
            files,
            cuts,
            client,
            history,
            informer,
            statuses,
        }
    }

    /// Replaces a file at once.
    pub(super) fn write(&self, name: &str, text: &str) {
        self.files.write(name, text);
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

/// What those who trust the API server are told.
fn authority(cluster: &ControlPlane) -> String {
    std::fs::read_to_string(file_of(cluster, "ca.crt")).unwrap()
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
