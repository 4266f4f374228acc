//! The files themselves.

use outrigger::kubeconfig::yaml;
use outrigger_hyper::{ConnectOptions, connect, connect_with};
use serde_json::json;

use super::listening;
use crate::{Folder, check, config, in_an_environment_of, within};

/// A kubeconfig whose current context is in namespace `shop`.
const SHOP: &str = "
current-context: staging
contexts: [{name: staging, context: {cluster: c, namespace: shop}}]
clusters: [{name: c, cluster: {server: 'http://h'}}]
";

/// Runs a test with these files in `KUBECONFIG`.
#[track_caller]
fn with_kubeconfig(folder: &Folder, names: &[&str], test: &str) {
    let paths = names.iter().map(|name| folder.path(name));
    let list = std::env::join_paths(paths).unwrap();
    let home = folder.path("home").display().to_string();
    let variables = [("KUBECONFIG", list.to_str().unwrap()), ("HOME", &home)];
    in_an_environment_of(&variables, test);
}

/// kube: an error, wherever in the list it stands. client-go skips it, and warns if all are missing.
#[test]
fn a_path_in_kubeconfig_does_not_exist() {
    let folder = Folder::new();
    folder.write("config", SHOP);
    for names in [["gone", "config"], ["config", "gone"]] {
        with_kubeconfig(&folder, &names, "rows::files::connects_to_shop");
    }
    with_kubeconfig(&folder, &["gone"], "rows::files::warns_of_missing_files");
}

/// kube: `failed to load current context: `. kubectl writes it, and then the next file's counts.
#[test]
fn first_file_has_an_empty_current_context() {
    let folder = Folder::new();
    folder.write("first", "current-context: \"\"\n");
    folder.write("config", SHOP);
    with_kubeconfig(
        &folder,
        &["first", "config"],
        "rows::files::connects_to_shop",
    );
}

#[tokio::test]
#[ignore = "needs an environment of its own"]
async fn connects_to_shop() {
    let (client, warnings) = listening(ConnectOptions::new()).await;
    assert_eq!(client.unwrap().default_namespace(), "shop");
    assert_eq!(warnings, [""; 0]);
}

#[tokio::test]
#[ignore = "needs an environment of its own"]
async fn warns_of_missing_files() {
    let (client, warnings) = listening(ConnectOptions::new()).await;
    check(
        &client.unwrap_err(),
        &["no configuration has been provided"],
    );
    let [warning] = &warnings[..] else {
        panic!("{warnings:?}");
    };
    assert!(warning.starts_with("Config not found: "), "{warning}");
    assert!(warning.ends_with("gone"), "{warning}");
}

/// kube: a panic, index out of bounds.
#[tokio::test]
async fn utf16_file_of_odd_length() {
    let folder = Folder::new();
    for (mark, unit) in [
        ([0xFF, 0xFE], u16::to_le_bytes as fn(u16) -> [u8; 2]),
        ([0xFE, 0xFF], u16::to_be_bytes),
    ] {
        let text: Vec<u8> = SHOP.encode_utf16().flat_map(unit).collect();
        let whole = [&mark[..], &text].concat();
        std::fs::write(folder.path("config"), &whole).unwrap();
        let client = folder.connect().await.unwrap();
        assert_eq!(client.default_namespace(), "shop");
        std::fs::write(folder.path("config"), [&whole[..], b"x"].concat()).unwrap();
        check(
            &folder.refused().await,
            &[
                "config\": line 5, ",
                "the UTF-16 text ends within a character",
            ],
        );
    }
}

/// kube: the first silently wins. client-go: an error, of every list alike.
#[tokio::test]
async fn duplicate_user_names_in_one_file() {
    let folder = Folder::new();
    folder.write(
        "config",
        "users:\n- {name: a, user: {token: one}}\n- {name: a, user: {token: two}}\n",
    );
    check(
        &folder.refused().await,
        &["line 3, ", "user \"a\": ", "duplicate name, also on line 2"],
    );
}

/// kube: accepted. client-go: an error.
#[tokio::test]
async fn wrong_kind() {
    let folder = Folder::new();
    folder.write(
        "config",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web-0}\n",
    );
    check(
        &folder.refused().await,
        &["line 2, column 7: ", "kind: must be \"Config\""],
    );
}

/// kube: a panic when it spawns its buffer. client-go has no runtime to be outside of.
#[test]
fn outside_a_tokio_runtime() {
    let folder = Folder::new();
    folder.write("config", SHOP);
    let options = ConnectOptions::new().kubeconfig(folder.path("config"));
    let error = futures_executor::block_on(connect_with(options)).unwrap_err();
    check(&error, &["tokio runtime"]);
    let error = futures_executor::block_on(connect()).unwrap_err();
    check(&error, &["tokio runtime"]);
}

/// kube: numbers become texts. client-go: `yes` is true, and a number is no text, which here is told
/// with what to do about it.
#[tokio::test]
async fn yaml_1_1_yes_and_numeric_texts() {
    let folder = Folder::new();
    let with = |cluster: &str, user: &str| {
        format!(
            "current-context: staging\n\
             contexts: [{{name: staging, context: {{cluster: c, user: u}}}}]\n\
             clusters:\n- name: c\n  cluster: {{server: 'https://h', {cluster}}}\n\
             users:\n- name: u\n  user: {{{user}}}\n"
        )
    };
    for word in ["yes", "Yes", "on", "true", "y"] {
        folder.write(
            "config",
            &with(&format!("insecure-skip-tls-verify: {word}"), ""),
        );
        let options = ConnectOptions::new().kubeconfig(folder.path("config"));
        let cluster = within(outrigger_hyper::resolve_cluster(&options))
            .await
            .unwrap();
        assert!(cluster.settings().insecure, "{word}");
    }
    folder.write("config", &with("insecure-skip-tls-verify: 'yes'", ""));
    check(
        &folder.refused().await,
        &[
            "cluster \"c\": insecure-skip-tls-verify: ",
            "must be true or false, not text",
        ],
    );
    folder.write("config", &with("", "token: 0123"));
    check(
        &folder.refused().await,
        &[
            "user \"u\": token: ",
            "must be text, not a number; put it in quotes",
        ],
    );
    folder.write("config", &SHOP.replace("shop", "2026"));
    check(
        &folder.refused().await,
        &[
            "context \"staging\": namespace: ",
            "not a number; put it in quotes",
        ],
    );
}

/// kube: a good error with line and column, and an excerpt, which may show a secret. client-go: of
/// equal keys the later wins, and a tab behind a colon is no error.
#[tokio::test]
async fn duplicate_key_tabs_and_list_root() {
    let folder = Folder::new();
    folder.write(
        "config",
        &SHOP.replace("namespace: shop", "namespace: x, namespace: shop"),
    );
    let client = folder.connect().await.unwrap();
    assert_eq!(client.default_namespace(), "shop");
    folder.write(
        "config",
        &SHOP.replace("current-context: ", "current-context:\t"),
    );
    folder.connect().await.unwrap();
    for (text, place) in [
        ("users:\n- name: u\n\tuser: {token: s33ded}\n", "line 3, "),
        ("- s33ded\n", "line 1, column 1: "),
        ("users: [s33ded\n", "line "),
    ] {
        folder.write("config", text);
        let error = folder.refused().await;
        check(&error, &["config\": ", place]);
        let told = format!("{} {error:?}", error.chain());
        assert!(!told.contains("s33ded"), "{told}");
    }
    assert_eq!(
        yaml::from_slice(b"a: 1\na: 2\n").unwrap(),
        json!({ "a": 2 })
    );
    folder.write(
        "config",
        &config(&json!({ "server": "http://h" }), &json!({})),
    );
    folder.connect().await.unwrap();
}
