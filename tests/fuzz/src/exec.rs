use outrigger::auth::exec::{ExecCredential, ExecVersion};

use crate::seed::Shown;

/// Any bytes as what a credential plugin printed: what is read can be sent, and nothing of it is
/// shown.
///
/// # Panics
/// When one of these does not hold.
pub fn exec(data: &[u8]) -> usize {
    let mut shown = Shown::new();
    for version in [ExecVersion::V1, ExecVersion::V1Beta1] {
        match ExecCredential::parse(data, version) {
            Ok(credential) => {
                assert!(
                    data.len() <= ExecCredential::MAX_BYTES,
                    "more is read than may be"
                );
                shown.debug(&credential);
                usable(&credential);
            }
            Err(error) => {
                shown.error(&error);
                assert!(error.to_string().len() <= 400, "{error}");
            }
        }
    }
    shown.check();
    // What aliases may expand to, if the output is YAML.
    let expanded = outrigger::kubeconfig::yaml::from_slice(data);
    data.len() + expanded.map_or(0, |value| crate::document::weight(&value))
}

fn usable(credential: &ExecCredential) {
    assert!(
        credential.token.is_some() || credential.identity.is_some(),
        "neither a token nor a certificate"
    );
    if let Some(token) = &credential.token {
        let header = http::HeaderValue::try_from(format!("Bearer {}", token.expose()));
        assert!(header.is_ok(), "the token is no header");
        assert_eq!(token.expose().trim(), token.expose());
    }
}

#[test]
fn a_credential_with_a_seed_is_read() {
    use crate::SEED;

    let text = format!(
        r#"{{"apiVersion": "client.authentication.k8s.io/v1", "status": {{"token": "{SEED}"}}}}"#
    );
    assert!(ExecCredential::parse(text.as_bytes(), ExecVersion::V1).is_ok());
    exec(text.as_bytes());
}
