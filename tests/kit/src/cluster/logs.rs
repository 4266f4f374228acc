//! Writing to the logs of containers.

use std::error::Error;
use std::fmt;

use bytes::Bytes;

use super::apiserver::logs::{Line, current};
use super::apiserver::store::Record;
use super::{Cluster, SimulatedApiServer};

/// There is no such pod, or it has no such container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSuchContainer {
    pod: String,
    container: String,
}

impl SimulatedApiServer {
    /// Writes a line to the log of a container, as the container itself would to its standard
    /// output. Who follows the log gets it at once, with the time by the server's timer.
    ///
    /// The container need not run: what is written before a kubelet ([`Workload`](super::Workload))
    /// has started it can be read until one does, and a pod without a node has a log as soon as
    /// something is written. When the container is restarted, the log begins anew, and the old one
    /// is `previous`.
    ///
    /// # Bounds
    /// Of each container and run, the last 10,000 lines and 4 MiB are kept; the newest line always.
    ///
    /// # Errors
    /// When there is no such container.
    ///
    /// # Examples
    /// ```
    /// use outrigger::{Api, CreateOptions, Unstructured};
    /// use outrigger_test::Cluster;
    /// use serde_json::json;
    ///
    /// let cluster = Cluster::seeded(7);
    /// let client = cluster.client();
    /// cluster.run(async {
    ///     let pods: Api<Unstructured> = client.resource("pods").await?.within("default");
    ///     let pod = json!({ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "web-0" },
    ///         "spec": { "containers": [{ "name": "app", "image": "app" }] } });
    ///     pods.create(&serde_json::from_value(pod)?, &CreateOptions::new()).await?;
    ///     // From now on, GET …/pods/web-0/log answers with this line.
    ///     cluster.server().write_log("default", "web-0", "app", "listening")?;
    ///     Ok::<_, Box<dyn std::error::Error>>(())
    /// })?;
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    pub fn write_log(
        &self,
        namespace: &str,
        pod: &str,
        container: &str,
        line: impl AsRef<[u8]>,
    ) -> Result<(), NoSuchContainer> {
        let line = Line {
            at: self.api.shared.timer.wall_now(),
            text: Bytes::copy_from_slice(line.as_ref()),
        };
        let key = Record::key_of(namespace, pod);
        let written = self.api.shared.change(|state| {
            let model = &mut state.model;
            let object = model.store.get("pods", &key)?.to_value();
            let (id, last) = current(&object, container)?;
            model.logs.write(id, &last, line);
            Some(())
        });
        written.ok_or_else(|| NoSuchContainer {
            pod: key,
            container: container.to_owned(),
        })
    }
}

impl Cluster {
    /// Writes a line to the log of a container; see [`SimulatedApiServer::write_log`].
    ///
    /// # Errors
    /// When there is no such container.
    pub fn write_log(
        &self,
        namespace: &str,
        pod: &str,
        container: &str,
        line: impl AsRef<[u8]>,
    ) -> Result<(), NoSuchContainer> {
        self.server.write_log(namespace, pod, container, line)
    }
}

impl fmt::Display for NoSuchContainer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "there is no container {} in a pod {}",
            self.container, self.pod
        )
    }
}

impl Error for NoSuchContainer {}
