use std::collections::{BTreeMap, BTreeSet};

use outrigger::{Cached, Change};
use outrigger_test::Trace;

/// What one subscriber was told, and whether that was legal: for one uid, `Added` once,
/// `Modified` only after it, `Deleted` last; versions never go back, and what is said to be old
/// is what was known.
#[derive(Debug, Default)]
pub(crate) struct Judge {
    known: BTreeMap<String, (String, u64)>,
    over: BTreeSet<String>,
    returns: bool,
    pub(crate) changes: u64,
    pub(crate) illegal: Option<String>,
}

impl Judge {
    /// `returns`: what left may come back, as objects do that leave a selection.
    pub(crate) fn returning(returns: bool) -> Self {
        Self {
            returns,
            ..Self::default()
        }
    }

    pub(crate) fn see<K>(&mut self, change: &Change<K>, trace: &Trace, who: &str) {
        self.changes += 1;
        let (key, uid, version) = identity(change.object());
        let verdict = match change {
            Change::Added(_) => {
                trace.log(who, format_args!("added {key}@{version}"));
                self.added(key, uid, version)
            }
            Change::Modified { old, .. } => {
                trace.log(who, format_args!("modified {key}@{version}"));
                self.modified(key, uid, version, identity(old).2)
            }
            Change::Deleted { .. } => {
                trace.log(who, format_args!("deleted {key}@{version}"));
                self.deleted(&key, uid, version)
            }
        };
        if let Err(problem) = verdict {
            self.illegal.get_or_insert(problem);
        }
    }

    fn added(&mut self, key: String, uid: String, version: u64) -> Result<(), String> {
        if self.over.contains(&uid) {
            return Err(format!("{key}: {uid} was added after it was deleted"));
        }
        match self.known.insert(key.clone(), (uid, version)) {
            None => Ok(()),
            Some(before) => Err(format!("{key} was added while {before:?} was there")),
        }
    }

    fn modified(&mut self, key: String, uid: String, version: u64, old: u64) -> Result<(), String> {
        let before = self.known.insert(key.clone(), (uid.clone(), version));
        match before {
            Some((was, at)) if was == uid && at == old && at < version => Ok(()),
            before => Err(format!(
                "{key} ({uid}) went from {old} to {version}, known: {before:?}"
            )),
        }
    }

    fn deleted(&mut self, key: &str, uid: String, version: u64) -> Result<(), String> {
        let before = self.known.remove(key);
        let legal = matches!(&before, Some((was, at)) if *was == uid && *at <= version);
        if !self.returns {
            self.over.insert(uid);
        }
        match legal {
            true => Ok(()),
            false => Err(format!("{key} was deleted at {version}, known: {before:?}")),
        }
    }

    /// What the subscriber believes to be there.
    pub(crate) fn known(&self) -> BTreeMap<String, String> {
        let pair =
            |(key, (_, version)): (&String, &(String, u64))| (key.clone(), version.to_string());
        self.known.iter().map(pair).collect()
    }
}

fn identity<K>(object: &Cached<K>) -> (String, String, u64) {
    let version = object.resource_version().parse().unwrap_or_default();
    (object.key().to_string(), object.uid().to_owned(), version)
}
