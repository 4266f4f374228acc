//! Connection settings from a resolved kubeconfig; reads the files that it names.

use std::path::Path;

use bytes::Bytes;
use http::Uri;
use outrigger::kubeconfig::{Config, DataOrFile};
use outrigger::transport::{ClientIdentity, ConnectionSettings, Roots};
use outrigger::{Error, Result, Secret};

use crate::environment::variable;
use crate::files::read_text;
use crate::proxy;

/// How to reach the cluster. Blocks.
pub(super) fn of(config: &Config) -> Result<ConnectionSettings> {
    let mut settings = ConnectionSettings::default();
    if let Some(authority) = &config.certificate_authority {
        let pem = match authority {
            DataOrFile::Data(data) => data.clone(),
            DataOrFile::File(path) => read("certificate-authority", path)?.into(),
            other => return Err(unknown("certificate-authority", other)),
        };
        settings.roots = Roots::Pem(pem);
    }
    settings.insecure = config.insecure_skip_tls_verify;
    settings.server_name.clone_from(&config.tls_server_name);
    settings.proxy.clone_from(&config.proxy_url);
    settings.connect_timeout = config.connect_timeout;
    settings.idle_timeout = config.idle_timeout;
    settings.head_timeout = config.head_timeout;
    settings.identity = identity(config)?;
    Ok(settings)
}

/// Has `settings` go through the proxy that the environment names for `server`, unless they name
/// one, and returns what the user may want to know.
pub(super) fn add_environment_proxy(
    settings: &mut ConnectionSettings,
    server: &Uri,
) -> Result<Vec<String>> {
    proxy::from_environment(settings, server, variable)
        .map_err(|source| Error::config("cannot use the environment's proxy", Some(source.into())))
}

fn identity(config: &Config) -> Result<Option<ClientIdentity>> {
    let Some(pair) = &config.client_certificate else {
        return Ok(None);
    };
    let certificate: Bytes = match &pair.certificate {
        DataOrFile::Data(data) => data.clone(),
        DataOrFile::File(path) => read("client-certificate", path)?.into(),
        other => return Err(unknown("client-certificate", other)),
    };
    let key = match &pair.key {
        DataOrFile::Data(data) => data.clone(),
        DataOrFile::File(path) => Secret::new(read("client-key", path)?),
        other => return Err(unknown("client-key", other)),
    };
    Ok(Some(ClientIdentity { certificate, key }))
}

fn read(field: &str, path: &str) -> Result<String> {
    read_text(Path::new(path))
        .map_err(|source| Error::config(format!("cannot read {field}"), Some(source.into())))
}

/// A form that a later core may add.
fn unknown<T>(field: &str, value: &DataOrFile<T>) -> Error {
    Error::config(
        format!("{field} is given in an unknown way: {value:?}"),
        None,
    )
}
