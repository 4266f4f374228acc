//! Connection settings from a resolved kubeconfig; reads the files that it names.

use std::path::Path;

use bytes::Bytes;
use outrigger::kubeconfig::{Config, DataOrFile};
use outrigger::transport::{ClientIdentity, ConnectionSettings, Roots};
use outrigger::{Error, Result, Secret};

use crate::files::read_text;

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
    settings.identity = identity(config)?;
    Ok(settings)
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
