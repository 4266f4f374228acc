use std::fmt;
use std::io;
use std::sync::Arc;

use bytes::Bytes;
use outrigger::Secret;
use outrigger::transport::ClientIdentity;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::PrivateKeyDer;
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio_rustls::TlsAcceptor;

/// An authority of this process, and what it signs.
pub(super) struct Certificates {
    authority: CertifiedIssuer<'static, KeyPair>,
    authority_pem: String,
    client: ClientIdentity,
}

impl Certificates {
    pub(super) fn new() -> io::Result<Self> {
        let mut params = CertificateParams::default();
        params
            .distinguished_name
            .push(DnType::CommonName, "outrigger conformance authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let authority = CertifiedIssuer::self_signed(params, key).map_err(io::Error::other)?;
        Ok(Self {
            client: client(&authority)?,
            authority_pem: authority.pem(),
            authority,
        })
    }

    pub(super) fn authority_pem(&self) -> &str {
        &self.authority_pem
    }

    pub(super) fn client_identity(&self) -> ClientIdentity {
        self.client.clone()
    }

    /// TLS with these protocols, for anyone.
    pub(super) fn acceptor(&self, protocols: &[&str]) -> io::Result<TlsAcceptor> {
        self.accept(protocols, WebPkiClientVerifier::no_client_auth())
    }

    /// TLS for those whose certificate the authority signed.
    pub(super) fn mutual_acceptor(&self) -> io::Result<TlsAcceptor> {
        let mut roots = RootCertStore::empty();
        roots
            .add(self.authority.der().clone())
            .map_err(io::Error::other)?;
        let provider = Arc::new(default_provider());
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
        self.accept(
            &["h2", "http/1.1"],
            verifier.build().map_err(io::Error::other)?,
        )
    }

    fn accept(
        &self,
        protocols: &[&str],
        verifier: Arc<dyn ClientCertVerifier>,
    ) -> io::Result<TlsAcceptor> {
        let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
        let mut params = CertificateParams::new(names).map_err(io::Error::other)?;
        params
            .distinguished_name
            .push(DnType::CommonName, "outrigger conformance server");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let certificate = params
            .signed_by(&key, &self.authority)
            .map_err(io::Error::other)?;
        let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(io::Error::other)?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_client_cert_verifier(verifier)
            .with_single_cert(vec![certificate.der().clone()], key)
            .map_err(io::Error::other)?;
        config.alpn_protocols = protocols
            .iter()
            .map(|name| name.as_bytes().to_vec())
            .collect();
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}

fn client(authority: &CertifiedIssuer<'static, KeyPair>) -> io::Result<ClientIdentity> {
    let mut params = CertificateParams::default();
    params
        .distinguished_name
        .push(DnType::CommonName, "outrigger conformance client");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    let key = KeyPair::generate().map_err(io::Error::other)?;
    let certificate = params
        .signed_by(&key, authority)
        .map_err(io::Error::other)?;
    Ok(ClientIdentity {
        certificate: Bytes::from(certificate.pem()),
        key: Secret::new(key.serialize_pem()),
    })
}

impl fmt::Debug for Certificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificates").finish_non_exhaustive()
    }
}
