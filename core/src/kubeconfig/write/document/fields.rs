//! The model's fields as they are written.

use std::collections::BTreeMap;

use super::{
    AuthProviderFields, ClusterFields, ContextFields, ExecFields, Extension, Extensions, Other,
    Text, UserFields, Variable,
};
use crate::Secret;
use crate::kubeconfig::base64;
use crate::kubeconfig::model::{
    AuthInfo, AuthProvider, Cluster, Context, ExecConfig, ExecEnvVar, Opaque, Pem,
};

impl<'a> ClusterFields<'a> {
    pub(super) fn new(cluster: &'a Cluster) -> Self {
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
    pub(super) fn new(user: &'a AuthInfo) -> Self {
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
    pub(super) fn new(context: &'a Context) -> Self {
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
    pub(super) fn new(provider: &'a AuthProvider) -> Self {
        let config = provider.config.iter();
        let config: BTreeMap<_, _> = config.map(|(k, v)| (k.as_str(), v.expose())).collect();
        Self {
            name: &provider.name,
            config: (provider.has_config || !config.is_empty()).then_some(config),
            other: other(&provider.other),
        }
    }
}

impl<'a> ExecFields<'a> {
    pub(super) fn new(exec: &'a ExecConfig) -> Self {
        let variable = |variable: &'a ExecEnvVar| Variable {
            name: &variable.name,
            value: variable.value.expose(),
            other: other(&variable.other),
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

pub(super) fn required(text: &Option<String>) -> &str {
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
pub(super) fn list<T>(items: impl Iterator<Item = T>, even_empty: bool) -> Option<Vec<T>> {
    let items: Vec<T> = items.collect();
    (even_empty || !items.is_empty()).then_some(items)
}

pub(super) fn extensions(extensions: &BTreeMap<String, Opaque>) -> Extensions<'_> {
    let extension = |(name, value): (_, _)| Extension {
        name: String::as_str(name),
        extension: Opaque::expose(value),
        other: other(&value.entry_other),
    };
    extensions.iter().map(extension).collect()
}

pub(super) fn other(fields: &BTreeMap<String, Opaque>) -> Other<'_> {
    let field = |(name, value): (_, _)| (String::as_str(name), Opaque::expose(value));
    fields.iter().map(field).collect()
}
