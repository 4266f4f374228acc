//! What Outrigger makes of a case, in the words of the Go program.

use bytes::Bytes;
use outrigger::auth::exec::ExecCluster;
use outrigger::kubeconfig::{
    AuthInfo, ByName, Cluster, Config, Context, DataOrFile, Kubeconfig, KubeconfigErrors, Loaded,
    Loader, Migration, PathStyle, ReadError, search_paths,
};
use serde_json::Value;

use crate::case::{Case, Found};
use crate::flags::overrides;
use crate::object::Object;

/// The answer to a case.
pub(crate) fn answer(case: &Case) -> Value {
    let loaded = load(case);
    let mut answer = Object::default();
    answer.0.insert("load-errors".into(), failed_files(&loaded));
    // For people, and for the list of differences.
    let messages = loaded.errors.iter().map(|error| {
        let file = error.file().unwrap_or_default();
        format!("{file}: {}", error.message())
    });
    answer.list("load-messages", &messages.collect::<Vec<_>>());
    answer.list("warnings", &loaded.warnings);
    answer.0.insert("merged".into(), merged(&loaded.config));
    let overrides = overrides(&case.overrides);
    if let Ok(namespace) = loaded.config.namespace(&overrides) {
        answer.text("namespace", &namespace.name);
        answer.flag("namespace-overridden", namespace.overridden);
    }
    let config = loaded
        .config
        .resolve_with(&overrides, |path| openable(case, path));
    let resolved = config
        .map_err(Refused::from)
        .and_then(|config| resolved(case, &config));
    match resolved {
        Ok(resolved) => drop(answer.0.insert("resolved".into(), resolved)),
        Err(refused) => {
            answer.0.insert("errors".into(), refused.texts.into());
            answer.0.insert("empty".into(), refused.empty.into());
        }
    }
    // Numbers are read as the committed answers are.
    serde_json::from_str(&Value::Object(answer.0).to_string()).unwrap()
}

/// Why a case cannot be resolved.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) texts: Vec<String>,
    /// Whether that is only because nothing is configured.
    pub(crate) empty: bool,
}

impl From<KubeconfigErrors> for Refused {
    fn from(errors: KubeconfigErrors) -> Self {
        Self {
            texts: errors.iter().map(ToString::to_string).collect(),
            empty: errors.is_empty_config(),
        }
    }
}

impl From<String> for Refused {
    fn from(text: String) -> Self {
        Self {
            texts: vec![text],
            empty: false,
        }
    }
}

/// Reads a file, as a backend does.
fn read(case: &Case, path: &str) -> Result<Bytes, ReadError> {
    match case.read(path) {
        Some(Found::File(content)) => Ok(Bytes::copy_from_slice(content)),
        Some(Found::Folder) => Err(ReadError::Unreadable("is a directory".into())),
        None => Err(ReadError::Missing),
    }
}

/// Whether a path can be opened, as folders can.
fn openable(case: &Case, path: &str) -> Result<(), ReadError> {
    case.read(path).map(drop).ok_or(ReadError::Missing)
}

fn load(case: &Case) -> Loaded {
    let found = search_paths(Some(&case.kubeconfig), Some(&case.home), PathStyle::Unix);
    let case = &migrated(case, found.migration.as_ref());
    let loader = Loader::new(PathStyle::Unix);
    if !case.explicit.is_empty() {
        return loader
            .explicit(&case.explicit, read(case, &case.explicit))
            .load();
    }
    let loader = loader.warn_if_all_missing(found.warn_if_all_missing);
    let add = |loader: Loader, path: &String| loader.file(path, read(case, path));
    found.paths.iter().fold(loader, add).load()
}

/// The case once an old file has been copied to where it belongs.
fn migrated(case: &Case, migration: Option<&Migration>) -> Case {
    let mut case = case.clone();
    if let Some(Migration { from, to, .. }) = migration
        && case.read(to).is_none()
        && let Ok(content) = read(&case, from)
    {
        case.files.insert(to.clone(), content.to_vec());
    }
    case
}

/// The files that something is wrong with.
fn failed_files(loaded: &Loaded) -> Value {
    let mut files: Vec<&str> = loaded.errors.iter().filter_map(|e| e.file()).collect();
    files.dedup();
    files.into()
}

fn merged(config: &Kubeconfig) -> Value {
    let mut answer = Object::default();
    answer.maybe("current-context", config.current_context.as_ref());
    answer.flag("colors", config.preferences.colors);
    answer.extensions(&config.extensions);
    let mut preferences = Object::default();
    preferences.extensions(&config.preferences.extensions);
    if !preferences.0.is_empty() {
        answer.0.insert("preferences".into(), preferences.0.into());
    }
    answer
        .0
        .insert("clusters".into(), entries(&config.clusters, cluster));
    answer
        .0
        .insert("users".into(), entries(&config.users, user));
    answer
        .0
        .insert("contexts".into(), entries(&config.contexts, context));
    answer.0.into()
}

fn entries<V>(entries: &ByName<V>, object: fn(&V) -> Object) -> Value {
    entries
        .iter()
        .map(|(name, entry)| (name.clone(), Value::Object(object(entry).0)))
        .collect()
}

fn cluster(entry: &Cluster) -> Object {
    let mut answer = Object::default();
    answer.origin(entry.origin.as_ref());
    answer.maybe("server", entry.server.as_ref());
    answer.maybe("tls-server-name", entry.tls_server_name.as_ref());
    answer.flag("insecure-skip-tls-verify", entry.insecure_skip_tls_verify);
    answer.path(
        "certificate-authority",
        entry.certificate_authority.as_ref(),
    );
    if let Some(data) = &entry.certificate_authority_data {
        answer.data("certificate-authority-data", data.bytes());
    }
    answer.secret("proxy-url", entry.proxy_url.as_ref());
    answer.flag("disable-compression", entry.disable_compression);
    answer.extensions(&entry.extensions);
    answer
}

fn context(entry: &Context) -> Object {
    let mut answer = Object::default();
    answer.origin(entry.origin.as_ref());
    answer.maybe("cluster", entry.cluster.as_ref());
    answer.maybe("user", entry.user.as_ref());
    answer.maybe("namespace", entry.namespace.as_ref());
    answer.extensions(&entry.extensions);
    answer
}

fn user(entry: &AuthInfo) -> Object {
    let mut answer = Object::default();
    answer.origin(entry.origin.as_ref());
    answer.path("client-certificate", entry.client_certificate.as_ref());
    if let Some(data) = &entry.client_certificate_data {
        answer.data("client-certificate-data", data.bytes());
    }
    answer.path("client-key", entry.client_key.as_ref());
    if let Some(data) = &entry.client_key_data {
        answer.data("client-key-data", data.bytes());
    }
    answer.secret("token", entry.token.as_ref());
    answer.path("tokenFile", entry.token_file.as_ref());
    answer.maybe("username", entry.username.as_ref());
    answer.secret("password", entry.password.as_ref());
    answer.impersonate(&entry.impersonate);
    answer.provider(entry.auth_provider.as_ref());
    answer.exec(entry.exec.as_ref(), None);
    answer.extensions(&entry.extensions);
    answer
}

/// What a client is made from, once a backend has looked at the files it names.
fn resolved(case: &Case, config: &Config) -> Result<Value, Refused> {
    let mut answer = Object::default();
    answer.text("host", &ExecCluster::new(config, None).server);
    answer.text("scheme", config.server.scheme_str().unwrap_or_default());
    answer.text(
        "address",
        config
            .server
            .authority()
            .map_or("", |authority| authority.as_str()),
    );
    answer.text("path", config.server.path().trim_end_matches('/'));
    answer.flag("insecure-skip-tls-verify", config.insecure_skip_tls_verify);
    answer.maybe("tls-server-name", config.tls_server_name.as_ref());
    either(
        &mut answer,
        "certificate-authority",
        config.certificate_authority.as_ref(),
        |data| data,
    );
    let pair = config.client_certificate.as_ref();
    either(
        &mut answer,
        "client-certificate",
        pair.map(|pair| &pair.certificate),
        |data| data,
    );
    either(
        &mut answer,
        "client-key",
        pair.map(|pair| &pair.key),
        |key| key.expose().as_bytes(),
    );
    credentials(case, config, &mut answer)?;
    answer.impersonate(&config.impersonate.clone().unwrap_or_default());
    answer.flag("disable-compression", config.disable_compression);
    if let Some(url) = &config.proxy_url {
        // net/url writes schemes in lower case.
        let (scheme, rest) = url.expose().split_once(':').unwrap_or_default();
        answer.text("proxy-url", &format!("{}:{rest}", scheme.to_lowercase()));
    }
    if let Some(timeout) = config.timeout.filter(|timeout| !timeout.is_zero()) {
        let nanoseconds = u64::try_from(timeout.as_nanos()).unwrap();
        answer.0.insert("timeout".into(), nanoseconds.into());
    }
    Ok(answer.0.into())
}

fn credentials(case: &Case, config: &Config, answer: &mut Object) -> Result<(), Refused> {
    answer.path("tokenFile", config.token_file.as_ref());
    answer.secret("token", config.token.as_ref());
    if let (None, Some(path)) = (&config.token, &config.token_file) {
        let Some(Found::File(content)) = case.read(path) else {
            return Err(format!("{path} cannot be read").into());
        };
        answer.text("token", &String::from_utf8_lossy(content));
    }
    if let Some(basic) = &config.basic {
        answer.text("username", &basic.username);
        answer.secret("password", Some(&basic.password));
    }
    answer.provider(config.auth_provider.as_ref());
    answer.exec(config.exec.as_ref(), config.exec_cluster_config.as_ref());
    Ok(())
}

fn either<T>(
    answer: &mut Object,
    name: &str,
    either: Option<&DataOrFile<T>>,
    bytes: impl Fn(&T) -> &[u8],
) {
    match either {
        Some(DataOrFile::Data(data)) => answer.data(&format!("{name}-data"), bytes(data)),
        Some(DataOrFile::File(path)) => answer.path(name, Some(path)),
        _ => {}
    }
}
