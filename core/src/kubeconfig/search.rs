//! Where kubeconfigs are looked for. Text only: what the file system has to say is asked of the
//! caller.

use super::paths::PathStyle;

/// Where to look for kubeconfigs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SearchPaths {
    /// The files, the first having precedence. Files that do not exist are skipped.
    pub paths: Vec<String>,
    /// Whether it deserves a warning that none of them exists: when the user named them.
    pub warn_if_all_missing: bool,
    /// A file to copy before anything is read, whichever files are read then.
    pub migration: Option<Migration>,
}

/// A kubeconfig where programs of old kept it.
///
/// It is copied when `to` does not exist and `from` does, with the permissions of `from` as far
/// as reading and writing go. Where one of the two may not be looked at, nothing is done.
///
/// Source: `currentMigrationRules` and `Migrate` of client-go.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Migration {
    /// Where it was.
    pub from: String,
    /// Where it is looked for now.
    pub to: String,
}

/// What the file system says about a path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PathFacts {
    /// Whether there is anything.
    pub exists: bool,
    /// Whether it is a folder that is not marked read-only for its owner.
    pub writable_folder: bool,
}

/// The files to read: those `KUBECONFIG` lists, each once, or else `.kube/config` in `home`.
///
/// ```
/// use outrigger::kubeconfig::{PathStyle, search_paths};
///
/// let found = search_paths(Some("/a:/b:/a"), Some("/home/u"), PathStyle::Unix);
/// assert_eq!(found.paths, ["/a", "/b"]);
///
/// let found = search_paths(None, Some("/home/u"), PathStyle::Unix);
/// assert_eq!(found.paths, ["/home/u/.kube/config"]);
/// assert_eq!(found.migration.unwrap().from, "/home/u/.kube/.kubeconfig");
/// ```
///
/// Without a home there is nothing to read, where client-go reads `.kube/config` in the working
/// directory, whoever put it there. On Windows no migration is named, since that depends on more
/// than the home: see [`search_environment`].
///
/// Source: `NewDefaultClientConfigLoadingRules` of client-go.
pub fn search_paths(kubeconfig: Option<&str>, home: Option<&str>, style: PathStyle) -> SearchPaths {
    let home = home.filter(|home| !home.is_empty());
    let old = (style == PathStyle::Unix).then_some(home).flatten();
    search(kubeconfig, home, old, style)
}

/// The files to read by a program with this environment.
///
/// `variable` looks up a variable of the environment, `facts` a path in the file system; the
/// latter is asked on Windows alone.
///
/// ```
/// use outrigger::kubeconfig::{PathFacts, PathStyle, search_environment};
///
/// let variable = |name: &str| (name == "USERPROFILE").then(|| r"C:\Users\u".to_owned());
/// let facts = |_: &str| PathFacts::default();
/// let found = search_environment(PathStyle::Windows, variable, facts);
/// assert_eq!(found.paths, [r"C:\Users\u\.kube\config"]);
/// ```
///
/// Source: `NewDefaultClientConfigLoadingRules` and `currentMigrationRules` of client-go.
pub fn search_environment(
    style: PathStyle,
    variable: impl Fn(&str) -> Option<String>,
    facts: impl Fn(&str) -> PathFacts,
) -> SearchPaths {
    let home = home_folder(style, &variable, facts);
    let old = set(&variable, "HOME");
    let list = variable("KUBECONFIG");
    search(list.as_deref(), home.as_deref(), old.as_deref(), style)
}

/// The folder in which `.kube` is. `variable` and `facts` are as for [`search_environment`].
///
/// That is `HOME`. On Windows it is the first of `HOME`, `HOMEDRIVE` with `HOMEPATH`, and
/// `USERPROFILE` with a `.kube\config`; else, of `HOME`, `USERPROFILE`, and `HOMEDRIVE` with
/// `HOMEPATH`, the first that can be written to, else the first that exists, else the first that
/// is set.
///
/// Source: `HomeDir` in client-go's `util/homedir`.
pub fn home_folder(
    style: PathStyle,
    variable: impl Fn(&str) -> Option<String>,
    facts: impl Fn(&str) -> PathFacts,
) -> Option<String> {
    let home = set(&variable, "HOME");
    let PathStyle::Windows = style else {
        return home;
    };
    let profile = set(&variable, "USERPROFILE");
    let drive = set(&variable, "HOMEDRIVE").zip(set(&variable, "HOMEPATH"));
    let drive = drive.map(|(drive, path)| drive + &path);
    let with_config = [&home, &drive, &profile].into_iter().flatten();
    let mut with_config = with_config.filter(|folder| facts(&config_in(folder, style)).exists);
    if let Some(folder) = with_config.next() {
        return Some(folder.clone());
    }
    let folders = || [&home, &profile, &drive].into_iter().flatten();
    let writable = folders().find(|folder| facts(folder).writable_folder);
    let existing = || folders().find(|folder| facts(folder).exists);
    writable
        .or_else(existing)
        .or_else(|| folders().next())
        .cloned()
}

fn search(
    list: Option<&str>,
    home: Option<&str>,
    old: Option<&str>,
    style: PathStyle,
) -> SearchPaths {
    let list = list.filter(|list| !list.is_empty());
    let default = home.map(|home| config_in(home, style));
    let paths = match list {
        Some(list) => listed(list, style),
        None => default.iter().cloned().collect(),
    };
    let name = match style {
        PathStyle::Unix => ".kubeconfig",
        PathStyle::Windows => "config",
    };
    let from = old.map(|old| style.join(&style.join(old, ".kube"), name));
    let migration = from.zip(default).map(|(from, to)| Migration { from, to });
    SearchPaths {
        paths,
        warn_if_all_missing: list.is_some(),
        migration: migration.filter(|migration| migration.from != migration.to),
    }
}

/// The paths of a list, each once.
fn listed(list: &str, style: PathStyle) -> Vec<String> {
    let mut paths: Vec<String> = Vec::new();
    for path in style.split_list(list) {
        if !path.is_empty() && !paths.contains(&path) {
            paths.push(path);
        }
    }
    paths
}

fn config_in(home: &str, style: PathStyle) -> String {
    style.join(&style.join(home, ".kube"), "config")
}

fn set(variable: impl Fn(&str) -> Option<String>, name: &str) -> Option<String> {
    variable(name).filter(|value| !value.is_empty())
}
