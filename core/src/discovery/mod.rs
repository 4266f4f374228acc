//! What an API server serves: aggregated and legacy discovery, and the search for a resource by
//! any name that kubectl takes.

mod documents;
mod fetch;

use std::fmt;

pub(crate) use self::fetch::discover;
use crate::error::{Error, ErrorKind, Result};
use crate::object::ApiResource;

/// The resources of an API server.
///
/// ```
/// # async fn example(client: outrigger::Client) -> outrigger::Result<()> {
/// let discovery = client.discover().await?;
/// for name in ["po", "Deployment", "widgets.example.com", "cronjobs.v1.batch"] {
///     println!("{name} is {}", discovery.find(name)?.resource);
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Discovery {
    resources: Vec<DiscoveredResource>,
    failures: Vec<DiscoveryFailure>,
}

/// A resource as discovery describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DiscoveredResource {
    /// Where its objects are and what they are called.
    pub resource: ApiResource,
    /// The singular name, such as `pod`.
    pub singular: String,
    /// Names for the impatient, such as `po`.
    pub short_names: Vec<String>,
    /// Sets of resources that it belongs to, such as `all`.
    pub categories: Vec<String>,
    /// What can be done with it, in RBAC's words.
    pub verbs: Vec<String>,
    /// The names of its subresources, such as `status`.
    pub subresources: Vec<String>,
    /// Whether its version is the one that the server prefers for it.
    pub preferred: bool,
}

impl DiscoveredResource {
    /// Whether the server allows `verb` on it at all, whoever asks.
    pub fn allows(&self, verb: &str) -> bool {
        self.verbs.iter().any(|known| known == verb)
    }

    /// Whether `name`, in lower case, is one of its names.
    fn goes_by(&self, name: &str) -> bool {
        let is = |own: &str| own.eq_ignore_ascii_case(name);
        is(&self.resource.plural)
            || is(&self.singular)
            || is(&self.resource.kind)
            || self.short_names.iter().any(|short| is(short))
    }
}

/// A group version whose resources could not be had. The others are there all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DiscoveryFailure {
    /// The API group.
    pub group: String,
    /// Its version.
    pub version: String,
    /// Why.
    pub reason: String,
}

impl fmt::Display for DiscoveryFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}: {}", self.group, self.version, self.reason)
    }
}

impl Discovery {
    /// All resources, in the server's order: the core group first, preferred versions first.
    pub fn resources(&self) -> &[DiscoveredResource] {
        &self.resources
    }

    /// Group versions whose resources could not be had.
    pub fn failures(&self) -> &[DiscoveryFailure] {
        &self.failures
    }

    /// The resource that goes by `name`: its plural, singular, kind or short name, alone or with
    /// `.group` or `.version.group` behind it, in any case. Of several, the first in the
    /// server's order, preferred versions before others, as kubectl has it.
    ///
    /// # Errors
    /// [`ErrorKind::Discovery`] when nothing goes by that name; it says which groups could not
    /// be asked.
    pub fn find(&self, name: &str) -> Result<&DiscoveredResource> {
        let (short, qualifier) = name.split_once('.').unwrap_or((name, ""));
        let matching = self
            .resources
            .iter()
            .filter(|found| found.goes_by(short) && matches_qualifier(&found.resource, qualifier));
        // A full plural beats a short name, whatever the groups' order; of equals the first wins.
        let rank = |found: &&DiscoveredResource| {
            (
                !found.resource.plural.eq_ignore_ascii_case(short),
                !found.preferred,
            )
        };
        matching.min_by_key(rank).ok_or_else(|| self.unknown(name))
    }

    fn unknown(&self, name: &str) -> Error {
        let mut message = format!("the server does not have a resource type {name:?}");
        if !self.failures.is_empty() {
            let failures: Vec<_> = self.failures.iter().map(ToString::to_string).collect();
            message.push_str(&format!(" (could not ask {})", failures.join(", ")));
        }
        Error::new(ErrorKind::Discovery, message)
    }
}

/// Whether `qualifier` is empty, the group, or `version.group`; `v1` alone is the core group's.
fn matches_qualifier(resource: &ApiResource, qualifier: &str) -> bool {
    if qualifier.is_empty() || qualifier.eq_ignore_ascii_case(&resource.group) {
        return true;
    }
    let (version, group) = qualifier.split_once('.').unwrap_or((qualifier, ""));
    version.eq_ignore_ascii_case(&resource.version) && group.eq_ignore_ascii_case(&resource.group)
}

#[cfg(test)]
mod tests;
