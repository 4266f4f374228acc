//! Credentials from a resolved kubeconfig.

use std::sync::Arc;

use outrigger::auth::{BasicAuth, BearerToken, Impersonating, OidcIdToken};
use outrigger::kubeconfig::Config;
use outrigger::rt::Timer;
use outrigger::transport::ConnectionSettings;
use outrigger::{Error, Result};

use super::{ConnectOptions, Shared};
use crate::ExecCredentials;
use crate::rotation::FileToken;

/// Whom to be, beside the client certificate in `settings`, which are how the cluster is reached:
/// the token's file before the token, then basic authentication, then an exec plugin if there is no
/// client certificate, then an auth-provider, as client-go has it.
pub(super) async fn of(
    config: &Config,
    settings: &ConnectionSettings,
    options: &ConnectOptions,
    timer: &Arc<dyn Timer>,
) -> Result<Option<Shared>> {
    let own = own(config, settings, options, timer).await?;
    match &config.impersonate {
        Some(impersonate) => {
            let credentials = Impersonating::new(impersonate, own)?;
            Ok(Some(Arc::new(credentials)))
        }
        None => Ok(own),
    }
}

async fn own(
    config: &Config,
    settings: &ConnectionSettings,
    options: &ConnectOptions,
    timer: &Arc<dyn Timer>,
) -> Result<Option<Shared>> {
    let timer = timer.clone();
    let warn = options.on_warning.clone();
    check(config)?;
    if let Some(path) = &config.token_file {
        let token = FileToken::read(path, config.token.clone(), timer, warn).await?;
        return Ok(Some(Arc::new(token)));
    }
    if let Some(token) = &config.token {
        return Ok(Some(Arc::new(BearerToken::new(token)?)));
    }
    if let Some(basic) = &config.basic {
        let basic = BasicAuth::new(&basic.username, &basic.password)?;
        return Ok(Some(Arc::new(basic)));
    }
    if config.exec.is_some() && config.client_certificate.is_none() {
        let options = options.exec.clone().crypto_provider(options.provider);
        let options = options.or_warn(warn);
        let plugin = ExecCredentials::new(config, settings.clone(), options, timer)?;
        return Ok(Some(Arc::new(plugin)));
    }
    match &config.auth_provider {
        Some(provider) => Ok(Some(Arc::new(OidcIdToken::new(provider, timer)?))),
        None => Ok(None),
    }
}

/// What client-go refuses when it makes a client, whichever would be used.
fn check(config: &Config) -> Result<()> {
    let token = config.token.is_some() || config.token_file.is_some();
    if config.basic.is_some() && token {
        let message = "username/password or bearer token may be set, but not both";
        return Err(Error::config(message, None));
    }
    match &config.auth_provider {
        Some(provider) => OidcIdToken::check_name(provider),
        None => Ok(()),
    }
}
