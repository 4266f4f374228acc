//! Kubeconfigs that cannot be used.

use outrigger::ErrorKind;
use outrigger_hyper::{ConnectOptions, connect, connect_with, in_cluster};
use serde_json::{Value, json};

use crate::{Folder, check, config, in_an_environment_of, within};

fn https() -> Value {
    json!({ "server": "https://127.0.0.1:1", "insecure-skip-tls-verify": true })
}

#[tokio::test]
async fn the_file_itself() {
    let folder = Folder::new();
    let path = folder.path("config").display().to_string();
    let loading = format!("cannot load the kubeconfig: loading kubeconfig {path:?}: ");
    check(
        &folder.refused().await,
        &[&loading, "the file does not exist"],
    );
    std::fs::create_dir(folder.path("config")).unwrap();
    check(&folder.refused().await, &[&loading, "is a directory"]);
    std::fs::remove_dir(folder.path("config")).unwrap();
    for (text, parts) in [
        ("clusters: [", &["line "][..]),
        ("a: b\n\tc: d", &["line "]),
        ("a: 'b", &["line "]),
        ("\u{0}\u{1}\u{2}", &["line "]),
    ] {
        folder.write("config", text);
        let error = folder.refused().await;
        assert_eq!(error.kind(), ErrorKind::Config);
        check(&error, &[&[loading.as_str()], parts].concat());
    }
}

#[tokio::test]
async fn its_fields() {
    let user = |field: &str, value: Value| config(&https(), &json!({ field: value }));
    let cluster = |field: &str, value: &str| {
        config(
            &json!({ "server": "https://host", field: value }),
            &json!({}),
        )
    };
    let pair = json!({ "client-key-data": "aGk=", "client-certificate": "x" });
    let authority = "certificate-authority-data";
    for (text, part) in [
        ("[1, 2]".to_owned(), "must be a map"),
        ("clusters: 7".to_owned(), "clusters: must be a list"),
        ("kind: Pod".to_owned(), "kind: "),
        (
            user("token", json!(12345)),
            "user \"u\": token: must be text, not a number",
        ),
        (
            user("client-key-data", json!("?")),
            "user \"u\": client-key-data: ",
        ),
        (
            config(&https(), &pair),
            "client-key-data: no PEM private key in it",
        ),
        (cluster("server", "ftp://host"), "cluster \"c\": server: "),
        (
            cluster(authority, "aGk="),
            "cluster \"c\": certificate-authority-data: ",
        ),
    ] {
        let folder = Folder::new();
        folder.write("config", &text);
        let error = folder.refused().await;
        assert_eq!(error.kind(), ErrorKind::Config);
        check(&error, &["the kubeconfig: ", "config\": line ", part]);
    }
}

#[tokio::test]
async fn names_that_nothing_has() {
    let folder = Folder::new();
    folder.write("config", &config(&https(), &json!({})));
    let options = ConnectOptions::new()
        .kubeconfig(folder.path("config"))
        .context("prod");
    let error = within(connect_with(options)).await.unwrap_err();
    check(&error, &["cannot use the kubeconfig: ", "context \"prod\""]);
    // As with kubectl, the context's user may be missing; whoever listens is told.
    let text = config(&https(), &json!({})).replace("\"user\":\"u\"", "\"user\":\"v\"");
    folder.write("config", &text);
    let (sender, warnings) = std::sync::mpsc::channel();
    let options = ConnectOptions::new()
        .kubeconfig(folder.path("config"))
        .on_warning(move |text| drop(sender.send(text.to_owned())));
    within(connect_with(options)).await.unwrap();
    let expected = "user \"v\" was not found for context \"staging\"";
    assert_eq!(warnings.iter().collect::<Vec<_>>(), [expected]);
    folder.write("config", "current-context: gone");
    check(
        &folder.refused().await,
        &["cannot use the kubeconfig: ", "context: gone"],
    );
}

#[tokio::test]
async fn files_that_it_names() {
    let folder = Folder::new();
    folder.write("empty", "\n");
    folder.write("text", "hello");
    std::fs::create_dir(folder.path("folder")).unwrap();
    let authority = |path: &str| {
        let cluster = json!({ "server": "https://h", "certificate-authority": path });
        config(&cluster, &json!({}))
    };
    let pair = |key: &str| {
        let user = json!({ "client-certificate": "text", "client-key": key });
        config(&https(), &user)
    };
    let token = |path: &str| config(&https(), &json!({ "tokenFile": path }));
    let no_pem = "PEM data holds no certificate";
    let gone = "gone for";
    let missing = "the file does not exist";
    let of_authority = "cluster \"c\": certificate-authority: ";
    for (text, parts) in [
        (authority("gone"), &[of_authority, gone, missing][..]),
        (authority("folder"), &[of_authority, "is a directory"]),
        (
            authority("text"),
            &["https://h: the certificate authority's", no_pem],
        ),
        (pair("gone"), &["user \"u\": client-key: ", gone, missing]),
        (
            pair("text"),
            &["https://127.0.0.1:1: the client certificate's", no_pem],
        ),
        (token("gone"), &["user \"u\": tokenFile: ", gone, missing]),
        (token("empty"), &["token file", "empty is empty"]),
    ] {
        folder.write("config", &text);
        check(&folder.refused().await, parts);
    }
}

#[tokio::test]
async fn providers_of_credentials_that_there_are_not() {
    let folder = Folder::new();
    let jwt = "h.e30.s";
    for (name, settings, expected) in [
        ("gcp", json!({}), "gke-gcloud-auth-plugin"),
        ("azure", json!({}), "use the exec plugin kubelogin"),
        ("okta", json!({}), "\"okta\""),
        ("oidc", json!({}), "idp-issuer-url is missing"),
        (
            "oidc",
            json!({ "idp-issuer-url": "https://i", "client-id": "c" }),
            "there is no id-token; getting one with the refresh-token is not supported yet",
        ),
        (
            "oidc",
            json!({ "idp-issuer-url": "https://i", "client-id": "c", "id-token": jwt }),
            "does not say when it expires",
        ),
    ] {
        let provider = json!({ "auth-provider": { "name": name, "config": settings } });
        folder.write("config", &config(&https(), &provider));
        let error = folder.refused().await;
        assert_eq!(error.kind(), ErrorKind::Config);
        check(&error, &[expected]);
    }
}

#[test]
fn nothing_is_configured() {
    let home = Folder::new();
    let home = home.path("").display().to_string();
    in_an_environment_of(&[("HOME", &home)], "files::no_configuration");
}

#[tokio::test]
#[ignore = "needs an environment of its own"]
async fn no_configuration() {
    let error = within(connect()).await.unwrap_err();
    check(
        &error,
        &[
            "cannot use the kubeconfig: ",
            "no configuration has been provided",
        ],
    );
    let folder = Folder::new();
    for empty in ["", "# nothing yet\n", "apiVersion: v1\nkind: Config\n"] {
        folder.write("config", empty);
        check(
            &folder.refused().await,
            &["no configuration has been provided"],
        );
    }
    let error = within(in_cluster()).await.unwrap_err();
    check(&error, &["not in a cluster: ", "KUBERNETES_SERVICE_HOST"]);
}

#[test]
fn the_environment_names_files() {
    let folder = Folder::new();
    folder.write("broken", "clusters: [");
    folder.write("good", &config(&https(), &json!({})));
    let list = ["gone", "broken", "good"].map(|name| folder.path(name));
    let list = std::env::join_paths(list).unwrap();
    let list = list.to_str().unwrap();
    in_an_environment_of(
        &[("KUBECONFIG", list)],
        "files::one_file_of_several_is_broken",
    );
}

#[tokio::test]
#[ignore = "needs an environment of its own"]
async fn one_file_of_several_is_broken() {
    let error = within(connect()).await.unwrap_err();
    check(&error, &["loading kubeconfig ", "broken", "line "]);
}
