use std::sync::Arc;

/// Which cryptography TLS runs on. A variant exists when the Cargo feature of its name is on.
///
/// It is passed explicitly, so that turning a feature on, by this program or by another crate
/// in its build, never changes what TLS runs on.
///
/// # Examples
/// ```
/// # #[cfg(feature = "ring")]
/// # {
/// use outrigger_hyper::CryptoProvider;
///
/// assert_eq!(CryptoProvider::default(), CryptoProvider::Ring);
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "ring", derive(Default))]
#[non_exhaustive]
pub enum CryptoProvider {
    /// AWS-LC: post-quantum key exchange, FIPS builds.
    #[cfg(feature = "aws-lc-rs")]
    AwsLcRs,
    /// ring: small and quick to build. The default wherever its feature is on.
    #[cfg(feature = "ring")]
    #[default]
    Ring,
}

impl CryptoProvider {
    pub(crate) fn resolve(self) -> Arc<rustls::crypto::CryptoProvider> {
        match self {
            #[cfg(feature = "aws-lc-rs")]
            Self::AwsLcRs => Arc::new(rustls::crypto::aws_lc_rs::default_provider()),
            #[cfg(feature = "ring")]
            Self::Ring => Arc::new(rustls::crypto::ring::default_provider()),
        }
    }
}
