//! The kubeconfigs of this machine.

use std::ffi::OsString;
use std::path::Path;

use bytes::Bytes;
use outrigger::kubeconfig::{Loaded, Loader, PathStyle, ReadError, search_paths};

use crate::environment::{self, Lookup, variable};
use crate::files::{FileErrorKind, read_bytes};

/// Reads the kubeconfigs that kubectl would, and merges them: the file at `explicit`
/// (`--kubeconfig`), which must exist, else those that `$KUBECONFIG` lists, else `~/.kube/config`.
///
/// What could be read is there whatever is wrong with the rest: see
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

/// As [`load_kubeconfig`], in the environment that `lookup` knows.
pub(super) fn load(explicit: Option<&Path>, lookup: impl Lookup) -> Loaded {
    let style = if cfg!(windows) {
        PathStyle::Windows
    } else {
        PathStyle::Unix
    };
    let loader = Loader::new(style);
    if let Some(path) = explicit.filter(|path| !path.as_os_str().is_empty()) {
        return loader.explicit(&absolute(path), read(path)).load();
    }
    let list = match lookup("KUBECONFIG").map(OsString::into_string) {
        // Another cluster than the one that was named would be the worst answer.
        Some(Err(_)) => {
            let problem = ReadError::Unreadable("the name is not UTF-8".to_owned());
            return loader.explicit("$KUBECONFIG", Err(problem)).load();
        }
        Some(Ok(list)) => Some(list),
        None => None,
    };
    let home = environment::home(lookup);
    let home = home.as_deref().and_then(Path::to_str);
    let search = search_paths(list.as_deref(), home, style);
    let loader = loader.warn_if_all_missing(search.warn_if_all_missing);
    let add = |loader: Loader, path: &String| {
        let path = Path::new(path);
        loader.file(&absolute(path), read(path))
    };
    search.paths.iter().fold(loader, add).load()
}

/// Paths in a file are relative to the file, so its own must not be relative to anything.
fn absolute(path: &Path) -> String {
    std::path::absolute(path)
        .unwrap_or_else(|_| path.to_owned())
        .display()
        .to_string()
}

fn read(path: &Path) -> Result<Bytes, ReadError> {
    read_bytes(path)
        .map(Bytes::from)
        .map_err(|error| match error.kind() {
            FileErrorKind::Missing => ReadError::Missing,
            _ => ReadError::Unreadable(error.reason()),
        })
}
