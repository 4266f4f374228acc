//! From a kubeconfig to a cluster: reads the files that it names.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use outrigger::auth::{BasicAuth, BearerToken, Credentials, Impersonating};
use outrigger::kubeconfig::{
    DataOrFile, Loaded, Loader, Overrides, PathStyle, ReadError, Resolved, search_paths,
};
use outrigger::transport::{ClientIdentity, ConnectionSettings, Connector, Roots};
use outrigger::{Error, Secret};
use outrigger_hyper::{CryptoProvider, HyperConnector};

use crate::bearer_file::BearerFile;
use crate::cluster::{Cluster, Identity};

/// No file of a configuration is as long.
const FILE_MAX: u64 = 16 << 20;

type Shared = Arc<dyn Credentials>;

/// The cluster of a context, in the file that is named or those that kubectl reads. Blocks, within
/// a runtime.
pub(crate) fn connect(
    context: Option<&str>,
    file: Option<&Path>,
    warn: &dyn Fn(&str),
) -> Result<Cluster, String> {
    let loaded = load(file);
    loaded.warnings.iter().for_each(|warning| warn(warning));
    let config = loaded.into_result().map_err(|error| error.to_string())?;
    let overrides = match context {
        Some(context) => Overrides::new().context(context),
        None => Overrides::new(),
    };
    let resolved = config.resolve(&overrides);
    let resolved = resolved.map_err(|errors| format!("cannot use the kubeconfig: {errors}"))?;
    resolved.warnings.iter().for_each(|warning| warn(warning));
    let connector = HyperConnector::new(CryptoProvider::default());
    let connector = connector.map_err(|error| error.to_string())?;
    let link = connector.connect(&settings(&resolved)?);
    let link = link.map_err(|error| format!("cannot connect: {}", with_reason(&error)))?;
    let credentials = credentials(&resolved)?;
    let server = resolved.server.to_string();
    let identity = identity(&resolved, file);
    Cluster::new(link.http, &server, credentials, identity)
}

/// The server and whom we are there, by name. Files are part of it: in two of them one name may
/// stand for two users.
fn identity(resolved: &Resolved, file: Option<&Path>) -> Identity {
    let name = |name: &Option<String>| name.clone().unwrap_or_default();
    let files = match file {
        Some(file) => absolute(file),
        None => std::env::var("KUBECONFIG").unwrap_or_default(),
    };
    Identity::Real(vec![
        resolved.server.to_string(),
        name(&resolved.context),
        name(&resolved.user),
        format!("{:?}", resolved.impersonate),
        files,
    ])
}

fn absolute(path: &Path) -> String {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    absolute.display().to_string()
}

fn load(explicit: Option<&Path>) -> Loaded {
    let style = match cfg!(windows) {
        true => PathStyle::Windows,
        false => PathStyle::Unix,
    };
    let content = |path: &Path| read(path).map(Bytes::from).map_err(ReadError::from);
    let loader = Loader::new(style);
    if let Some(path) = explicit {
        return loader.explicit(&absolute(path), content(path)).load();
    }
    let text = |variable| std::env::var(variable).ok().filter(|it| !it.is_empty());
    let home = text("HOME").or_else(|| text("USERPROFILE"));
    let search = search_paths(text("KUBECONFIG").as_deref(), home.as_deref(), style);
    let loader = loader.warn_if_all_missing(search.warn_if_all_missing);
    let add = |loader: Loader, path: &String| {
        let path = Path::new(path);
        loader.file(&absolute(path), content(path))
    };
    search.paths.iter().fold(loader, add).load()
}

/// Whom to trust, and the certificate to present.
fn settings(resolved: &Resolved) -> Result<ConnectionSettings, String> {
    let mut settings = ConnectionSettings::default();
    if let Some(authority) = &resolved.certificate_authority {
        let authority = data("certificate-authority", authority)?;
        settings.roots = Roots::Pem(authority.unwrap_or_else(Bytes::clone));
    }
    settings.insecure = resolved.insecure_skip_tls_verify;
    settings.server_name.clone_from(&resolved.tls_server_name);
    settings.proxy.clone_from(&resolved.proxy_url);
    if let Some(pair) = &resolved.client_certificate {
        let certificate = data("client-certificate", &pair.certificate)?;
        let key = match data("client-key", &pair.key)? {
            Content::Data(key) => key.clone(),
            Content::Read(bytes) => {
                let text = String::from_utf8(bytes.into());
                Secret::new(text.map_err(|_| "client-key is no text".to_owned())?)
            }
        };
        settings.identity = Some(ClientIdentity {
            certificate: certificate.unwrap_or_else(Bytes::clone),
            key,
        });
    }
    Ok(settings)
}

/// What was in the configuration, or in the file that it names.
enum Content<'a, T> {
    Data(&'a T),
    Read(Bytes),
}

impl<T> Content<'_, T> {
    fn unwrap_or_else(self, data: impl FnOnce(&T) -> Bytes) -> Bytes {
        match self {
            Self::Data(inline) => data(inline),
            Self::Read(bytes) => bytes,
        }
    }
}

fn data<'a, T>(field: &str, source: &'a DataOrFile<T>) -> Result<Content<'a, T>, String> {
    match source {
        DataOrFile::Data(data) => Ok(Content::Data(data)),
        DataOrFile::File(path) => match read(Path::new(path)) {
            Ok(bytes) => Ok(Content::Read(bytes.into())),
            Err(error) => Err(format!("cannot read {field} {path}: {error}")),
        },
        _ => Err(format!("{field} is given in an unknown way")),
    }
}

/// Whom to be, as outrigger-hyper has it.
fn credentials(resolved: &Resolved) -> Result<Option<Shared>, String> {
    let said = |error: Error| error.chain().to_string();
    let own: Option<Shared> = if let Some(path) = &resolved.token_file {
        let file = BearerFile::open(path.into(), resolved.token.as_ref());
        Some(Arc::new(file.map_err(said)?))
    } else if let Some(token) = &resolved.token {
        Some(Arc::new(BearerToken::new(token).map_err(said)?))
    } else if let Some(basic) = &resolved.basic {
        let basic = BasicAuth::new(&basic.username, &basic.password);
        Some(Arc::new(basic.map_err(said)?))
    } else if resolved.client_certificate.is_none() && resolved.exec.is_some() {
        return Err("exec credential plugins are not supported yet".to_owned());
    } else if resolved.client_certificate.is_none() && resolved.auth_provider.is_some() {
        return Err("auth-provider is not supported".to_owned());
    } else {
        None
    };
    let Some(impersonate) = &resolved.impersonate else {
        return Ok(own);
    };
    let credentials = Impersonating::new(impersonate, own).map_err(said)?;
    Ok(Some(Arc::new(credentials)))
}

/// Reads a file of bounded size. Blocks.
pub(crate) fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(std::io::ErrorKind::IsADirectory.into());
    }
    file.take(FILE_MAX).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// An error and what it follows from.
pub(crate) fn with_reason(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}
