//! The cluster behind `/cluster/`.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use http::uri::{Authority, PathAndQuery, Scheme, Uri};
use http::{Request, Response, StatusCode};
use outrigger::auth::{Credentials, OnRejected, SettingsFollower, Version};
use outrigger::transport::{Body, Capabilities, HttpTransport, Link, TransportError};

use crate::arguments::Source;
use crate::{kubeconfig, simulation};

/// What the simulated cluster is like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Simulation {
    /// How many pods it begins with.
    pub pods: usize,
    /// Decides names and what happens.
    pub seed: u64,
    /// How many changes of objects there are in a second, on average; 0 is silence.
    pub rate: f64,
}

impl Default for Simulation {
    fn default() -> Self {
        Self {
            pods: 2000,
            seed: 1,
            rate: 10.0,
        }
    }
}

/// An API server, and who we are there.
pub(crate) struct Cluster {
    http: Arc<dyn HttpTransport>,
    base: Base,
    credentials: Option<Arc<dyn Credentials>>,
    /// Has the link connect by the credentials' certificates as they are renewed.
    follower: SettingsFollower,
    identity: Identity,
}

/// What somebody with a session gets at, without secrets: a session for one is none for another.
#[derive(Debug, PartialEq)]
pub(crate) enum Identity {
    /// A cluster that has nothing worth a secret.
    Simulated,
    /// Which API server, and who we are there, in a fixed order.
    Real(Vec<String>),
}

/// Why the cluster did not answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// There are no credentials to be had.
    Credentials(outrigger::Error),
    /// The request cannot be sent there.
    Request,
    /// The exchange failed.
    Transport(TransportError),
}

impl Cluster {
    /// The cluster at `server`. `link` connects as the credentials say by now, if they say how.
    pub(crate) fn new(
        link: Link,
        server: &str,
        credentials: Option<Arc<dyn Credentials>>,
        identity: Identity,
    ) -> Result<Self, String> {
        let live = credentials.as_ref().and_then(|held| held.settings());
        Ok(Self {
            follower: SettingsFollower::new(&link, live.map(|live| live.version)),
            http: link.http,
            base: Base::parse(server)?,
            credentials,
            identity,
        })
    }

    pub(crate) const fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The cluster that was asked for. It is not reached for yet, only its configuration is read.
    /// What is worth a word goes to `warn`.
    pub(crate) async fn connect(source: &Source, warn: &dyn Fn(&str)) -> Result<Self, String> {
        match source {
            Source::Simulated(simulation) => {
                let server = simulation::start(*simulation)?;
                let link = Link::new(server, Capabilities::all());
                Self::new(link, simulation::URL, None, Identity::Simulated)
            }
            Source::Kubeconfig { context, file } => {
                kubeconfig::connect(context.as_deref(), file.as_deref(), warn).await
            }
        }
    }

    /// Sends a request whose URI begins with a path, with the credentials on it; once more when
    /// they were refused and newer ones can be had.
    ///
    /// # Cancel safety
    /// Dropping the future, or the body of its response, ends the exchange.
    pub(crate) async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, Failure> {
        let (mut parts, body) = request.into_parts();
        parts.uri = self.base.join(&parts.uri).ok_or(Failure::Request)?;
        let mut first = parts.clone();
        let Some(credentials) = &self.credentials else {
            return self.exchange(first, body).await;
        };
        let version = self.authorize(&**credentials, &mut first).await?;
        let response = self.exchange(first, body.clone()).await?;
        if response.status() != StatusCode::UNAUTHORIZED
            || credentials.rejected(version).await == OnRejected::GiveUp
        {
            return Ok(response);
        }
        drop(response);
        self.authorize(&**credentials, &mut parts).await?;
        self.exchange(parts, body).await
    }

    async fn authorize(
        &self,
        credentials: &dyn Credentials,
        request: &mut Parts,
    ) -> Result<Version, Failure> {
        let version = credentials.authorize(request).await;
        let followed = version.and_then(|version| {
            self.follower.follow(credentials)?;
            Ok(version)
        });
        followed.map_err(Failure::Credentials)
    }

    async fn exchange(&self, parts: Parts, body: Bytes) -> Result<Response<Body>, Failure> {
        let sent = self.http.send(Request::from_parts(parts, body));
        sent.await.map_err(Failure::Transport)
    }
}

impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cluster")
            .field("base", &self.base)
            .finish_non_exhaustive()
    }
}

/// Where an API server is: scheme, authority and a path prefix.
#[derive(Debug)]
struct Base {
    scheme: Scheme,
    authority: Authority,
    prefix: String,
}

impl Base {
    fn parse(server: &str) -> Result<Self, String> {
        // Without the text: there may be a password in it.
        let wrong = || "the cluster's URL must be like https://host:6443".to_owned();
        let parts = server.parse::<Uri>().map_err(|_| wrong())?.into_parts();
        let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else {
            return Err(wrong());
        };
        if authority.as_str().contains('@') {
            return Err(wrong());
        }
        let path = parts.path_and_query.as_ref().map_or("", PathAndQuery::path);
        Ok(Self {
            scheme,
            authority,
            prefix: path.trim_end_matches('/').to_owned(),
        })
    }

    fn join(&self, relative: &Uri) -> Option<Uri> {
        let tail = relative.path_and_query().map_or("/", PathAndQuery::as_str);
        Uri::builder()
            .scheme(self.scheme.clone())
            .authority(self.authority.clone())
            .path_and_query(format!("{}{tail}", self.prefix))
            .build()
            .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_kept() {
        for (base, expected) in [
            ("https://h:6443", "https://h:6443/api/v1/pods?limit=1"),
            (
                "http://[::1]:80/k8s/c/",
                "http://[::1]:80/k8s/c/api/v1/pods?limit=1",
            ),
        ] {
            let relative = Uri::from_static("/api/v1/pods?limit=1");
            let joined = Base::parse(base).unwrap().join(&relative).unwrap();
            assert_eq!(joined.to_string(), expected);
        }
        for wrong in ["", "h:6443", "https://admin:hunter2@h"] {
            let problem = Base::parse(wrong).unwrap_err();
            assert!(!problem.contains("hunter2"));
        }
    }
}
