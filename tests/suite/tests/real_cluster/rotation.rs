//! Credentials that are replaced, and the old ones made worthless, under a running informer.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use k8s_openapi_0_29::api::core::v1::ConfigMap;
use outrigger::rt::Timestamp;
use outrigger::{
    Api, Change, Client, CreateOptions, DeleteOptions, Informer, ListOptions, Patch, PatchOptions,
    Unstructured,
};
use outrigger_hyper::{ConnectOptions, connect_with};
use outrigger_suite::control_plane::ControlPlane;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::JoinHandle;

use crate::authority::{Authority, from_now};
use crate::cuts::Cuts;

/// Between two steps of the writer.
const STEP: Duration = Duration::from_millis(100);
/// Steps between two changes of one object: more than any connection is gone, so that no two of
/// them reach a subscriber as one.
const DISTANCE: usize = 120;
/// Beyond the interval at which files are looked at.
const LOOKED: Duration = Duration::from_secs(12);

/// What happened to each object, in order: `+` and the version it was created with, `~` and the
/// version of a change, `-` for its end.
type History = Arc<Mutex<BTreeMap<String, Vec<String>>>>;

/// Writes all the time, until it is told to end.
struct Writer {
    history: History,
    ends: Arc<AtomicBool>,
    task: JoinHandle<()>,
}

impl Writer {
    fn start(maps: Api<ConfigMap>) -> Self {
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

    async fn end(self) -> BTreeMap<String, Vec<String>> {
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

/// An informer with credentials in files, over connections that can be cut.
struct Followed {
    name: &'static str,
    folder: TempDir,
    cuts: Cuts,
    client: Client,
    history: History,
    informer: Informer<ConfigMap>,
    statuses: Arc<Mutex<Vec<String>>>,
}

impl Followed {
    /// `files` are what the user's fields name, in the folder for which `{folder}` stands there.
    async fn start(
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
    fn write(&self, name: &str, text: &str) {
        let new = self.folder.path().join("new");
        std::fs::write(&new, text).unwrap();
        std::fs::rename(new, self.folder.path().join(name)).unwrap();
    }

    fn write_pair(&self, pair: &(String, String)) {
        self.write("client.crt", &pair.0);
        self.write("client.key", &pair.1);
    }

    /// Whom the API server takes us for, and by which credential.
    async fn who(&self) -> (String, String) {
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

    /// Waits until the informer has what was written, and compares how it came to that.
    async fn saw(&self, written: &BTreeMap<String, Vec<String>>) {
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

/// The user of a plugin that prints a file.
const PLUGIN: &str = "exec: {apiVersion: client.authentication.k8s.io/v1, command: cat, \
                      interactiveMode: Never, args: ['{folder}/credential']}";

fn credential(status: &Value) -> String {
    let version = "client.authentication.k8s.io/v1";
    json!({ "apiVersion": version, "kind": "ExecCredential", "status": status }).to_string()
}

/// A plugin is asked for another token when this one is refused.
fn token_of_plugin(token: &str) -> String {
    credential(&json!({ "token": token }))
}

/// A plugin is asked for another certificate when this one's time is over.
fn pair_of_plugin(pair: &(String, String), seconds: u64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let expires = Timestamp::from_unix(now + Duration::from_secs(seconds)).to_string();
    credential(&json!({
        "clientCertificateData": pair.0, "clientKeyData": pair.1, "expirationTimestamp": expires,
    }))
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
fn file_of(cluster: &ControlPlane, name: &str) -> PathBuf {
    cluster.kubeconfig().with_file_name(name)
}

/// Where the API server listens.
fn address(cluster: &ControlPlane) -> String {
    let (url, _) = outrigger_suite::server::address_of_kubeconfig(cluster.kubeconfig());
    let url: http::Uri = url.parse().unwrap();
    url.authority().unwrap().to_string()
}

/// A token of the service account `robot` that ends with the secret it is bound to.
fn token(cluster: &ControlPlane, secret: &str) -> String {
    cluster.kubectl(&["create", "secret", "generic", secret], "");
    let bound = ["--bound-object-kind=Secret", "--bound-object-name", secret];
    cluster.kubectl(&[&["create", "token", "robot"], &bound[..]].concat(), "")
}

fn make_robot(cluster: &ControlPlane) {
    cluster.kubectl(&["create", "serviceaccount", "robot"], "");
    let binding = [
        "create",
        "clusterrolebinding",
        "robot",
        "--clusterrole=cluster-admin",
        "--serviceaccount=default:robot",
    ];
    cluster.kubectl(&binding, "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_change_is_lost_while_credentials_are_replaced() {
    let clients = Authority::new("clients");
    let folder = tempfile::tempdir().unwrap();
    let clients_file = folder.path().join("clients.crt");
    std::fs::write(&clients_file, clients.pem()).unwrap();
    let flag = format!("--client-ca-file={}", clients_file.display());
    let cluster = ControlPlane::start_with(&[&flag]);
    make_robot(&cluster);
    let writing = cluster.client("insecure").await;
    let writer = Writer::start(writing.namespaced("default"));

    let first = clients.client("user-0", from_now(60));
    let user = "client-certificate: client.crt, client-key: client.key";
    let files = [("client.crt", first.0.as_str()), ("client.key", &first.1)];
    let by_certificate = Followed::start("certificate", &cluster, user, &files).await;
    let first = token(&cluster, "bound-0");
    let files = [("token", first.as_str())];
    let by_token = Followed::start("token", &cluster, "tokenFile: token", &files).await;
    let files = [("credential", &*token_of_plugin(&first))];
    let by_plugins_token = Followed::start("plugin's token", &cluster, PLUGIN, &files).await;
    let first = clients.client("plugin-0", from_now(60));
    let files = [("credential", &*pair_of_plugin(&first, 5))];
    let by_plugins_pair = Followed::start("plugin's certificate", &cluster, PLUGIN, &files).await;
    assert_eq!(by_certificate.who().await.0, "user-0");
    assert_eq!(by_plugins_pair.who().await.0, "plugin-0");
    let robot = "system:serviceaccount:default:robot";
    let (name, mut credential) = by_token.who().await;
    assert_eq!(name, robot);
    assert_eq!(by_plugins_token.who().await.1, credential);

    for round in 1..4 {
        // Each but the last is soon over.
        let user = format!("user-{round}");
        let life = if round < 3 { 30 } else { 300 };
        by_certificate.write_pair(&clients.client(&user, from_now(life)));
        let bound = token(&cluster, &format!("bound-{round}"));
        by_token.write("token", &bound);
        by_plugins_token.write("credential", &token_of_plugin(&bound));
        let pair = clients.client(&format!("plugin-{round}"), from_now(300));
        by_plugins_pair.write("credential", &pair_of_plugin(&pair, 20));
        let before = format!("bound-{}", round - 1);
        cluster.kubectl(&["delete", "secret", &before], "");
        // The API server remembers for ten seconds that a token was good.
        tokio::time::sleep(LOOKED).await;
        for followed in [
            &by_certificate,
            &by_token,
            &by_plugins_token,
            &by_plugins_pair,
        ] {
            followed.cuts.cut();
        }
        assert_eq!(by_certificate.who().await.0, user);
        assert_eq!(by_plugins_pair.who().await.0, format!("plugin-{round}"));
        let (name, renewed) = by_token.who().await;
        assert_eq!(name, robot);
        assert_ne!(renewed, credential);
        assert_eq!(by_plugins_token.who().await.1, renewed);
        credential = renewed;
    }

    let all = [by_certificate, by_token, by_plugins_token, by_plugins_pair];
    renew_the_servers_certificate(&cluster, &all).await;
    let written = writer.end().await;
    assert!(written.len() > 3 * DISTANCE, "{}", written.len());
    for followed in &all {
        followed.saw(&written).await;
        let statuses = followed.statuses.lock().unwrap();
        assert!(
            statuses.iter().any(|it| it.contains("stale")),
            "nothing was cut"
        );
        drop(statuses);
        followed.informer.stop();
    }
    let listed = writing.namespaced::<ConfigMap>("default");
    let listed = listed.list(&ListOptions::new()).await.unwrap();
    let ended = |steps: &&Vec<String>| steps.last().is_some_and(|it| it == "-");
    let over = written.values().filter(ended).count();
    assert!(over > 0);
    let left = listed.iter().filter(|map| {
        let name = map.metadata.name.as_deref();
        name.is_some_and(|name| name.starts_with("rotated-"))
    });
    assert_eq!(left.count(), written.len() - over);
}

/// The API server gets a certificate of another authority, which clients are told of before.
async fn renew_the_servers_certificate(cluster: &ControlPlane, all: &[Followed]) {
    let authority = Authority::new("another control-plane");
    let old = std::fs::read_to_string(file_of(cluster, "ca.crt")).unwrap();
    for followed in all {
        followed.write("ca.crt", &format!("{old}{}", authority.pem()));
    }
    let (certificate, key) = authority.server();
    // The API server itself waits until they fit.
    std::fs::write(file_of(cluster, "server.crt"), certificate).unwrap();
    std::fs::write(file_of(cluster, "server.key"), key).unwrap();
    tokio::time::sleep(LOOKED).await;
    for followed in all {
        followed.cuts.cut();
        followed.who().await;
        followed.write("ca.crt", authority.pem());
    }
    tokio::time::sleep(LOOKED).await;
    for followed in all {
        followed.cuts.cut();
        // Only a server of the new authority is believed now.
        followed.who().await;
    }
}

/// A certificate that has ended is answered 401, and that is a reason to look for another.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_that_has_ended_is_replaced_at_once() {
    let clients = Authority::new("clients");
    let folder = tempfile::tempdir().unwrap();
    let clients_file = folder.path().join("clients.crt");
    std::fs::write(&clients_file, clients.pem()).unwrap();
    let flag = format!("--client-ca-file={}", clients_file.display());
    let cluster = ControlPlane::start_with(&[&flag]);
    let first = clients.client("user-0", from_now(4));
    let user = "client-certificate: client.crt, client-key: client.key";
    let files = [("client.crt", first.0.as_str()), ("client.key", &first.1)];
    let followed = Followed::start("certificate", &cluster, user, &files).await;
    assert_eq!(followed.who().await.0, "user-0");
    tokio::time::sleep(Duration::from_secs(5)).await;
    let maps: Api<ConfigMap> = followed.client.namespaced("default");
    let error = maps.list(&ListOptions::new()).await.unwrap_err();
    assert!(error.is_unauthorized(), "{}", error.chain());
    followed.write_pair(&clients.client("user-1", from_now(60)));
    assert_eq!(followed.who().await.0, "user-1");
}
