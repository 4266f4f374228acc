//! Which files settings come from, and what is in them now.

use std::path::Path;

use outrigger::Secret;
use outrigger::kubeconfig::{Config, DataOrFile};
use outrigger::transport::{ClientIdentity, ConnectionSettings, Roots};

use crate::files::{NamedPath, read_text};
use crate::tls::{self, SystemRoots};
use crate::{CryptoProvider, HttpVersions};

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
    /// All that was found can be used.
    pub(super) sound: bool,
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
        let authority = self.authority.as_ref().map(|path| self.roots(path));
        let identity = self.identity.as_ref().map(|pair| self.pair(pair));
        let sound = !matches!(authority, Some(None)) && !matches!(identity, Some(None));
        if let Some(Some(roots)) = authority {
            settings.roots = roots;
        }
        if let Some(Some(identity)) = identity {
            settings.identity = Some(identity);
        }
        Found {
            changed: (settings != *before).then_some(settings),
            sound,
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

    fn roots(&self, path: &Path) -> Option<Roots> {
        let mut settings = ConnectionSettings::default();
        settings.roots = Roots::Pem(read_text(path).ok()?.into());
        self.usable(&settings).then_some(settings.roots)
    }

    fn pair(&self, pair: &Pair) -> Option<ClientIdentity> {
        let mut settings = ConnectionSettings::default();
        // Whom to trust is not the question here.
        settings.insecure = true;
        settings.identity = Some(ClientIdentity {
            certificate: read_text(&pair.certificate).ok()?.into(),
            key: Secret::new(read_text(&pair.key).ok()?),
        });
        // A key that does not fit was read while somebody wrote.
        self.usable(&settings).then_some(settings.identity)?
    }

    fn usable(&self, settings: &ConnectionSettings) -> bool {
        let roots = SystemRoots::default();
        let provider = self.provider.resolve();
        tls::configure(settings, provider, HttpVersions::default(), &roots).is_ok()
    }
}
