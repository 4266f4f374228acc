//! Cases written by hand.

mod fields;
mod load;
mod merge;
mod overrides;
mod peer;
mod resolve;
mod yaml;

use crate::case::Case;

/// All of them.
pub(crate) fn all() -> Vec<Case> {
    let mut cases = yaml::cases();
    cases.extend(fields::cases());
    cases.extend(load::cases());
    cases.extend(merge::cases());
    cases.extend(resolve::cases());
    cases.extend(overrides::cases());
    cases.extend(peer::cases());
    cases
}

pub(crate) const CERTIFICATE: &str =
    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
pub(crate) const KEY: &str = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
/// [`CERTIFICATE`] in base64.
pub(crate) const CERTIFICATE_DATA: &str =
    "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCkFBQUEKLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=";
/// [`KEY`] in base64.
pub(crate) const KEY_DATA: &str =
    "LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCkFBQUEKLS0tLS1FTkQgUFJJVkFURSBLRVktLS0tLQo=";

/// A kubeconfig of one context `x`, with these fields, written in flow style.
pub(crate) fn config(cluster: &str, user: &str, context: &str) -> String {
    let cluster = cluster.replace("CERTIFICATE_DATA", CERTIFICATE_DATA);
    let user = user.replace("CERTIFICATE_DATA", CERTIFICATE_DATA);
    let user = user.replace("KEY_DATA", KEY_DATA);
    let comma = if context.is_empty() { "" } else { ", " };
    format!(
        "current-context: x\n\
         clusters: [{{name: c, cluster: {{{cluster}}}}}]\n\
         users: [{{name: u, user: {{{user}}}}}]\n\
         contexts: [{{name: x, context: {{cluster: c, user: u{comma}{context}}}}}]\n"
    )
}

/// A case of one kubeconfig, with certificate, key and token beside it.
pub(crate) fn resolvable(name: impl Into<String>, text: impl Into<Vec<u8>>) -> Case {
    Case::one(name, text)
        .file("ca.crt", CERTIFICATE)
        .file("cert.pem", CERTIFICATE)
        .file("key.pem", KEY)
        .file("token", "from-a-file\n")
}
