//! What rustls needs, made from the core's settings.

mod pem;
mod verify;

use std::sync::{Arc, OnceLock};

use outrigger::transport::{
    ClientIdentity, ConnectionSettings, Roots, TransportError, TransportErrorKind,
};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, RootCertStore};

use self::verify::{AnyServer, TrustedServer};
use crate::HttpVersions;

/// The operating system's roots, read once, when first needed.
#[derive(Debug, Default)]
pub(crate) struct SystemRoots(OnceLock<Vec<CertificateDer<'static>>>);

impl SystemRoots {
    fn get(&self) -> Result<&[CertificateDer<'static>], TransportError> {
        if let Some(roots) = self.0.get() {
            return Ok(roots);
        }
        let loaded = rustls_native_certs::load_native_certs();
        if loaded.certs.is_empty() {
            let reasons: Vec<_> = loaded.errors.iter().map(ToString::to_string).collect();
            return Err(TransportError::new(
                TransportErrorKind::Tls,
                format!(
                    "the system has no trusted certificates: {}",
                    reasons.join("; ")
                ),
            ));
        }
        Ok(self.0.get_or_init(|| loaded.certs))
    }
}

/// The TLS configuration for `settings`.
///
/// A system without trusted certificates is an error of kind `Tls`: it matters only when a
/// handshake comes to it. All others are of the settings.
pub(crate) fn configure(
    settings: &ConnectionSettings,
    provider: Arc<CryptoProvider>,
    versions: HttpVersions,
    system: &SystemRoots,
) -> Result<ClientConfig, TransportError> {
    let verifier = verifier(settings, &provider, system)?;
    let builder = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
        .map_err(unusable)?
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    let mut config = match &settings.identity {
        None => builder.with_no_client_auth(),
        Some(identity) => {
            let (chain, key) = client_identity(identity)?;
            builder.with_client_auth_cert(chain, key).map_err(|error| {
                unusable(format!(
                    "the client certificate and key cannot be used: {error}"
                ))
            })?
        }
    };
    config.alpn_protocols = versions.alpn();
    Ok(config)
}

/// The name to verify, when the settings give one.
pub(crate) fn server_name(
    settings: &ConnectionSettings,
) -> Result<Option<ServerName<'static>>, TransportError> {
    let Some(name) = settings
        .server_name
        .as_deref()
        .filter(|name| !name.is_empty())
    else {
        return Ok(None);
    };
    ServerName::try_from(name.to_owned())
        .map(Some)
        .map_err(|_| unusable("tls-server-name is neither a host name nor an IP address"))
}

fn verifier(
    settings: &ConnectionSettings,
    provider: &Arc<CryptoProvider>,
    system: &SystemRoots,
) -> Result<Arc<dyn ServerCertVerifier>, TransportError> {
    let parsed;
    let roots: &[CertificateDer<'static>] = match (&settings.roots, settings.insecure) {
        (Roots::System, true) => return Ok(Arc::new(AnyServer::new(provider))),
        (Roots::System, false) => system.get()?,
        (Roots::Pem(_), true) => {
            return Err(unusable(
                "specifying a root certificates file with the insecure flag is not allowed",
            ));
        }
        (Roots::Pem(text), false) => {
            parsed = authority(text).map_err(unusable)?;
            &parsed
        }
        (_, _) => {
            return Err(TransportError::new(
                TransportErrorKind::Unsupported,
                "this kind of trusted roots is not known here",
            ));
        }
    };
    trusting(roots, provider)
}

fn authority(text: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    pem::certificates(text).map_err(|why| format!("the certificate authority's PEM data {why}"))
}

/// Whether somebody can be trusted by what is in a certificate authority's file.
pub(crate) fn check_authority(text: &[u8]) -> Result<(), String> {
    store(&authority(text)?)?;
    Ok(())
}

/// Like Go, skips single certificates that cannot be roots as long as one can.
fn store(roots: &[CertificateDer<'static>]) -> Result<RootCertStore, &'static str> {
    let mut store = RootCertStore::empty();
    match store.add_parsable_certificates(roots.iter().cloned()) {
        (0, _ignored) => Err("none of the trusted certificates can be parsed"),
        _ => Ok(store),
    }
}

fn trusting(
    roots: &[CertificateDer<'static>],
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, TransportError> {
    let store = store(roots).map_err(unusable)?;
    let by_chain = WebPkiServerVerifier::builder_with_provider(store.into(), Arc::clone(provider))
        .build()
        .map_err(unusable)?;
    Ok(Arc::new(TrustedServer::new(by_chain, roots.to_vec())))
}

type IdentityDer = (
    Vec<CertificateDer<'static>>,
    rustls::pki_types::PrivateKeyDer<'static>,
);

fn client_identity(identity: &ClientIdentity) -> Result<IdentityDer, TransportError> {
    let chain = pem::certificates(&identity.certificate)
        .map_err(|why| unusable(format!("the client certificate's PEM data {why}")))?;
    let key = pem::private_key(identity.key.expose().as_bytes())
        .map_err(|why| unusable(format!("the client key's PEM data {why}")))?;
    Ok((chain, key))
}

/// Whether a client certificate can be presented: it and its key parse, and belong together.
pub(crate) fn check_identity(
    identity: &ClientIdentity,
    provider: &CryptoProvider,
) -> Result<(), TransportError> {
    let (chain, key) = client_identity(identity)?;
    CertifiedKey::from_der(chain, key, provider)
        .map(drop)
        .map_err(unusable)
}

/// Settings that no connection can be made from.
fn unusable(why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> TransportError {
    TransportError::new(TransportErrorKind::InvalidRequest, why)
}
