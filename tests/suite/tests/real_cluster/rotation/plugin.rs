//! Users whose credentials come from an exec plugin, which prints a file.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use outrigger::rt::Timestamp;
use serde_json::{Value, json};

/// The user; the file is `credential`.
pub(super) const USER: &str = "exec: {apiVersion: client.authentication.k8s.io/v1, command: cat, \
                               interactiveMode: Never, args: ['{folder}/credential']}";

fn credential(status: &Value) -> String {
    let version = "client.authentication.k8s.io/v1";
    json!({ "apiVersion": version, "kind": "ExecCredential", "status": status }).to_string()
}

/// The plugin is asked for another token when this one is refused.
pub(super) fn token(token: &str) -> String {
    credential(&json!({ "token": token }))
}

/// The plugin is asked for another certificate when this one's time is over.
pub(super) fn pair(pair: &(String, String), seconds: u64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let expires = Timestamp::from_unix(now + Duration::from_secs(seconds)).to_string();
    credential(&json!({
        "clientCertificateData": pair.0, "clientKeyData": pair.1, "expirationTimestamp": expires,
    }))
}
