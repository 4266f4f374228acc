//! The demo's cluster as somebody else sees it, who goes through the same server.

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, ORIGIN};
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use crate::{Browser, Demo, Result};

const MERGE_PATCH: &str = "application/merge-patch+json";
const TABLE: &str = "application/json;as=Table;v=v1;g=meta.k8s.io";
const METADATA: &str = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";

/// A client with a browser's session.
#[derive(Clone, Debug)]
pub struct Cluster {
    client: Client<HttpConnector, Full<Bytes>>,
    origin: String,
    cookies: String,
}

impl Cluster {
    /// The cluster behind a demo that the browser has opened.
    pub async fn behind(demo: &Demo, browser: &Browser) -> Result<Self> {
        let mut connector = HttpConnector::new();
        // Otherwise each body waits until its head has been acknowledged.
        connector.set_nodelay(true);
        Ok(Self {
            client: Client::builder(TokioExecutor::new()).build(connector),
            origin: demo.origin(),
            cookies: browser.cookies().await?,
        })
    }

    /// Reads an object or a list by its path, such as `api/v1/pods`.
    pub async fn get(&self, path: &str) -> Result<Value> {
        self.read(path, "application/json").await
    }

    /// Reads a list as a table: each row's cells by the names of their columns.
    pub async fn table(&self, path: &str) -> Result<Vec<Value>> {
        let path = format!("{path}?includeObject=None");
        let table = self.read(&path, TABLE).await?;
        let columns = table["columnDefinitions"].as_array().into_iter().flatten();
        let names: Vec<&str> = columns.filter_map(|it| it["name"].as_str()).collect();
        let row = |row: &Value| {
            let cells = row["cells"].as_array().cloned().unwrap_or_default();
            let named = names.iter().map(|name| (*name).to_owned()).zip(cells);
            named.collect()
        };
        let rows = table["rows"].as_array().into_iter().flatten();
        Ok(rows.map(row).collect())
    }

    /// What `metadata` says of all objects in a list.
    pub async fn metadata(&self, path: &str) -> Result<Vec<Value>> {
        let list = self.read(path, METADATA).await?;
        Ok(list["items"].as_array().cloned().unwrap_or_default())
    }

    /// Creates an object in the collection at this path.
    pub async fn create(&self, path: &str, object: &Value) -> Result {
        let body = Some(("application/json", object));
        let answer = self
            .send(Method::POST, path, "application/json", body)
            .await?;
        match answer.0.is_success() {
            true => Ok(()),
            false => Err(refused(&Method::POST, path, &answer)),
        }
    }

    /// Lets a pod (`namespace/name`) have this status; false when there is no such pod.
    pub async fn set_status(&self, pod: &str, reason: &str) -> Result<bool> {
        let patch = serde_json::json!({ "status": { "reason": reason } });
        let path = format!("{}/status", pod_path(pod));
        let body = Some((MERGE_PATCH, &patch));
        let answer = self
            .send(Method::PATCH, &path, "application/json", body)
            .await?;
        found(Method::PATCH, &path, &answer)
    }

    /// Deletes a pod (`namespace/name`); false when there is no such pod.
    pub async fn delete_pod(&self, pod: &str) -> Result<bool> {
        let path = pod_path(pod);
        let answer = self
            .send(Method::DELETE, &path, "application/json", None)
            .await?;
        found(Method::DELETE, &path, &answer)
    }

    async fn read(&self, path: &str, accept: &str) -> Result<Value> {
        let answer = self.send(Method::GET, path, accept, None).await?;
        if !answer.0.is_success() {
            return Err(refused(&Method::GET, path, &answer));
        }
        Ok(serde_json::from_slice(&answer.1)?)
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        accept: &str,
        body: Option<(&str, &Value)>,
    ) -> Result<(StatusCode, Bytes)> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}/cluster/{path}", self.origin))
            .header(ORIGIN, &self.origin)
            .header(COOKIE, &self.cookies)
            .header(ACCEPT, accept);
        if let Some((media_type, _)) = body {
            request = request.header(CONTENT_TYPE, media_type);
        }
        let body = body.map(|(_, body)| body.to_string()).unwrap_or_default();
        let request = request.body(Full::new(Bytes::from(body)))?;
        let response = self.client.request(request).await?;
        let status = response.status();
        Ok((status, response.into_body().collect().await?.to_bytes()))
    }
}

fn pod_path(pod: &str) -> String {
    let (namespace, name) = pod.split_once('/').unwrap_or_default();
    format!("api/v1/namespaces/{namespace}/pods/{name}")
}

fn found(method: Method, path: &str, answer: &(StatusCode, Bytes)) -> Result<bool> {
    match answer.0 {
        status if status.is_success() => Ok(true),
        // Somebody else changed it in the meantime, which a patch does not mind for long.
        StatusCode::NOT_FOUND | StatusCode::CONFLICT => Ok(false),
        _ => Err(refused(&method, path, answer)),
    }
}

fn refused(method: &Method, path: &str, (status, body): &(StatusCode, Bytes)) -> crate::Failure {
    let body = String::from_utf8_lossy(body);
    let text: String = body.chars().take(300).collect();
    format!("{method} {path}: {status}: {text}").into()
}
