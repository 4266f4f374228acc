//! The model's fields in client-go's order. Where Go's tag has no `omitempty`, an empty text is
//! written as one and an empty list as `null`.
//!
//! Source: `tools/clientcmd/api/v1/types.go` of client-go.

use super::tree::{Fields, Tree};
use crate::Secret;
use crate::by_name::ByName;
use crate::kubeconfig::base64;
use crate::kubeconfig::model::{
    AuthInfo, AuthProvider, Cluster, Context, ExecConfig, ExecEnvVar, Kubeconfig, Opaque, Pem,
    Preferences,
};

/// A whole kubeconfig.
pub(super) fn kubeconfig(config: &Kubeconfig) -> Tree<'_> {
    let clusters = config.clusters.iter().map(|(name, entry)| {
        let fields = Fields::new()
            .with("name", name)
            .with("cluster", cluster(entry));
        other(fields, &entry.entry_other)
    });
    let users = config.users.iter().map(|(name, entry)| {
        let fields = Fields::new().with("name", name).with("user", user(entry));
        other(fields, &entry.entry_other)
    });
    let contexts = config.contexts.iter().map(|(name, entry)| {
        let fields = Fields::new()
            .with("name", name)
            .with("context", context(entry));
        other(fields, &entry.entry_other)
    });
    let fields = Fields::new()
        .with("kind", "Config")
        .with("apiVersion", "v1")
        .set("preferences", preferences(&config.preferences))
        .with("clusters", list(clusters.collect(), false))
        .with("users", list(users.collect(), false))
        .with("contexts", list(contexts.collect(), false))
        .with("current-context", required(&config.current_context))
        .set("extensions", extensions(&config.extensions));
    other(fields, &config.other)
}

fn preferences(preferences: &Preferences) -> Option<Tree<'_>> {
    if *preferences == Preferences::default() {
        return None;
    }
    let fields = Fields::new()
        .set("colors", flag(preferences.colors))
        .set("extensions", extensions(&preferences.extensions));
    Some(other(fields, &preferences.other))
}

fn cluster(cluster: &Cluster) -> Tree<'_> {
    let authority = &cluster.certificate_authority;
    let authority_data = &cluster.certificate_authority_data;
    let insecure = cluster.insecure_skip_tls_verify;
    let fields = Fields::new()
        .with("server", required(&cluster.server))
        .set("tls-server-name", text(&cluster.tls_server_name))
        .set("insecure-skip-tls-verify", flag(insecure))
        .set("certificate-authority", text(authority))
        .set("certificate-authority-data", data(authority_data))
        .set("proxy-url", secret(&cluster.proxy_url))
        .set("disable-compression", flag(cluster.disable_compression))
        .set("extensions", extensions(&cluster.extensions));
    other(fields, &cluster.other)
}

fn user(user: &AuthInfo) -> Tree<'_> {
    let acted = &user.impersonate;
    let provider = user.auth_provider.as_ref().map(auth_provider);
    let fields = Fields::new()
        .set("client-certificate", text(&user.client_certificate))
        .set(
            "client-certificate-data",
            data(&user.client_certificate_data),
        )
        .set("client-key", text(&user.client_key))
        .set("client-key-data", data(&user.client_key_data))
        .set("token", secret(&user.token))
        .set("tokenFile", text(&user.token_file))
        .set("as", text(&acted.user))
        .set("as-uid", text(&acted.uid))
        .set("as-groups", some(texts(&acted.groups)))
        .set("as-user-extra", extra(&acted.extra))
        .set("username", text(&user.username))
        .set("password", secret(&user.password))
        .set("auth-provider", provider)
        .set("exec", user.exec.as_ref().map(exec))
        .set("extensions", extensions(&user.extensions));
    other(fields, &user.other)
}

fn context(context: &Context) -> Tree<'_> {
    let fields = Fields::new()
        .with("cluster", required(&context.cluster))
        .with("user", required(&context.user))
        .set("namespace", text(&context.namespace))
        .set("extensions", extensions(&context.extensions));
    other(fields, &context.other)
}

fn auth_provider(provider: &AuthProvider) -> Tree<'_> {
    let settings = provider.config.iter();
    let settings = settings.fold(Fields::new(), |settings, (name, value)| {
        settings.with(name, value.expose())
    });
    let config = match provider.has_config || !provider.config.is_empty() {
        true => Tree::Map(settings),
        false => Tree::Null,
    };
    let fields = Fields::new()
        .with("name", &provider.name)
        .with("config", config);
    other(fields, &provider.other)
}

fn exec(exec: &ExecConfig) -> Tree<'_> {
    let args = exec.args.iter().map(Secret::expose).map(Tree::from);
    let fields = Fields::new()
        .with("command", required(&exec.command))
        .with("args", list(args.collect(), exec.has_args))
        .with(
            "env",
            list(exec.env.iter().map(variable).collect(), exec.has_env),
        )
        .set("apiVersion", text(&exec.api_version))
        .set("installHint", text(&exec.install_hint))
        .with("provideClusterInfo", Tree::Bool(exec.provide_cluster_info))
        .set("interactiveMode", text(&exec.interactive_mode));
    other(fields, &exec.other)
}

fn variable(variable: &ExecEnvVar) -> Tree<'_> {
    let fields = Fields::new()
        .with("name", &variable.name)
        .with("value", variable.value.expose());
    other(fields, &variable.other)
}

fn extra(extra: &ByName<Vec<String>>) -> Option<Tree<'_>> {
    let fields = extra.iter().fold(Fields::new(), |fields, (name, values)| {
        fields.with(name, Tree::List(texts(values)))
    });
    (!extra.is_empty()).then_some(Tree::Map(fields))
}

fn extensions(extensions: &ByName<Opaque>) -> Option<Tree<'_>> {
    let extensions = extensions.iter().map(|(name, value)| {
        let fields = Fields::new()
            .with("name", name)
            .with("extension", value.expose());
        other(fields, &value.entry_other)
    });
    some(extensions.collect())
}

/// The fields, and behind them those that this crate does not know.
fn other<'a>(fields: Fields<'a>, other: &'a ByName<Opaque>) -> Tree<'a> {
    let fields = other.iter().fold(fields, |fields, (name, value)| {
        fields.with(name, value.expose())
    });
    Tree::Map(fields)
}

fn required(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or_default()
}

fn text(text: &Option<String>) -> Option<Tree<'_>> {
    let text = text.as_deref().filter(|text| !text.is_empty());
    text.map(Tree::from)
}

fn secret(secret: &Option<Secret>) -> Option<Tree<'_>> {
    let text = secret.as_ref().map(Secret::expose);
    text.filter(|text| !text.is_empty()).map(Tree::from)
}

fn data(pem: &Option<Pem>) -> Option<Tree<'_>> {
    let bytes = pem.as_ref().map(Pem::bytes);
    let bytes = bytes.filter(|bytes| !bytes.is_empty())?;
    Some(Tree::Text(base64::encode(bytes).into()))
}

fn flag(flag: bool) -> Option<Tree<'static>> {
    flag.then_some(Tree::Bool(true))
}

fn texts(texts: &[String]) -> Vec<Tree<'_>> {
    texts.iter().map(|text| Tree::from(text.as_str())).collect()
}

fn some(items: Vec<Tree<'_>>) -> Option<Tree<'_>> {
    (!items.is_empty()).then_some(Tree::List(items))
}

/// `null` for an empty list, unless it is there to be seen.
fn list(items: Vec<Tree<'_>>, even_empty: bool) -> Tree<'_> {
    match even_empty || !items.is_empty() {
        true => Tree::List(items),
        false => Tree::Null,
    }
}
