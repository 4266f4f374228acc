//! What a plugin gives, on live servers.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use outrigger::request::Request;
use outrigger::rt::Timestamp;
use outrigger::{Api, Client, CreateOptions, Error, Informer, Unstructured};
use outrigger_hyper::{ConnectOptions, ExecOptions, connect_with};
use serde_json::{Value, json};

use crate::gate::Gate;
use crate::stage::{Stage, until, within};
use crate::tls::Issued;

const ALPN: [&[&str]; 2] = [&["h2"], &["http/1.1"]];

async fn client(stage: &Stage, gate: &Gate) -> Client {
    stage.write("config", stage.kubeconfig(&gate.reach()));
    connect(stage).await.unwrap()
}

async fn connect(stage: &Stage) -> Result<Client, Error> {
    let folder = stage.path("");
    let show = move |line: &str| std::fs::write(folder.join("shown"), line).unwrap();
    let options = ConnectOptions::new()
        .kubeconfig(stage.path("config"))
        .exec(ExecOptions::new().on_stderr(show));
    connect_with(options).await
}

async fn ask(client: &Client) -> Result<(), Error> {
    let request = Request::raw_get("/version").unwrap();
    within(client.send(request)).await.map(drop)
}

fn pair(issued: &Issued) -> Value {
    json!({
        "clientCertificateData": issued.certificate.pem(),
        "clientKeyData": issued.key.serialize_pem(),
    })
}

pub(crate) async fn a_token_that_is_refused_is_renewed_and_the_request_replayed() {
    for alpn in ALPN {
        let (stage, gate) = (Stage::new(), Gate::open(alpn).await);
        stage.answer(0, &json!({"token": "token-{n}"}));
        stage.write("stderr.1", "log in at https://login\n");
        let client = client(&stage, &gate).await;
        gate.accept("Bearer token-1");
        ask(&client).await.unwrap();
        assert_eq!(stage.read("shown"), "log in at https://login");
        gate.accept("Bearer token-2");
        ask(&client).await.unwrap();
        ask(&client).await.unwrap();
        let shown = [1, 1, 2, 2].map(|number| format!("Bearer token-{number}").into_bytes());
        assert_eq!(gate.seen(), shown);
        assert_eq!(stage.runs(), 2);
    }
}

pub(crate) async fn a_second_refusal_is_the_answer() {
    let (stage, gate) = (Stage::new(), Gate::open(&["h2"]).await);
    stage.answer(0, &json!({"token": "token-{n}"}));
    let client = client(&stage, &gate).await;
    gate.accept("Bearer another");
    assert!(ask(&client).await.unwrap_err().is_unauthorized());
    assert_eq!((gate.seen().len(), stage.runs()), (2, 2));
    // It is not for their age that fresh credentials are refused, so none are had at once.
    for _ in 0..3 {
        assert!(ask(&client).await.unwrap_err().is_unauthorized());
        assert_eq!((gate.seen().len(), stage.runs()), (1, 2));
    }
}

pub(crate) async fn a_certificate_that_is_refused_is_renewed() {
    for alpn in ALPN {
        let (stage, gate) = (Stage::new(), Gate::open(alpn).await);
        let (one, two) = (gate.ca.issue(&["one"]), gate.ca.issue(&["two"]));
        stage.answer(1, &pair(&one));
        stage.answer(2, &pair(&two));
        stage.answer(3, &pair(&two));
        stage.answer(4, &json!({"token": "t"}));
        let rotated = client(&stage, &gate).await;
        let (first, second) = (
            one.certificate.der().to_vec(),
            two.certificate.der().to_vec(),
        );
        gate.accept(first.clone());
        ask(&rotated).await.unwrap();
        gate.accept(second.clone());
        ask(&rotated).await.unwrap();
        assert_eq!(gate.seen(), [first.clone(), first, second.clone()]);
        // A plugin may change its mind about what to show.
        let changed = client(&stage, &gate).await;
        gate.accept("Bearer t");
        ask(&changed).await.unwrap();
        assert_eq!(gate.seen(), [second, b"Bearer t".to_vec()]);
        assert_eq!(stage.runs(), 4);
    }
}

/// The plugin gives certificates that are good for a second each.
fn certificates_of_a_second(stage: &Stage, gate: &Gate) -> BTreeSet<Vec<u8>> {
    let issued: Vec<_> = (0..20).map(|_| gate.ca.issue(&["client"])).collect();
    let begun = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    for (index, issued) in issued.iter().enumerate() {
        let mut status = pair(issued);
        let expires = begun + Duration::from_secs(index as u64 + 2);
        status["expirationTimestamp"] = json!(Timestamp::from_unix(expires).to_string());
        stage.answer(index + 1, &status);
    }
    // On a machine so slow that all of these are over.
    stage.answer(0, &pair(&issued[19]));
    let der = issued
        .iter()
        .map(|issued| issued.certificate.der().to_vec());
    der.collect()
}

/// Makes an object, past the client.
async fn make(maps: &Api<Unstructured>, name: &str) {
    let map: Unstructured = serde_json::from_value(json!({
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name},
    }))
    .unwrap();
    let made = within(maps.create(&map, &CreateOptions::new())).await;
    made.unwrap();
}

/// Objects come and somebody asks all the time.
pub(crate) async fn certificates_are_rotated_under_an_informer() {
    for alpn in ALPN {
        let (stage, gate) = (Stage::new(), Gate::open(alpn).await);
        let known = certificates_of_a_second(&stage, &gate);
        let client = client(&stage, &gate).await;
        let maps = within(client.resource("configmaps")).await.unwrap();
        let (informer, driver) = Informer::builder(&maps).build();
        let driver = tokio::spawn(driver);
        within(informer.synced()).await.unwrap();
        let direct = gate.cluster.client();
        let direct = within(direct.resource("configmaps")).await.unwrap();
        let direct = direct.within("default");
        let (mut made, mut shown) = (BTreeSet::new(), BTreeSet::new());
        while shown.len() < 4 {
            let name = format!("map-{}", made.len());
            make(&direct, &name).await;
            made.insert(name);
            ask(&client).await.unwrap();
            shown.extend(gate.seen().pop());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert!(shown.is_subset(&known));
        until(|| {
            let snapshot = informer.store().snapshot();
            let names: BTreeSet<_> = snapshot.iter().map(|map| map.name().to_owned()).collect();
            made.is_subset(&names)
        })
        .await;
        // The watch stayed open all the while.
        assert_eq!(gate.watches(), 1);
        driver.abort();
    }
}

pub(crate) async fn what_else_says_who_asks_comes_first() {
    let gate = Gate::open(&["h2"]).await;
    let issued = gate.ca.issue(&["client"]);
    let encode = |text: String| json!(STANDARD.encode(text));
    for (user, shown) in [
        (json!({"token": "static"}), b"Bearer static".to_vec()),
        (
            json!({"username": "me", "password": "p"}),
            b"Basic bWU6cA==".to_vec(),
        ),
        (
            json!({
                "client-certificate-data": encode(issued.certificate.pem()),
                "client-key-data": encode(issued.key.serialize_pem()),
            }),
            issued.certificate.der().to_vec(),
        ),
    ] {
        let stage = Stage::new();
        let mut kubeconfig: Value = serde_json::from_str(&stage.kubeconfig(&gate.reach())).unwrap();
        let exec = &mut kubeconfig["users"][0]["user"];
        exec.as_object_mut()
            .unwrap()
            .extend(user.as_object().unwrap().clone());
        stage.write("config", kubeconfig.to_string());
        ask(&connect(&stage).await.unwrap()).await.unwrap();
        assert_eq!(gate.seen(), [shown]);
        assert_eq!(stage.runs(), 0);
    }
}

pub(crate) async fn providers_that_are_no_more_say_what_is() {
    let gate = Gate::open(&["h2"]).await;
    let stage = Stage::new();
    let connect = async |provider: Value| {
        let mut kubeconfig: Value = serde_json::from_str(&stage.kubeconfig(&gate.reach())).unwrap();
        kubeconfig["users"][0]["user"] = json!({"auth-provider": provider});
        stage.write("config", kubeconfig.to_string());
        connect(&stage).await
    };
    for (name, expected) in [
        ("gcp", "gke-gcloud-auth-plugin"),
        ("azure", "kubelogin"),
        ("oidc", "idp-issuer-url is missing"),
        ("okta", "by the name \"okta\""),
    ] {
        let error = connect(json!({"name": name, "config": {}}))
            .await
            .unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
    let oidc = |expires: u64| {
        let payload = URL_SAFE_NO_PAD.encode(format!("{{\"exp\":{expires}}}"));
        json!({"name": "oidc", "config": {
            "idp-issuer-url": "https://issuer", "client-id": "me",
            "id-token": format!("h.{payload}.s"),
        }})
    };
    let client = connect(oidc(1 << 40)).await.unwrap();
    ask(&client).await.unwrap();
    assert!(gate.seen()[0].starts_with(b"Bearer h."));
    let client = connect(oidc(1_000_000)).await.unwrap();
    let error = ask(&client).await.unwrap_err().to_string();
    assert!(
        error.contains("the id-token expired at 1970-01-12T13:46:40Z"),
        "{error}"
    );
    assert_eq!(gate.seen().len(), 0);
}
