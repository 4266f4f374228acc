use bytes::Bytes;
use http::header::CONTENT_TYPE;

use super::documents::{ApiGroupList, ApiResourceList, ApiVersions, GroupDiscoveryList};
use super::{Discovery, DiscoveryFailure};
use crate::client::{Client, decode};
use crate::error::{Error, Result};
use crate::request::Request;

/// Aggregated discovery where the server has it. Old servers compare the text, so the order of
/// the parameters matters.
const ACCEPT: &str =
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";

/// Asks the server what it serves: two requests where it speaks aggregated discovery, one for
/// each group version besides where it does not (client-go's `ServerGroupsAndResources`).
pub(crate) async fn discover(client: &Client) -> Result<Discovery> {
    let mut discovery = Discovery::default();
    match fetch(client, "/api").await {
        Ok(Document::Aggregated(list)) => {
            list.read(&mut discovery.resources, &mut discovery.failures);
        }
        Ok(Document::Legacy(body)) => {
            for version in decode_at::<ApiVersions>("/api", &body)?.versions {
                read_legacy(client, &mut discovery, "", &version, true).await;
            }
        }
        // A server of aggregated APIs alone has no core group.
        Err(error) if error.is_not_found() => {}
        Err(error) => return Err(error),
    }
    match fetch(client, "/apis").await? {
        Document::Aggregated(list) => list.read(&mut discovery.resources, &mut discovery.failures),
        Document::Legacy(body) => {
            for group in decode_at::<ApiGroupList>("/apis", &body)?.groups {
                for version in &group.versions {
                    let preferred = version.version == group.preferred_version.version;
                    let version = &version.version;
                    read_legacy(client, &mut discovery, &group.name, version, preferred).await;
                }
            }
        }
    }
    Ok(discovery)
}

enum Document {
    Aggregated(GroupDiscoveryList),
    Legacy(Bytes),
}

async fn fetch(client: &Client, path: &str) -> Result<Document> {
    let response = client.send(Request::raw_get(path)?.accept(ACCEPT)).await?;
    let content_type = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    if content_type.is_some_and(|text| text.contains("as=APIGroupDiscoveryList")) {
        return decode_at(path, response.body()).map(Document::Aggregated);
    }
    Ok(Document::Legacy(response.into_body()))
}

/// Reads one group version. One that fails does not fail the others: an aggregated API whose
/// server is down must not hide the rest.
async fn read_legacy(
    client: &Client,
    discovery: &mut Discovery,
    group: &str,
    version: &str,
    preferred: bool,
) {
    match legacy(client, group, version).await {
        Ok(list) => discovery
            .resources
            .extend(list.read(group, version, preferred)),
        Err(error) => discovery.failures.push(DiscoveryFailure {
            group: group.to_owned(),
            version: version.to_owned(),
            reason: error.chain().to_string(),
        }),
    }
}

async fn legacy(client: &Client, group: &str, version: &str) -> Result<ApiResourceList> {
    let path = match group {
        "" => format!("/api/{version}"),
        group => format!("/apis/{group}/{version}"),
    };
    let body = client.send(Request::raw_get(&path)?).await?.into_body();
    decode_at(&path, &body)
}

fn decode_at<T: serde::de::DeserializeOwned>(path: &str, body: &[u8]) -> Result<T, Error> {
    decode(body).map_err(|error| error.asked(crate::request::Verb::Get, path))
}
