//! From a kubeconfig to a cluster.

use std::path::Path;
use std::sync::mpsc;

use outrigger::kubeconfig::Config;
use outrigger::transport::Connector;
use outrigger_hyper::{ConnectOptions, CryptoProvider, HyperConnector, resolve_cluster};

use crate::cluster::{Cluster, Identity};

/// The cluster of a context, in the file that is named or those that kubectl reads.
pub(crate) async fn connect(
    context: Option<&str>,
    file: Option<&Path>,
    warn: &dyn Fn(&str),
) -> Result<Cluster, String> {
    let (say, said) = mpsc::channel();
    let mut options = ConnectOptions::new().on_warning(move |warning| {
        // Nobody listens any more once it is resolved.
        let _ = say.send(warning.to_owned());
    });
    if let Some(context) = context {
        options = options.context(context);
    }
    if let Some(file) = file {
        options = options.kubeconfig(file);
    }
    let found = resolve_cluster(&options).await;
    said.try_iter().for_each(|warning| warn(&warning));
    let found = found.map_err(|error| error.chain().to_string())?;
    let connector = HyperConnector::new(CryptoProvider::default());
    let connector = connector.map_err(|error| error.to_string())?;
    let link = connector.connect(found.settings());
    let link = link.map_err(|error| format!("cannot connect: {}", with_reason(&error)))?;
    let server = found.config().server.to_string();
    let identity = identity(found.config(), file);
    Cluster::new(link, &server, found.credentials().cloned(), identity)
}

/// The server and whom we are there, by name. Files are part of it: in two of them one name may
/// stand for two users.
fn identity(config: &Config, file: Option<&Path>) -> Identity {
    let name = |name: &Option<String>| name.clone().unwrap_or_default();
    let files = match file {
        Some(file) => absolute(file),
        None => std::env::var("KUBECONFIG").unwrap_or_default(),
    };
    Identity::Real(vec![
        config.server.to_string(),
        name(&config.context),
        name(&config.user),
        format!("{:?}", config.impersonate),
        files,
    ])
}

fn absolute(path: &Path) -> String {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    absolute.display().to_string()
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
