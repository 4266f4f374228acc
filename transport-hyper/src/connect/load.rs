//! The kubeconfigs of this machine.

use std::path::Path;

use bytes::Bytes;
use outrigger::kubeconfig::{
    Kubeconfig, KubeconfigErrors, Loaded, Loader, Migration, PathFacts, PathStyle, ReadError,
    search_environment,
};

use super::migrate::migrate;
use crate::environment::{Lookup, variable};
use crate::files::{FileError, FileErrorKind, read_bytes, reads};

/// How paths are written here.
const STYLE: PathStyle = if cfg!(windows) {
    PathStyle::Windows
} else {
    PathStyle::Unix
};

/// Reads the kubeconfigs that kubectl would, and merges them: the file at `explicit`
/// (`--kubeconfig`), which must exist, else those that `$KUBECONFIG` lists, else `~/.kube/config`.
///
/// A `~/.kube/.kubeconfig` is copied to `~/.kube/config` first if that does not exist, as kubectl
/// does. What could be read is there whatever is wrong with the rest: see
/// [`Loaded::errors`] and [`Loaded::warnings`], and [`Loaded::into_result`] for kubectl's way. An
/// empty path is as good as none.
///
/// It reads files on this thread, each of 10 MiB at most, and needs no runtime. To get from there
/// to a client, [`resolve`](outrigger::kubeconfig::Kubeconfig::resolve) what was loaded and
/// [`connect_to`](crate::connect_to) it.
///
/// ```
/// let loaded = outrigger_hyper::load_kubeconfig(None);
/// for warning in &loaded.warnings {
///     eprintln!("warning: {warning}");
/// }
/// for (name, context) in &loaded.config.contexts {
///     println!("{name}: {}", context.cluster.as_deref().unwrap_or_default());
/// }
/// ```
///
/// Source: `ClientConfigLoadingRules.Load` of client-go.
pub fn load_kubeconfig(explicit: Option<&Path>) -> Loaded {
    load(explicit, variable)
}

/// As [`load_kubeconfig`], with relative paths as they are written: for programs that show
/// kubeconfigs or write them back.
///
/// Source: `PathOptions.GetStartingConfig` of client-go, from which `kubectl config` starts.
pub fn load_kubeconfig_as_written(explicit: Option<&Path>) -> Loaded {
    read_all(Loader::new(STYLE).keep_paths(), explicit, variable)
}

/// Puts the certificates and keys that are files into the kubeconfig itself, so that it is of use
/// on other machines: [`flattened`](Kubeconfig::flattened) with the files of this one.
///
/// It reads files on this thread, each of 10 MiB at most, and needs no runtime.
///
/// # Errors
/// Every file that cannot be read, and every field that is there as a file and as data.
///
/// Source: `FlattenConfig` of client-go.
pub fn flatten_kubeconfig(config: Kubeconfig) -> Result<Kubeconfig, KubeconfigErrors> {
    config.flattened(STYLE, |path| read(Path::new(path)))
}

/// As [`load_kubeconfig`], in the environment that `lookup` knows.
pub(super) fn load(explicit: Option<&Path>, lookup: impl Lookup) -> Loaded {
    read_all(Loader::new(STYLE), explicit, lookup)
}

fn read_all(loader: Loader, explicit: Option<&Path>, lookup: impl Lookup) -> Loaded {
    let text = |name: &str| lookup(name).and_then(|value| value.into_string().ok());
    let search = search_environment(STYLE, text, facts);
    let loader = match search.migration {
        Some(migration) => migrated(loader, &migration),
        None => loader,
    };
    if let Some(path) = explicit.filter(|path| !path.as_os_str().is_empty()) {
        let (name, text) = named(path);
        return loader.explicit(&name, text).load();
    }
    if lookup("KUBECONFIG").is_some_and(|list| list.into_string().is_err()) {
        // Another cluster than the one that was named would be the worst answer.
        let problem = ReadError::Unreadable("the name is not UTF-8".to_owned());
        return loader.explicit("$KUBECONFIG", Err(problem)).load();
    }
    let loader = loader.warn_if_all_missing(search.warn_if_all_missing);
    let add = |loader: Loader, path: &String| {
        let (name, text) = named(Path::new(path));
        loader.file(&name, text)
    };
    search.paths.iter().fold(loader, add).load()
}

/// The file at `path`, which must exist, and nothing else.
pub(super) fn load_only(path: &Path) -> Loaded {
    let loader = Loader::new(STYLE);
    let (name, text) = named(path);
    loader.explicit(&name, text).load()
}

/// Whether a file that a kubeconfig names can be opened.
pub(super) fn readable(path: &str) -> Result<(), ReadError> {
    reads(Path::new(path)).map_err(problem)
}

/// Copies a kubeconfig from where programs of old kept it. That this fails is an error even if
/// other files are read, as in client-go.
fn migrated(loader: Loader, migration: &Migration) -> Loader {
    match migrate(migration) {
        Ok(()) => loader,
        Err(error) => {
            let message = format!("cannot migrate it to {}: {error}", migration.to);
            loader.file(&migration.from, Err(ReadError::Unreadable(message)))
        }
    }
}

fn facts(path: &str) -> PathFacts {
    let found = std::fs::metadata(path);
    PathFacts {
        exists: found.is_ok(),
        writable_folder: found.is_ok_and(|it| it.is_dir() && !it.permissions().readonly()),
    }
}

/// A file's absolute path, as what is in it may be relative to that, and its text.
fn named(path: &Path) -> (String, Result<Bytes, ReadError>) {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let text = read(path);
    match absolute.to_str() {
        Some(name) => (name.to_owned(), text),
        // By a name that only looks like it, its certificates would be looked for elsewhere.
        None => {
            let problem = ReadError::Unreadable("its path is not UTF-8".to_owned());
            (absolute.display().to_string(), text.and(Err(problem)))
        }
    }
}

fn read(path: &Path) -> Result<Bytes, ReadError> {
    read_bytes(path).map(Bytes::from).map_err(problem)
}

fn problem(error: FileError) -> ReadError {
    match error.kind() {
        FileErrorKind::Missing => ReadError::Missing,
        _ => ReadError::Unreadable(error.reason()),
    }
}
