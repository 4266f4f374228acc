//! The fields in client-go's order. Where Go's tag has no `omitempty`, an empty text is written
//! as one and an empty list as `null`.
//!
//! Source: `tools/clientcmd/api/v1/types.go` of client-go.

mod fields;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use self::fields::{extensions, list, other, required};
use crate::kubeconfig::model::{Kubeconfig, Preferences};

type Text<'a> = Option<&'a str>;
type Texts<'a> = Vec<&'a str>;
type Other<'a> = BTreeMap<&'a str, &'a Value>;
type Extensions<'a> = Vec<Extension<'a>>;

/// A whole kubeconfig.
#[derive(Serialize)]
pub(super) struct Document<'a> {
    kind: &'static str,
    #[serde(rename = "apiVersion")]
    api_version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    preferences: Option<PreferencesFields<'a>>,
    clusters: Option<Vec<NamedCluster<'a>>>,
    users: Option<Vec<NamedUser<'a>>>,
    contexts: Option<Vec<NamedContext<'a>>>,
    #[serde(rename = "current-context")]
    current_context: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    extensions: Extensions<'a>,
    #[serde(flatten)]
    other: Other<'a>,
}

#[derive(Serialize)]
struct PreferencesFields<'a> {
    #[serde(skip_serializing_if = "is_false")]
    colors: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    extensions: Extensions<'a>,
    #[serde(flatten)]
    other: Other<'a>,
}

#[derive(Serialize)]
struct NamedCluster<'a> {
    name: &'a str,
    cluster: ClusterFields<'a>,
    #[serde(flatten)]
    other: Other<'a>,
}

#[derive(Serialize)]
struct NamedUser<'a> {
    name: &'a str,
    user: UserFields<'a>,
    #[serde(flatten)]
    other: Other<'a>,
}

#[derive(Serialize)]
struct NamedContext<'a> {
    name: &'a str,
    context: ContextFields<'a>,
    #[serde(flatten)]
    other: Other<'a>,
}

#[derive(Serialize)]
struct Extension<'a> {
    name: &'a str,
    extension: &'a Value,
    #[serde(flatten)]
    other: Other<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct ClusterFields<'a> {
    server: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    tls_server_name: Text<'a>,
    #[serde(skip_serializing_if = "is_false")]
    insecure_skip_tls_verify: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate_authority: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate_authority_data: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proxy_url: Text<'a>,
    #[serde(skip_serializing_if = "is_false")]
    disable_compression: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    extensions: Extensions<'a>,
    #[serde(flatten)]
    other: Other<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct UserFields<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    client_certificate: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_certificate_data: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_key: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_key_data: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Text<'a>,
    #[serde(rename = "tokenFile", skip_serializing_if = "Option::is_none")]
    token_file: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    r#as: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_uid: Text<'a>,
    #[serde(skip_serializing_if = "is_empty")]
    as_groups: &'a [String],
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    as_user_extra: &'a BTreeMap<String, Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_provider: Option<AuthProviderFields<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exec: Option<ExecFields<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    extensions: Extensions<'a>,
    #[serde(flatten)]
    other: Other<'a>,
}

#[derive(Serialize)]
struct ContextFields<'a> {
    cluster: &'a str,
    user: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Text<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    extensions: Extensions<'a>,
    #[serde(flatten)]
    other: Other<'a>,
}

#[derive(Serialize)]
struct AuthProviderFields<'a> {
    name: &'a str,
    config: Option<BTreeMap<&'a str, &'a str>>,
    #[serde(flatten)]
    other: Other<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ExecFields<'a> {
    command: &'a str,
    args: Option<Texts<'a>>,
    env: Option<Vec<Variable<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_version: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    install_hint: Text<'a>,
    provide_cluster_info: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    interactive_mode: Text<'a>,
    #[serde(flatten)]
    other: Other<'a>,
}

#[derive(Serialize)]
struct Variable<'a> {
    name: &'a str,
    value: &'a str,
    #[serde(flatten)]
    other: Other<'a>,
}

impl<'a> Document<'a> {
    pub(super) fn new(config: &'a Kubeconfig) -> Self {
        let clusters = config.clusters.iter().map(|(name, cluster)| NamedCluster {
            name,
            cluster: ClusterFields::new(cluster),
            other: other(&cluster.entry_other),
        });
        let users = config.users.iter().map(|(name, user)| NamedUser {
            name,
            user: UserFields::new(user),
            other: other(&user.entry_other),
        });
        let contexts = config.contexts.iter().map(|(name, context)| NamedContext {
            name,
            context: ContextFields::new(context),
            other: other(&context.entry_other),
        });
        let preferences = &config.preferences;
        let preferences = (*preferences != Preferences::default()).then(|| PreferencesFields {
            colors: preferences.colors,
            extensions: extensions(&preferences.extensions),
            other: other(&preferences.other),
        });
        Self {
            kind: "Config",
            api_version: "v1",
            preferences,
            clusters: list(clusters, false),
            users: list(users, false),
            contexts: list(contexts, false),
            current_context: required(&config.current_context),
            extensions: extensions(&config.extensions),
            other: other(&config.other),
        }
    }
}

fn is_false(value: &bool) -> bool {
    !value
}

fn is_empty(texts: &&[String]) -> bool {
    texts.is_empty()
}
