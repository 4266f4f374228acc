use bytes::Bytes;
use http::header::CONTENT_TYPE;

use super::documents::Document;
use super::{Discovery, DiscoveryFailure};
use crate::client::{Client, decode_response};
use crate::codec;
use crate::error::Result;
use crate::request::{Request, Verb};

/// Aggregated discovery where the server has it. Old servers compare the text, so the order of
/// the parameters matters.
const ACCEPT: &str =
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";

/// Asks the server what it serves: two requests where it speaks aggregated discovery, one for
/// each group version besides where it does not (client-go's `ServerGroupsAndResources`).
pub(crate) async fn discover(client: &Client) -> Result<Discovery> {
    let mut discovery = Discovery::default();
    match fetch(client, "/api").await {
        Ok((list, true)) => list.read(&mut discovery.resources, &mut discovery.failures),
        Ok((core, false)) => {
            for version in core.versions {
                read_legacy(client, &mut discovery, "", &version, true).await;
            }
        }
        // A server of aggregated APIs alone has no core group.
        Err(error) if error.is_not_found() => {}
        Err(error) => return Err(error),
    }
    match fetch(client, "/apis").await? {
        (list, true) => list.read(&mut discovery.resources, &mut discovery.failures),
        (list, false) => {
            for group in list.groups {
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

/// A document, and whether it is aggregated.
async fn fetch(client: &Client, path: &str) -> Result<(Document, bool)> {
    let response = client.send(Request::raw_get(path)?.accept(ACCEPT)).await?;
    let content_type = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let aggregated = content_type.is_some_and(|text| text.contains("as=APIGroupDiscoveryList"));
    Ok((decode_at(path, response)?, aggregated))
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
            .extend(list.read_legacy(group, version, preferred)),
        Err(error) => discovery.failures.push(DiscoveryFailure {
            group: group.to_owned(),
            version: version.to_owned(),
            reason: error.chain().to_string(),
        }),
    }
}

async fn legacy(client: &Client, group: &str, version: &str) -> Result<Document> {
    let path = match group {
        "" => format!("/api/{version}"),
        group => format!("/apis/{group}/{version}"),
    };
    let response = client.send(Request::raw_get(&path)?).await?;
    decode_at(&path, response)
}

fn decode_at(path: &str, response: http::Response<Bytes>) -> Result<Document> {
    let (head, body) = response.into_parts();
    decode_response(codec::JSON, &head, &body).map_err(|error| error.asked(Verb::Get, path))
}
