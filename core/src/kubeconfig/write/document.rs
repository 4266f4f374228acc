//! The fields in client-go's order. Where Go's tag has no `omitempty`, an empty text is written
//! as one and an empty list as `null`.
//!
//! Source: `tools/clientcmd/api/v1/types.go` of client-go.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::Secret;
use crate::kubeconfig::base64;
use crate::kubeconfig::model::{
    AuthInfo, AuthProvider, Cluster, Context, ExecConfig, ExecEnvVar, Kubeconfig, Opaque, Pem,
    Preferences,
};

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
}

#[derive(Serialize)]
struct NamedUser<'a> {
    name: &'a str,
    user: UserFields<'a>,
}

#[derive(Serialize)]
struct NamedContext<'a> {
    name: &'a str,
    context: ContextFields<'a>,
}

#[derive(Serialize)]
struct Extension<'a> {
    name: &'a str,
    extension: &'a Value,
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
}

impl<'a> Document<'a> {
    pub(super) fn new(config: &'a Kubeconfig) -> Self {
        let clusters = config.clusters.iter().map(|(name, cluster)| NamedCluster {
            name,
            cluster: ClusterFields::new(cluster),
        });
        let users = config.users.iter().map(|(name, user)| NamedUser {
            name,
            user: UserFields::new(user),
        });
        let contexts = config.contexts.iter().map(|(name, context)| NamedContext {
            name,
            context: ContextFields::new(context),
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

impl<'a> ClusterFields<'a> {
    fn new(cluster: &'a Cluster) -> Self {
        Self {
            server: required(&cluster.server),
            tls_server_name: text(&cluster.tls_server_name),
            insecure_skip_tls_verify: cluster.insecure_skip_tls_verify,
            certificate_authority: text(&cluster.certificate_authority),
            certificate_authority_data: data(&cluster.certificate_authority_data),
            proxy_url: secret(&cluster.proxy_url),
            disable_compression: cluster.disable_compression,
            extensions: extensions(&cluster.extensions),
            other: other(&cluster.other),
        }
    }
}

impl<'a> UserFields<'a> {
    fn new(user: &'a AuthInfo) -> Self {
        let impersonate = &user.impersonate;
        Self {
            client_certificate: text(&user.client_certificate),
            client_certificate_data: data(&user.client_certificate_data),
            client_key: text(&user.client_key),
            client_key_data: data(&user.client_key_data),
            token: secret(&user.token),
            token_file: text(&user.token_file),
            r#as: text(&impersonate.user),
            as_uid: text(&impersonate.uid),
            as_groups: &impersonate.groups,
            as_user_extra: &impersonate.extra,
            username: text(&user.username),
            password: secret(&user.password),
            auth_provider: user.auth_provider.as_ref().map(AuthProviderFields::new),
            exec: user.exec.as_ref().map(ExecFields::new),
            extensions: extensions(&user.extensions),
            other: other(&user.other),
        }
    }
}

impl<'a> ContextFields<'a> {
    fn new(context: &'a Context) -> Self {
        Self {
            cluster: required(&context.cluster),
            user: required(&context.user),
            namespace: text(&context.namespace),
            extensions: extensions(&context.extensions),
            other: other(&context.other),
        }
    }
}

impl<'a> AuthProviderFields<'a> {
    fn new(provider: &'a AuthProvider) -> Self {
        let config = provider.config.iter();
        let config: BTreeMap<_, _> = config.map(|(k, v)| (k.as_str(), v.expose())).collect();
        Self {
            name: &provider.name,
            config: (provider.has_config || !config.is_empty()).then_some(config),
        }
    }
}

impl<'a> ExecFields<'a> {
    fn new(exec: &'a ExecConfig) -> Self {
        let variable = |variable: &'a ExecEnvVar| Variable {
            name: &variable.name,
            value: variable.value.expose(),
        };
        Self {
            command: required(&exec.command),
            args: list(exec.args.iter().map(Secret::expose), exec.has_args),
            env: list(exec.env.iter().map(variable), exec.has_env),
            api_version: text(&exec.api_version),
            install_hint: text(&exec.install_hint),
            provide_cluster_info: exec.provide_cluster_info,
            interactive_mode: text(&exec.interactive_mode),
            other: other(&exec.other),
        }
    }
}

fn text(text: &Option<String>) -> Text<'_> {
    text.as_deref().filter(|text| !text.is_empty())
}

fn required(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or_default()
}

fn secret(secret: &Option<Secret>) -> Text<'_> {
    let text = secret.as_ref().map(Secret::expose);
    text.filter(|text| !text.is_empty())
}

fn data(pem: &Option<Pem>) -> Option<String> {
    let bytes = pem.as_ref().map(Pem::bytes);
    let bytes = bytes.filter(|bytes| !bytes.is_empty())?;
    Some(base64::encode(bytes))
}

/// `None` for an empty list, unless it is there to be seen.
fn list<T>(items: impl Iterator<Item = T>, even_empty: bool) -> Option<Vec<T>> {
    let items: Vec<T> = items.collect();
    (even_empty || !items.is_empty()).then_some(items)
}

fn extensions(extensions: &BTreeMap<String, Opaque>) -> Extensions<'_> {
    let extension = |(name, value): (_, _)| Extension {
        name: String::as_str(name),
        extension: Opaque::expose(value),
    };
    extensions.iter().map(extension).collect()
}

fn other(fields: &BTreeMap<String, Opaque>) -> Other<'_> {
    let field = |(name, value): (_, _)| (String::as_str(name), Opaque::expose(value));
    fields.iter().map(field).collect()
}

fn is_false(value: &bool) -> bool {
    !value
}

fn is_empty(texts: &&[String]) -> bool {
    texts.is_empty()
}
