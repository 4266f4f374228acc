//! The namespace alone, which can be told where there is no server.

use crate::kubeconfig::error::KubeconfigErrors;
use crate::kubeconfig::model::Kubeconfig;
use crate::kubeconfig::overrides::Overrides;

/// The namespace to use where none is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Namespace {
    /// Its name.
    pub name: String,
    /// Whether an override names it.
    pub overridden: bool,
    /// Whether an override or the context names it. A program in a pod prefers the pod's namespace
    /// to one that is not.
    pub explicit: bool,
}

impl Kubeconfig {
    /// The namespace to use where none is asked for: the override's, else the context's, else
    /// `default`.
    ///
    /// ```
    /// use outrigger::kubeconfig::{Kubeconfig, Overrides};
    ///
    /// let none = Kubeconfig::default();
    /// let namespace = none.namespace(&Overrides::new().namespace("shop"))?;
    /// assert!(namespace.overridden);
    /// assert!(none.namespace(&Overrides::new()).unwrap_err().is_empty_config());
    /// # Ok::<(), outrigger::kubeconfig::KubeconfigErrors>(())
    /// ```
    ///
    /// # Errors
    /// As [`resolve`](Self::resolve), unless an override names it: then whatever else is wrong
    /// does not matter.
    ///
    /// Source: `DirectClientConfig.Namespace` of client-go.
    pub fn namespace(&self, overrides: &Overrides) -> Result<Namespace, KubeconfigErrors> {
        if let Some(name) = overrides.namespace_name() {
            return Ok(Namespace {
                name: name.to_owned(),
                overridden: true,
                explicit: true,
            });
        }
        let config = self.resolve(overrides)?;
        Ok(Namespace {
            name: config.namespace,
            overridden: false,
            explicit: config.namespace_set,
        })
    }
}
