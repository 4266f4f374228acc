//! Which files settings come from, and what is in them now.

use std::path::Path;

use outrigger::kubeconfig::{Config, DataOrFile};
use outrigger::transport::{ClientIdentity, ConnectionSettings, Roots};
use outrigger::{Error, Result, Secret};

use crate::files::{NamedPath, read_text};
use crate::{CryptoProvider, tls};

/// The files that settings come from, so far as they may change.
#[derive(Debug)]
pub(super) struct Files {
    authority: Option<NamedPath>,
    identity: Option<Pair>,
    provider: CryptoProvider,
}

#[derive(Debug)]
struct Pair {
    certificate: NamedPath,
    key: NamedPath,
}

/// What a look at the files found.
pub(super) struct Found {
    /// The new settings, if they are others.
    pub(super) changed: Option<ConnectionSettings>,
    /// What of it cannot be used, and why.
    pub(super) problems: Vec<String>,
}

impl Files {
    /// `None` when all is data.
    pub(super) fn of(config: &Config, provider: CryptoProvider) -> Option<Self> {
        let authority = match &config.certificate_authority {
            Some(DataOrFile::File(path)) => Some(path.into()),
            _ => None,
        };
        let identity = config.client_certificate.as_ref().and_then(|pair| {
            match (&pair.certificate, &pair.key) {
                (DataOrFile::File(certificate), DataOrFile::File(key)) => Some(Pair {
                    certificate: certificate.into(),
                    key: key.into(),
                }),
                _ => None,
            }
        });
        if authority.is_none() && identity.is_none() {
            return None;
        }
        Some(Self {
            authority,
            identity,
            provider,
        })
    }

    /// Reads the files. What cannot be used leaves `before` as it is, certificate authority and
    /// client certificate each for itself. Blocks.
    pub(super) fn read(&self, before: &ConnectionSettings) -> Found {
        let mut settings = before.clone();
        let authority = self.authority.as_ref().map(|path| Self::roots(path));
        let identity = self.identity.as_ref().map(|pair| self.pair(pair));
        let mut problems = Vec::new();
        let mut unusable = |error: Error| {
            problems.push(format!(
                "{}; the one from before stays in use",
                error.chain()
            ));
        };
        match authority {
            Some(Ok(roots)) => settings.roots = roots,
            Some(Err(error)) => unusable(error),
            None => {}
        }
        match identity {
            Some(Ok(identity)) => settings.identity = Some(identity),
            Some(Err(error)) => unusable(error),
            None => {}
        }
        Found {
            changed: (settings != *before).then_some(settings),
            problems,
        }
    }

    /// What comes from files of `own`, and all else of `other`.
    pub(super) fn put(
        &self,
        own: &ConnectionSettings,
        other: &ConnectionSettings,
    ) -> ConnectionSettings {
        let mut settings = other.clone();
        if self.authority.is_some() {
            settings.roots = own.roots.clone();
        }
        if self.identity.is_some() {
            settings.identity = own.identity.clone();
        }
        settings
    }

    fn roots(path: &Path) -> Result<Roots> {
        let message = || format!("cannot use the certificate authority {}", path.display());
        let text = read_text(path).map_err(|error| Error::config(message(), Some(error.into())))?;
        tls::check_authority(text.as_bytes())
            .map_err(|why| Error::config(message(), Some(why.into())))?;
        Ok(Roots::Pem(text.into()))
    }

    fn pair(&self, pair: &Pair) -> Result<ClientIdentity> {
        let message = || {
            let (certificate, key) = (pair.certificate.display(), pair.key.display());
            format!("cannot use the client certificate {certificate} with the key {key}")
        };
        let read =
            |path| read_text(path).map_err(|error| Error::config(message(), Some(error.into())));
        let identity = ClientIdentity {
            certificate: read(&pair.certificate)?.into(),
            key: Secret::new(read(&pair.key)?),
        };
        // A key that does not fit was read while somebody wrote.
        tls::check_identity(&identity, &self.provider.resolve())
            .map_err(|error| Error::config(message(), Some(error.into())))?;
        Ok(identity)
    }
}
