//! A configuration as it looks under overrides.

use crate::kubeconfig::error::KubeconfigErrors;
use crate::kubeconfig::model::Kubeconfig;
use crate::kubeconfig::overrides::Overrides;

impl Kubeconfig {
    /// The configuration with the overrides written into it: into the context, the cluster and the
    /// user that they lead to, which becomes the current context. All else stays.
    ///
    /// ```
    /// use outrigger::kubeconfig::{Kubeconfig, Overrides};
    ///
    /// let text = "
    /// current-context: dev
    /// contexts: [{name: dev, context: {cluster: c, user: u}}]
    /// clusters: [{name: c, cluster: {server: 'https://h'}}]
    /// users: [{name: u}]
    /// ";
    /// let config = Kubeconfig::parse(text.as_bytes(), "/f")?;
    /// let shop = config.overridden(&Overrides::new().namespace("shop"))?;
    /// assert_eq!(shop.contexts["dev"].namespace.as_deref(), Some("shop"));
    /// # Ok::<(), outrigger::kubeconfig::KubeconfigErrors>(())
    /// ```
    ///
    /// # Errors
    /// As [`resolve`](Self::resolve).
    ///
    /// Source: `MergedRawConfig` of client-go.
    pub fn overridden(&self, overrides: &Overrides) -> Result<Self, KubeconfigErrors> {
        self.resolve(overrides)?;
        let current = self.current_context.as_deref();
        let name = overrides.context_name().or(current).unwrap_or_default();
        let context = overrides.over_context(self.contexts.get(name));
        let cluster_name = context.cluster.clone().unwrap_or_default();
        let user_name = context.user.clone().unwrap_or_default();
        let cluster = overrides.over_cluster(self.clusters.get(&cluster_name));
        let user = overrides.over_user(self.users.get(&user_name));
        let mut config = self.clone();
        if overrides.context_name().is_some() {
            config.current_context = Some(name.to_owned());
            config.current_context_origin = None;
        }
        config.contexts.insert(name.to_owned(), context);
        config.clusters.insert(cluster_name, cluster);
        config.users.insert(user_name, user);
        Ok(config)
    }
}
