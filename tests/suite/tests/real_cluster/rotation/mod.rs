//! Credentials that are replaced, and the old ones made worthless, under a running informer.

mod authority;
mod cuts;
mod followed;
mod plugin;
mod writer;

use std::time::Duration;

use k8s_openapi_0_29::api::core::v1::ConfigMap;
use outrigger::{Api, ListOptions};
use outrigger_suite::control_plane::ControlPlane;

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
    let files = [("credential", &*plugin::token(&first))];
    let by_plugins_token = Followed::start("plugin's token", &cluster, plugin::USER, &files).await;
    let first = clients.client("plugin-0", from_now(60));
    let files = [("credential", &*plugin::pair(&first, 5))];
    let by_plugins_pair =
        Followed::start("plugin's certificate", &cluster, plugin::USER, &files).await;
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
        by_plugins_token.write("credential", &plugin::token(&bound));
        let pair = clients.client(&format!("plugin-{round}"), from_now(300));
        by_plugins_pair.write("credential", &plugin::pair(&pair, 20));
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
