use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use outrigger::Secret;
use outrigger::transport::ClientIdentity;

/// Who can be written into a kubeconfig, and where to.
pub(super) struct Access<'a> {
    pub(super) url: &'a str,
    pub(super) authority_pem: Option<&'a str>,
    pub(super) token: Option<&'a Secret>,
    pub(super) identity: Option<&'a ClientIdentity>,
}

impl Access<'_> {
    /// A kubeconfig whose contexts are the ways to authenticate. It is JSON, which YAML is too:
    /// nothing in it needs quoting rules.
    pub(super) fn kubeconfig(&self) -> String {
        let mut cluster = serde_json::json!({ "server": self.url });
        if let Some(pem) = self.authority_pem {
            cluster["certificate-authority-data"] = STANDARD.encode(pem).into();
        }
        let mut users = vec![("token", serde_json::json!({}))];
        if let Some(token) = self.token {
            users[0].1["token"] = token.expose().into();
        }
        if let Some(identity) = self.identity {
            users.push((
                "certificate",
                serde_json::json!({
                    "client-certificate-data": STANDARD.encode(&identity.certificate),
                    "client-key-data": STANDARD.encode(identity.key.expose()),
                }),
            ));
        }
        let contexts: Vec<_> = users
            .iter()
            .map(|(name, _)| {
                let context = serde_json::json!({ "cluster": "outrigger", "user": name });
                serde_json::json!({ "name": name, "context": context })
            })
            .collect();
        let users: Vec<_> = users
            .into_iter()
            .map(|(name, user)| serde_json::json!({ "name": name, "user": user }))
            .collect();
        let config = serde_json::json!({
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{ "name": "outrigger", "cluster": cluster }],
            "contexts": contexts,
            "current-context": "token",
            "users": users,
        });
        format!("{config:#}\n")
    }
}
