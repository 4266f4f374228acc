//! Credentials that are replaced, and the old ones made worthless, under a running informer.

mod authority;
mod cuts;
mod files;
mod followed;
mod plugin;
mod writer;

use std::time::Duration;

use k8s_openapi_0_29::api::core::v1::ConfigMap;
use outrigger::{Api, ListOptions};
use outrigger_suite::control_plane::ControlPlane;
use tempfile::TempDir;

use self::authority::{Authority, from_now};
use self::followed::{Followed, file_of};
use self::writer::{DISTANCE, Writer};

/// Beyond the interval at which files are looked at.
const LOOKED: Duration = Duration::from_secs(12);

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

/// How long certificates are good for, in seconds: what ends them is no clock.
const LIFE: u64 = 3600;

/// A control plane that believes the certificates of authorities of ours.
struct Scene {
    cluster: ControlPlane,
    /// The one that issues certificates now.
    clients: Authority,
    folder: TempDir,
}

impl Scene {
    fn start() -> Self {
        let clients = Authority::new("clients-0");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("clients.crt");
        std::fs::write(&file, clients.pem()).unwrap();
        let flag = format!("--client-ca-file={}", file.display());
        Self {
            cluster: ControlPlane::start_with(&[&flag]),
            clients,
            folder,
        }
    }

    fn believe(&self, authorities: &str) {
        std::fs::write(self.folder.path().join("clients.crt"), authorities).unwrap();
    }

    /// Certificates of another authority are believed as well from now on, and issued.
    fn change_authority(&mut self, round: u32) {
        let next = Authority::new(&format!("clients-{round}"));
        self.believe(&format!("{}{}", self.clients.pem(), next.pem()));
        self.clients = next;
    }

    /// Only certificates of the authority of now are believed.
    fn end_older_certificates(&self) {
        self.believe(self.clients.pem());
    }

    fn pair(&self, user: &str) -> (String, String) {
        self.clients.client(user, from_now(LIFE))
    }

    async fn by_certificate(&self, pair: &(String, String)) -> Followed {
        let user = "client-certificate: client.crt, client-key: client.key";
        let files = [("client.crt", pair.0.as_str()), ("client.key", &pair.1)];
        Followed::start("certificate", &self.cluster, user, &files).await
    }

    async fn by_token(&self, token: &str) -> Followed {
        let files = [("token", token)];
        Followed::start("token", &self.cluster, "tokenFile: token", &files).await
    }

    async fn by_plugin(&self, name: &'static str, printed: &str) -> Followed {
        let files = [("credential", printed)];
        Followed::start(name, &self.cluster, plugin::USER, &files).await
    }
}

/// An informer for each way to prove who asks.
struct All {
    by_certificate: Followed,
    by_token: Followed,
    in_pod: Followed,
    by_plugins_token: Followed,
    by_plugins_pair: Followed,
    /// By which credential the server knows the token.
    credential: String,
}

impl All {
    async fn start(scene: &Scene) -> Self {
        let bound = token(&scene.cluster, "bound-0");
        let (user, plugin) = (scene.pair("user-0"), scene.pair("plugin-0"));
        let printed = (plugin::token(&bound), plugin::pair(&plugin, 5));
        let mut all = Self {
            by_certificate: scene.by_certificate(&user).await,
            by_token: scene.by_token(&bound).await,
            in_pod: Followed::in_pod(&scene.cluster, &bound).await,
            by_plugins_token: scene.by_plugin("plugin's token", &printed.0).await,
            by_plugins_pair: scene.by_plugin("plugin's certificate", &printed.1).await,
            credential: String::new(),
        };
        all.are_known_as(0).await;
        all
    }

    fn each(&self) -> [&Followed; 5] {
        [
            &self.by_certificate,
            &self.by_token,
            &self.in_pod,
            &self.by_plugins_token,
            &self.by_plugins_pair,
        ]
    }

    /// Gives new credentials to all, and ends the old token.
    fn renew(&self, scene: &mut Scene, round: u32) {
        scene.change_authority(round);
        let pair = scene.pair(&format!("user-{round}"));
        self.by_certificate.write_pair(&pair);
        let bound = token(&scene.cluster, &format!("bound-{round}"));
        self.by_token.write("token", &bound);
        self.in_pod.write("token", &bound);
        let printed = plugin::token(&bound);
        self.by_plugins_token.write("credential", &printed);
        let pair = scene.pair(&format!("plugin-{round}"));
        let printed = plugin::pair(&pair, 20);
        self.by_plugins_pair.write("credential", &printed);
        let before = format!("bound-{}", round - 1);
        scene.cluster.kubectl(&["delete", "secret", &before], "");
    }

    /// The server knows them by what they were given in that round.
    async fn are_known_as(&mut self, round: u32) {
        let user = self.by_certificate.who().await.0;
        assert_eq!(user, format!("user-{round}"));
        let user = self.by_plugins_pair.who().await.0;
        assert_eq!(user, format!("plugin-{round}"));
        let (name, credential) = self.by_token.who().await;
        assert_eq!(name, "system:serviceaccount:default:robot");
        assert_ne!(credential, self.credential);
        for other in [&self.in_pod, &self.by_plugins_token] {
            assert_eq!(other.who().await.1, credential);
        }
        self.credential = credential;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_change_is_lost_while_credentials_are_replaced() {
    let mut scene = Scene::start();
    make_robot(&scene.cluster);
    let writing = scene.cluster.client("insecure").await;
    let writer = Writer::start(writing.namespaced("default"));
    let mut all = All::start(&scene).await;
    for round in 1..4 {
        all.renew(&mut scene, round);
        // The API server remembers for ten seconds that a token was good.
        tokio::time::sleep(LOOKED).await;
        scene.end_older_certificates();
        for followed in all.each() {
            followed.cuts.cut();
        }
        all.are_known_as(round).await;
    }
    renew_the_servers_certificate(&scene.cluster, &all.each()).await;
    let written = writer.end().await;
    assert!(written.len() > 3 * DISTANCE, "{}", written.len());
    for followed in all.each() {
        followed.saw(&written).await;
        assert!(followed.went_through("stale"), "nothing was cut");
        followed.informer.stop();
    }
    let ended = |steps: &&Vec<String>| steps.last().is_some_and(|it| it == "-");
    let over = written.values().filter(ended).count();
    assert!(over > 0);
    let maps: Api<ConfigMap> = writing.namespaced("default");
    let listed = maps.list(&ListOptions::new()).await.unwrap();
    let left = listed.iter().filter(|map| {
        let name = map.metadata.name.as_deref();
        name.is_some_and(|name| name.starts_with("rotated-"))
    });
    assert_eq!(left.count(), written.len() - over);
}

/// The API server gets a certificate of another authority, which clients are told of before.
async fn renew_the_servers_certificate(cluster: &ControlPlane, all: &[&Followed]) {
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
    let scene = Scene::start();
    let followed = scene.by_certificate(&scene.pair("user-0")).await;
    assert_eq!(followed.who().await.0, "user-0");
    // Whether it is found before it ends or after is all the same.
    followed.write_pair(&scene.clients.client("user-1", from_now(10)));
    let maps: Api<ConfigMap> = followed.client.namespaced("default");
    let mut left = 300;
    let error = loop {
        if let Err(error) = maps.list(&ListOptions::new()).await {
            break error;
        }
        left -= 1;
        assert!(left > 0, "the certificate that has ended is not used");
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    assert!(error.is_unauthorized(), "{}", error.chain());
    followed.write_pair(&scene.pair("user-2"));
    assert_eq!(followed.who().await.0, "user-2");
}
