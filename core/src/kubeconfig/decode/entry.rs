//! The entries: clusters, users and contexts.

use super::Unknown;
use super::fields::{Fields, File, texts};
use crate::Secret;
use crate::auth::exec::{ExecVersion, InteractiveMode};
use crate::kubeconfig::model::{
    AuthInfo, AuthProvider, Cluster, Context, ExecConfig, ExecEnvVar, Impersonate, Pem,
};
use crate::kubeconfig::yaml::Node;

pub(super) fn cluster(
    file: &mut File<'_>,
    node: &Node,
    place: (usize, usize),
    entry_other: Unknown,
) -> Cluster {
    let origin = file.origin(place);
    let mut fields = file.fields(node, "");
    Cluster {
        server: fields.text("server"),
        tls_server_name: fields.text("tls-server-name"),
        insecure_skip_tls_verify: fields.bool("insecure-skip-tls-verify"),
        certificate_authority: fields.text("certificate-authority"),
        certificate_authority_data: fields.data("certificate-authority-data").map(Pem::new),
        proxy_url: fields.secret("proxy-url"),
        disable_compression: fields.bool("disable-compression"),
        extensions: fields.extensions(),
        other: fields.rest(),
        entry_other,
        origin: Some(origin),
    }
}

pub(super) fn context(
    file: &mut File<'_>,
    node: &Node,
    place: (usize, usize),
    entry_other: Unknown,
) -> Context {
    let origin = file.origin(place);
    let mut fields = file.fields(node, "");
    Context {
        cluster: fields.text("cluster"),
        user: fields.text("user"),
        namespace: fields.text("namespace"),
        extensions: fields.extensions(),
        other: fields.rest(),
        entry_other,
        origin: Some(origin),
    }
}

pub(super) fn user(
    file: &mut File<'_>,
    node: &Node,
    place: (usize, usize),
    entry_other: Unknown,
) -> AuthInfo {
    let origin = file.origin(place);
    let mut fields = file.fields(node, "");
    AuthInfo {
        client_certificate: fields.text("client-certificate"),
        client_certificate_data: fields.data("client-certificate-data").map(Pem::new),
        client_key: fields.text("client-key"),
        client_key_data: fields.data("client-key-data").map(Pem::new),
        token: fields.secret("token"),
        token_file: fields.text("tokenFile"),
        username: fields.text("username"),
        password: fields.secret("password"),
        impersonate: impersonate(&mut fields),
        auth_provider: auth_provider(&mut fields),
        exec: exec(&mut fields),
        extensions: fields.extensions(),
        other: fields.rest(),
        entry_other,
        origin: Some(origin),
    }
}

fn impersonate(fields: &mut Fields<'_, '_>) -> Impersonate {
    Impersonate {
        user: fields.text("as"),
        uid: fields.text("as-uid"),
        groups: fields.texts("as-groups"),
        extra: fields.map("as-user-extra", |file, node, field| {
            let items = file.list(node, field);
            texts(file, &items, field)
        }),
    }
}

fn auth_provider(fields: &mut Fields<'_, '_>) -> Option<AuthProvider> {
    let (node, field) = fields.set("auth-provider")?;
    let mut fields = fields.file().fields(&node, &field);
    Some(AuthProvider {
        name: fields.text("name").unwrap_or_default(),
        has_config: fields.has("config"),
        config: fields.map("config", |file, node, field| {
            Secret::new(file.text(node, field).unwrap_or_default())
        }),
        other: fields.rest(),
    })
}

fn exec(fields: &mut Fields<'_, '_>) -> Option<ExecConfig> {
    let (node, field) = fields.set("exec")?;
    let mut fields = fields.file().fields(&node, &field);
    let api_version = fields.text("apiVersion");
    Some(ExecConfig {
        command: fields.text("command"),
        has_args: fields.has("args"),
        has_env: fields.has("env"),
        args: fields.texts("args").into_iter().map(Secret::new).collect(),
        env: env(&mut fields),
        install_hint: fields.text("installHint"),
        provide_cluster_info: fields.bool("provideClusterInfo"),
        interactive_mode: fields
            .text("interactiveMode")
            .or_else(|| default_interactive_mode(api_version.as_deref())),
        api_version,
        other: fields.rest(),
    })
}

/// Source: `SetDefaults_ExecConfig` of client-go.
fn default_interactive_mode(api_version: Option<&str>) -> Option<String> {
    // `v1alpha1` is a version no longer; what reads the file still gives it its default.
    let older = [
        ExecVersion::V1Beta1.as_str(),
        "client.authentication.k8s.io/v1alpha1",
    ];
    let mode = InteractiveMode::IfAvailable.as_str();
    older.contains(&api_version?).then(|| mode.to_owned())
}

fn env(fields: &mut Fields<'_, '_>) -> Vec<ExecEnvVar> {
    let (items, field) = fields.list("env");
    let mut read = |(index, item)| {
        let mut fields = fields.file().fields(item, &format!("{field}[{index}]"));
        ExecEnvVar {
            name: fields.text("name").unwrap_or_default(),
            value: fields.secret("value").unwrap_or_default(),
            other: fields.rest(),
        }
    };
    items.iter().enumerate().map(&mut read).collect()
}
