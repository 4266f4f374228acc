//! What was found to go wrong in kube 5.0.0 on input that kubectl copes with, a test for each row
//! of that table, in its order. Each test says what kube does, and shows what happens here.
//!
//! | row | test |
//! |---|---|
//! | a path in KUBECONFIG does not exist | [`files::a_path_in_kubeconfig_does_not_exist`] |
//! | first file has `current-context: ""` | [`files::first_file_has_an_empty_current_context`] |
//! | `namespace: ""` in context | [`entries::empty_namespace_in_context`] |
//! | `server: host:6443` (no scheme) | [`entries::server_without_a_scheme`] |
//! | inline `token` ending in newline | [`credentials::inline_token_ending_in_newline`] |
//! | `tokenFile` with trailing newline | [`credentials::token_file_with_trailing_newline`] |
//! | token and tokenFile both set | [`credentials::token_and_token_file_both_set`] |
//! | UTF-16 file of odd length | [`files::utf16_file_of_odd_length`] |
//! | `certificate-authority-data: ""` and a path | [`trust::empty_authority_data_and_a_path`] |
//! | CA data valid base64 but not PEM | [`trust::authority_data_that_is_not_pem`] |
//! | CA and insecure-skip-tls-verify | [`trust::authority_and_insecure_skip_tls_verify`] |
//! | duplicate user names in one file | [`files::duplicate_user_names_in_one_file`] |
//! | wrong `kind: Pod` | [`files::wrong_kind`] |
//! | user named by context missing | [`entries::user_named_by_context_missing`] |
//! | `token: ""` and exec | [`credentials::empty_token_and_exec`] |
//! | exec output with other apiVersion/kind | [`exec::exec_output_of_another_version_or_kind`] |
//! | exec binary missing and installHint | [`exec::exec_binary_missing_and_install_hint`] |
//! | context without `cluster` | [`entries::context_without_cluster`] |
//! | `NO_PROXY` contains the API host | [`proxies::no_proxy_contains_the_api_host`] |
//! | `NO_PROXY=host` without port | [`proxies::no_proxy_without_a_port`] |
//! | `NO_PROXY="localhost,"` or with spaces | [`proxies::no_proxy_with_commas_and_spaces`] |
//! | explicit `proxy-url` and `NO_PROXY=*` | [`proxies::explicit_proxy_url_and_no_proxy`] |
//! | `HTTPS_PROXY` set, default features | [`proxies::https_proxy_without_any_feature`] |
//! | `HTTPS_PROXY=host:3128` | [`proxies::https_proxy_without_a_scheme`] |
//! | in-cluster config | [`proxies::in_cluster_config`] |
//! | `Client::try_from` outside a tokio runtime | [`files::outside_a_tokio_runtime`] |
//! | YAML 1.1 `yes`, numeric token/namespace | [`files::yaml_1_1_yes_and_numeric_texts`] |
//! | duplicate YAML key, tabs, list root | [`files::duplicate_key_tabs_and_list_root`] |
//! | HTTP 410 on watch start | [`answers::http_410_on_watch_start`] |
//! | decode errors are masked | [`answers::decode_errors_are_not_masked`] |
//! | error body that is JSON but not a Status | [`answers::error_body_that_is_no_status`] |
//! | retries of a POST | [`answers::a_post_is_not_sent_twice`] |
//! | one bad item in a list | [`answers::one_bad_item_in_a_list`] |
//! | events without newlines, pretty-printed events | [`answers::events_in_any_spacing`] |

mod answers;
mod credentials;
mod entries;
mod exec;
mod files;
mod proxies;
mod trust;

use std::sync::Arc;

use outrigger::{Api, ApiResource, Client, Error, ListOptions, Result, Scope};
use outrigger_hyper::{ConnectOptions, connect_with};
use outrigger_test::serve::{ServeOptions, Server};
use outrigger_test::{Answer, MockTransport};
use serde_json::{Value, json};

use crate::{Folder, config, within};

/// A cluster over TLS that answers every list of pods and remembers how it was asked, and a folder
/// for a kubeconfig.
struct Cluster {
    mock: MockTransport,
    server: Server,
    folder: Folder,
}

impl Cluster {
    fn new() -> Self {
        let mock = MockTransport::new();
        let empty = json!({ "metadata": { "resourceVersion": "1" }, "items": [] });
        mock.react("list", "pods", move |_| Some(Answer::json(&empty)));
        let options = ServeOptions::https().without_authentication();
        let server = Server::start(Arc::new(mock.clone()), options).unwrap();
        let folder = Folder::new();
        folder.write("ca.crt", server.authority_pem().unwrap());
        Self {
            mock,
            server,
            folder,
        }
    }

    /// The entry of `clusters` that reaches it.
    fn entry(&self) -> Value {
        json!({ "server": self.server.url(), "certificate-authority": "ca.crt" })
    }

    /// Lists the pods of the default namespace, as this user; what the server was asked.
    async fn asked_as(&self, user: &Value) -> (String, Option<String>) {
        self.asked_by(&config(&self.entry(), user)).await
    }

    /// As above, by this kubeconfig: the path and the `Authorization`.
    async fn asked_by(&self, kubeconfig: &str) -> (String, Option<String>) {
        self.folder.write("config", kubeconfig);
        let client = self.folder.connect().await.unwrap();
        list_pods(client).await.unwrap();
        let requests = self.mock.requests();
        let request = requests.last().unwrap();
        let authorization = request.header("authorization").map(str::to_owned);
        (request.path().to_owned(), authorization)
    }
}

/// Lists the pods of the namespace that the kubeconfig names.
async fn list_pods(client: Client) -> Result<(), Error> {
    let resource = ApiResource::new("", "v1", "Pod", "pods", Scope::Namespaced);
    let namespace = client.default_namespace().to_owned();
    let pods = Api::dynamic(client, resource).within(namespace);
    within(pods.list(&ListOptions::new())).await.map(drop)
}

/// Connects by the kubeconfig in this folder; the warnings too.
async fn connect_and_listen(folder: &Folder) -> (Result<Client>, Vec<String>) {
    let options = ConnectOptions::new().kubeconfig(folder.path("config"));
    listening(options).await
}

/// Connects; the warnings too.
async fn listening(options: ConnectOptions) -> (Result<Client>, Vec<String>) {
    let (sender, warnings) = std::sync::mpsc::channel();
    let options = options.on_warning(move |text| drop(sender.send(text.to_owned())));
    let outcome = within(connect_with(options)).await;
    (outcome, warnings.try_iter().collect())
}
