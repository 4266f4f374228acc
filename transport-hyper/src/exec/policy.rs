use std::path::{Component, Path};

use outrigger::{Error, Result};

use super::search;

/// Which exec plugins may run, for programs that take kubeconfigs from others.
///
/// Source: `PluginPolicy` of client-go.
///
/// ```
/// use outrigger_hyper::{ConnectOptions, ExecOptions, PluginPolicy};
///
/// let policy = PluginPolicy::Allowlist(vec!["aws".to_owned()]);
/// let options = ConnectOptions::new().exec(ExecOptions::new().policy(policy));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum PluginPolicy {
    /// All that kubeconfigs name.
    #[default]
    AllowAll,
    /// None.
    DenyAll,
    /// Those listed, by path or by name. A name is the program of that name in this program's
    /// `PATH`, and no other: `aws` does not allow `/tmp/aws`. What a plugin is told, its arguments
    /// and environment, is not looked at.
    Allowlist(Vec<String>),
}

impl PluginPolicy {
    /// # Errors
    /// When the list is empty, or has an entry that could match nothing, so that a slip is not
    /// found when it is too late.
    pub(super) fn validate(&self) -> Result<()> {
        let Self::Allowlist(entries) = self else {
            return Ok(());
        };
        if entries.is_empty() {
            let message = "the allowlist of exec plugins is empty: to allow none, deny all";
            return Err(Error::config(message, None));
        }
        match entries.iter().find(|entry| !is_normal(entry)) {
            Some(entry) => {
                let message = format!(
                    "the allowlist of exec plugins has {entry:?}, which is no name and no path in \
                     its shortest form"
                );
                Err(Error::config(message, None))
            }
            None => Ok(()),
        }
    }

    /// Whether nothing need be looked up.
    pub(super) const fn denies_all(&self) -> bool {
        matches!(self, Self::DenyAll)
    }

    /// Whether `program`, which [`search::find`] found for `command`, may run. Blocks.
    pub(super) fn allows(&self, command: &str, program: &Path) -> bool {
        let Self::Allowlist(entries) = self else {
            return !self.denies_all();
        };
        entries.iter().any(|entry| {
            entry == command || search::find(entry).is_ok_and(|allowed| allowed == program)
        })
    }
}

fn is_normal(entry: &str) -> bool {
    let path = Path::new(entry);
    let goes_back = |part| matches!(part, Component::CurDir | Component::ParentDir);
    let shortest = path.components().collect::<std::path::PathBuf>();
    !entry.is_empty() && shortest.as_os_str() == entry && !path.components().any(goes_back)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(entries: &[&str]) -> PluginPolicy {
        PluginPolicy::Allowlist(entries.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn programs_are_allowed_by_path_and_by_name() {
        let name = if cfg!(unix) { "sh" } else { "cmd" };
        let found = search::find(name).unwrap();
        let path = found.to_str().unwrap();
        for (command, program, policy, expected) in [
            (name, path, list(&[name]), true),
            (name, path, list(&["other", path]), true),
            (path, path, list(&[name]), true),
            (name, path, list(&["other"]), false),
            ("/tmp/sh", "/tmp/sh", list(&[name]), false),
            ("/tmp/sh", "/tmp/sh", list(&[path]), false),
            (name, path, PluginPolicy::AllowAll, true),
            (name, path, PluginPolicy::DenyAll, false),
        ] {
            let allowed = policy.allows(command, Path::new(program));
            assert_eq!(allowed, expected, "{command} {program} {policy:?}");
        }
    }

    #[test]
    fn lists_that_say_nothing_are_refused() {
        for entries in [
            &[][..],
            &[""],
            &["aws", ""],
            &["./aws"],
            &["/a/../b"],
            &["/a//b"],
            &["a/"],
        ] {
            assert!(list(entries).validate().is_err(), "{entries:?}");
        }
        for good in [
            list(&["aws", "bin/aws"]),
            PluginPolicy::DenyAll,
            PluginPolicy::AllowAll,
        ] {
            good.validate().unwrap();
        }
    }
}
