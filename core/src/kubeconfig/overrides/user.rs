use bytes::Bytes;

use super::{Overrides, non_empty};
use crate::Secret;
use crate::kubeconfig::merge::Merge;
use crate::kubeconfig::model::{AuthInfo, AuthProvider, Context, ExecConfig, Pem};
use crate::kubeconfig::validate::filled;

impl Overrides {
    /// The bearer token (`--token`). A file's `tokenFile` stays in force, and is used in place of
    /// it once it has been read, as in client-go.
    pub fn token(mut self, token: Secret) -> Self {
        self.auth_info.token = Some(token);
        self
    }

    /// The path of a file with a bearer token.
    pub fn token_file(mut self, path: impl Into<String>) -> Self {
        self.auth_info.token_file = non_empty(path);
        self
    }

    /// The name for HTTP basic authentication (`--username`).
    pub fn username(mut self, name: impl Into<String>) -> Self {
        self.auth_info.username = non_empty(name);
        self
    }

    /// The password for HTTP basic authentication (`--password`).
    pub fn password(mut self, password: Secret) -> Self {
        self.auth_info.password = Some(password);
        self
    }

    /// The path of a PEM file with the certificate to present (`--client-certificate`).
    pub fn client_certificate(mut self, path: impl Into<String>) -> Self {
        self.auth_info.client_certificate = non_empty(path);
        self
    }

    /// The certificate to present as PEM.
    pub fn client_certificate_data(mut self, pem: impl Into<Bytes>) -> Self {
        self.auth_info.client_certificate_data = Some(Pem::new(pem));
        self
    }

    /// The path of a PEM file with the certificate's key (`--client-key`).
    pub fn client_key(mut self, path: impl Into<String>) -> Self {
        self.auth_info.client_key = non_empty(path);
        self
    }

    /// The certificate's key as PEM.
    pub fn client_key_data(mut self, pem: impl Into<Bytes>) -> Self {
        self.auth_info.client_key_data = Some(Pem::new(pem));
        self
    }

    /// The user to act as (`--as`).
    pub fn impersonate(mut self, user: impl Into<String>) -> Self {
        self.auth_info.impersonate.user = non_empty(user);
        self
    }

    /// The uid to act as (`--as-uid`).
    pub fn impersonate_uid(mut self, uid: impl Into<String>) -> Self {
        self.auth_info.impersonate.uid = non_empty(uid);
        self
    }

    /// The groups to act as a member of (`--as-group`).
    pub fn impersonate_groups<T: Into<String>>(
        mut self,
        groups: impl IntoIterator<Item = T>,
    ) -> Self {
        self.auth_info.impersonate.groups = groups.into_iter().map(Into::into).collect();
        self
    }

    /// More about whom to act as (`--as-user-extra`): the values of one key.
    pub fn impersonate_extra<T: Into<String>>(
        mut self,
        key: impl Into<String>,
        values: impl IntoIterator<Item = T>,
    ) -> Self {
        let values = values.into_iter().map(Into::into).collect();
        self.auth_info.impersonate.extra.insert(key.into(), values);
        self
    }

    /// A provider of credentials that is built in, in place of the file's.
    pub fn auth_provider(mut self, provider: AuthProvider) -> Self {
        self.auth_info.auth_provider = Some(provider);
        self
    }

    /// A program that hands out credentials, in place of the file's.
    pub fn exec(mut self, exec: ExecConfig) -> Self {
        self.auth_info.exec = Some(exec);
        self
    }

    /// All of a user at once, laid over what was set before.
    pub fn auth_info(mut self, user: AuthInfo) -> Self {
        self.auth_info.merge_from(user);
        self
    }

    /// `entry` below the overrides.
    ///
    /// Source: `getAuthInfo` of client-go.
    pub(in crate::kubeconfig) fn over_user(&self, entry: Option<&AuthInfo>) -> AuthInfo {
        let mut user = entry.cloned().unwrap_or_default();
        let own = &self.auth_info;
        user.merge_from(own.clone());
        let set = |text: &Option<String>| filled(text.as_ref()).is_some();
        let key = own.client_key_data.as_ref();
        if set(&own.client_key) || key.is_some_and(|key| !key.is_unset()) {
            user.client_key.clone_from(&own.client_key);
            user.client_key_data.clone_from(&own.client_key_data);
        }
        let certificate = own.client_certificate_data.as_ref();
        if set(&own.client_certificate) || certificate.is_some_and(|pem| !pem.is_unset()) {
            user.client_certificate.clone_from(&own.client_certificate);
            user.client_certificate_data
                .clone_from(&own.client_certificate_data);
        }
        user
    }

    /// `entry` below the overrides.
    ///
    /// Source: `getContext` of client-go.
    pub(in crate::kubeconfig) fn over_context(&self, entry: Option<&Context>) -> Context {
        let mut context = entry.cloned().unwrap_or_default();
        context.merge_from(self.context_info.clone());
        context
    }
}
