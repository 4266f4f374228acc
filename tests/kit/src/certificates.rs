//! Certificates of this process, for the servers of the suite and of the simulated cluster.

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
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio_rustls::TlsAcceptor;

/// An authority of this process, which signs for it alone: its key never leaves it.
pub(crate) struct Certificates {
    authority: CertifiedIssuer<'static, KeyPair>,
    authority_pem: String,
}

/// A client's certificate: for the client, and as the server sees it.
pub(crate) struct ClientCertificate {
    pub(crate) identity: ClientIdentity,
    pub(crate) der: CertificateDer<'static>,
}

impl Certificates {
    pub(crate) fn new() -> io::Result<Self> {
        let mut params = CertificateParams::default();
        params
            .distinguished_name
            .push(DnType::CommonName, "outrigger test authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let authority = CertifiedIssuer::self_signed(params, key).map_err(io::Error::other)?;
        Ok(Self {
            authority_pem: authority.pem(),
            authority,
        })
    }

    pub(crate) fn authority_pem(&self) -> &str {
        &self.authority_pem
    }

    /// A certificate for the user of this name, in this group if any.
    pub(crate) fn client(&self, name: &str, group: Option<&str>) -> io::Result<ClientCertificate> {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        if let Some(group) = group {
            params
                .distinguished_name
                .push(DnType::OrganizationName, group);
        }
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let certificate = params
            .signed_by(&key, &self.authority)
            .map_err(io::Error::other)?;
        Ok(ClientCertificate {
            identity: ClientIdentity {
                certificate: Bytes::from(certificate.pem()),
                key: Secret::new(key.serialize_pem()),
            },
            der: certificate.der().clone(),
        })
    }

    /// TLS with these protocols, for anyone.
    pub(crate) fn acceptor(&self, protocols: &[&str]) -> io::Result<TlsAcceptor> {
        self.accept(protocols, &[], WebPkiClientVerifier::no_client_auth())
    }

    /// TLS for those whose certificate the authority signed.
    pub(crate) fn mutual_acceptor(&self) -> io::Result<TlsAcceptor> {
        self.accept(&["h2", "http/1.1"], &[], self.client_verifier()?)
    }

    /// Takes the clients whose certificate the authority signed.
    pub(crate) fn client_verifier(&self) -> io::Result<Arc<dyn ClientCertVerifier>> {
        let mut roots = RootCertStore::empty();
        roots
            .add(self.authority.der().clone())
            .map_err(io::Error::other)?;
        let provider = Arc::new(default_provider());
        WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
            .build()
            .map_err(io::Error::other)
    }

    /// TLS with these protocols, as this machine and by these names besides.
    pub(crate) fn accept(
        &self,
        protocols: &[&str],
        names: &[String],
        verifier: Arc<dyn ClientCertVerifier>,
    ) -> io::Result<TlsAcceptor> {
        let (certificate, key) = self.server(names)?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_client_cert_verifier(verifier)
            .with_single_cert(vec![certificate], key)
            .map_err(io::Error::other)?;
        config.alpn_protocols = protocols
            .iter()
            .map(|name| name.as_bytes().to_vec())
            .collect();
        Ok(TlsAcceptor::from(Arc::new(config)))
    }

    fn server(
        &self,
        names: &[String],
    ) -> io::Result<(CertificateDer<'static>, PrivateKeyDer<'static>)> {
        let mut all = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        all.extend(names.iter().cloned());
        let mut params = CertificateParams::new(all).map_err(io::Error::other)?;
        params
            .distinguished_name
            .push(DnType::CommonName, "outrigger test server");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let certificate = params
            .signed_by(&key, &self.authority)
            .map_err(io::Error::other)?;
        let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(io::Error::other)?;
        Ok((certificate.der().clone(), key))
    }
}

impl fmt::Debug for Certificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificates").finish_non_exhaustive()
    }
}
