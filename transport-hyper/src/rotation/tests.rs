use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::join_all;
use outrigger::auth::{Credentials, LiveSettings, OnRejected, Version};
use outrigger::kubeconfig::{Loader, Overrides, PathStyle};
use outrigger::transport::{ConnectionSettings, Roots};
use rcgen::{CertificateParams, KeyPair};
use tempfile::TempDir;

use super::schedule::{INTERVAL_UNUSABLE, WAIT_MAX};
use super::*;
use crate::TokioTimer;

/// A certificate that signs itself, and its key.
fn issue(name: &str) -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    (params.self_signed(&key).unwrap().pem(), key.serialize_pem())
}

/// The files of a kubeconfig, and credentials that follow them.
struct Followed {
    folder: TempDir,
    credentials: Arc<dyn Credentials>,
}

impl Followed {
    fn start(inner: Option<Arc<dyn Credentials>>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (certificate, key) = issue("first");
        let (authority, _) = issue("authority");
        for (name, text) in [("crt", &certificate), ("key", &key), ("ca", &authority)] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let config = config(
            folder.path(),
            "certificate-authority: ca",
            "client-certificate: crt, client-key: key",
        );
        let mut settings = ConnectionSettings::default();
        settings.roots = Roots::Pem(authority.into());
        settings.identity = Some(outrigger::transport::ClientIdentity {
            certificate: certificate.into(),
            key: outrigger::Secret::new(key),
        });
        settings.server_name = Some("kept".to_owned());
        let timer: Arc<dyn Timer> = Arc::new(TokioTimer::new().unwrap());
        let provider = CryptoProvider::default();
        let credentials = follow(&config, &settings, inner, &timer, provider, None).unwrap();
        Self {
            folder,
            credentials: credentials.unwrap(),
        }
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).unwrap();
    }

    /// What a client does with each request.
    async fn ask(&self) -> (Version, LiveSettings) {
        let (mut parts, ()) = http::Request::new(()).into_parts();
        let version = self.credentials.authorize(&mut parts).await.unwrap();
        (version, self.credentials.settings().unwrap())
    }

    /// The same, after a while.
    async fn ask_after(&self, while_: Duration) -> LiveSettings {
        tokio::time::advance(while_).await;
        self.ask().await.1
    }
}

fn config(folder: &Path, cluster: &str, user: &str) -> Config {
    let text = format!(
        "{{current-context: c, contexts: [{{name: c, context: {{cluster: c, user: c}}}}], \
          clusters: [{{name: c, cluster: {{server: https://h, {cluster}}}}}], \
          users: [{{name: c, user: {{{user}}}}}]}}"
    );
    let loader = Loader::new(PathStyle::Unix);
    let path = folder.join("config");
    let loaded = loader
        .explicit(path.to_str().unwrap(), Ok(text.into()))
        .load();
    let kubeconfig = loaded.into_result().unwrap();
    kubeconfig.resolve(&Overrides::default()).unwrap()
}

fn certificate(live: &LiveSettings) -> &[u8] {
    &live.settings.identity.as_ref().unwrap().certificate
}

#[tokio::test(start_paused = true)]
async fn a_pair_is_taken_when_it_is_whole() {
    let followed = Followed::start(None);
    let (certificate_2, key_2) = issue("second");
    let first = followed.ask().await.1;
    followed.write("crt", &certificate_2);
    // Nobody looks before it is time, and the key does not fit yet.
    for wait in [INTERVAL / 2, INTERVAL / 2, INTERVAL_UNUSABLE] {
        let live = followed.ask_after(wait).await;
        assert_eq!(live.version, first.version);
        assert_eq!(live.settings, first.settings);
    }
    followed.write("key", &key_2);
    let second = followed.ask_after(INTERVAL_UNUSABLE).await;
    assert!(second.version > first.version);
    assert_eq!(certificate(&second), certificate_2.as_bytes());
    assert_eq!(second.settings.server_name.as_deref(), Some("kept"));
    assert_eq!(second.settings.roots, first.settings.roots);

    for unusable in ["", "hello", "-----BEGIN CERTIFICATE-----\n"] {
        followed.write("crt", unusable);
        assert_eq!(followed.ask_after(INTERVAL).await.version, second.version);
    }
    std::fs::remove_file(followed.folder.path().join("crt")).unwrap();
    assert_eq!(followed.ask_after(INTERVAL).await.version, second.version);
    // The same again is no change.
    followed.write("crt", &certificate_2);
    assert_eq!(followed.ask_after(INTERVAL).await.version, second.version);
}

#[tokio::test(start_paused = true)]
async fn authority_and_pair_change_each_for_itself() {
    let followed = Followed::start(None);
    let first = followed.ask().await.1;
    let (authority, _) = issue("another authority");
    followed.write("ca", &authority);
    followed.write("key", "half a key");
    let second = followed.ask_after(INTERVAL).await;
    assert!(second.version > first.version);
    assert_eq!(second.settings.roots, Roots::Pem(authority.into()));
    assert_eq!(certificate(&second), certificate(&first));
    let (certificate_3, key_3) = issue("third");
    followed.write("crt", &certificate_3);
    followed.write("key", &key_3);
    followed.write("ca", "");
    let third = followed.ask_after(INTERVAL).await;
    assert_eq!(certificate(&third), certificate_3.as_bytes());
    assert_eq!(third.settings.roots, second.settings.roots);
}

#[tokio::test(start_paused = true)]
async fn a_401_is_a_reason_to_look() {
    let followed = Followed::start(None);
    let (version, first) = followed.ask().await;
    assert_eq!(
        followed.credentials.rejected(version).await,
        OnRejected::GiveUp
    );
    let (certificate_2, key_2) = issue("second");
    followed.write("crt", &certificate_2);
    followed.write("key", &key_2);
    // Both were sent with the old certificate, and only one of them is first to look.
    for _ in 0..2 {
        assert_eq!(
            followed.credentials.rejected(version).await,
            OnRejected::Retry
        );
    }
    let (version, second) = followed.ask().await;
    assert!(second.version > first.version);
    assert_eq!(certificate(&second), certificate_2.as_bytes());
    assert_eq!(
        followed.credentials.rejected(version).await,
        OnRejected::GiveUp
    );
}

#[tokio::test]
async fn only_pure_files_are_followed() {
    let folder = tempfile::tempdir().unwrap();
    let timer: Arc<dyn Timer> = Arc::new(TokioTimer::new().unwrap());
    let (certificate, key) = issue("data");
    let (certificate, key) = (STANDARD.encode(certificate), STANDARD.encode(key));
    for (cluster, user, followed) in [
        ("", "token: t".to_owned(), false),
        ("certificate-authority: ca", "token: t".to_owned(), true),
        (
            "",
            format!("client-certificate: crt, client-key-data: {key}"),
            false,
        ),
        (
            "",
            format!("client-certificate-data: {certificate}, client-key: key"),
            false,
        ),
        (
            "",
            "client-certificate: crt, client-key: key".to_owned(),
            true,
        ),
    ] {
        let config = config(folder.path(), cluster, &user);
        let settings = ConnectionSettings::default();
        let credentials = follow(
            &config,
            &settings,
            None,
            &timer,
            CryptoProvider::default(),
            None,
        );
        assert_eq!(credentials.unwrap().is_some(), followed, "{cluster} {user}");
    }
}

/// Credentials with a version, and settings, of their own.
#[derive(Debug, Default)]
struct Inner {
    version: AtomicU64,
    rejected: AtomicU64,
}

#[async_trait]
impl Credentials for Inner {
    async fn authorize(&self, _: &mut Parts) -> Result<Version> {
        Ok(Version(self.version.load(Ordering::SeqCst)))
    }

    async fn rejected(&self, version: Version) -> OnRejected {
        self.rejected.store(version.0, Ordering::SeqCst);
        match version.0 < self.version.load(Ordering::SeqCst) {
            true => OnRejected::Retry,
            false => OnRejected::GiveUp,
        }
    }

    fn settings(&self) -> Option<LiveSettings> {
        let version = Version(self.version.load(Ordering::SeqCst));
        let mut settings = ConnectionSettings::default();
        settings.server_name = Some(format!("inner {}", version.0));
        let settings = Arc::new(settings);
        Some(LiveSettings { version, settings })
    }
}

#[tokio::test(start_paused = true)]
async fn what_it_wraps_keeps_its_say() {
    let inner = Arc::new(Inner::default());
    let followed = Followed::start(Some(inner.clone()));
    inner.version.store(5, Ordering::SeqCst);
    let (version, first) = followed.ask().await;
    assert_eq!(first.settings.server_name.as_deref(), Some("inner 5"));
    assert!(first.settings.identity.is_some());
    assert_eq!(
        followed.credentials.rejected(version).await,
        OnRejected::GiveUp
    );
    assert_eq!(inner.rejected.load(Ordering::SeqCst), 5);
    inner.version.store(6, Ordering::SeqCst);
    assert_eq!(
        followed.credentials.rejected(version).await,
        OnRejected::Retry
    );
    let (_, second) = followed.ask().await;
    assert!(second.version > first.version);
    // A file that changes counts for more than any number of inner changes.
    let (authority, _) = issue("another authority");
    followed.write("ca", &authority);
    let third = followed.ask_after(INTERVAL).await;
    assert!(third.version > second.version);
    inner.version.store(7, Ordering::SeqCst);
    let (_, fourth) = followed.ask().await;
    assert!(fourth.version > third.version);
    assert_eq!(fourth.settings.roots, Roots::Pem(authority.into()));
}

#[tokio::test(start_paused = true)]
async fn a_disk_that_hangs_holds_requests_up_for_a_while_only() {
    let followed = Followed::start(None);
    // A pipe that nobody writes to.
    let path = followed.folder.path().join("crt");
    std::fs::remove_file(&path).unwrap();
    let made = std::process::Command::new("mkfifo").arg(&path).status();
    if !made.is_ok_and(|status| status.success()) {
        return;
    }
    tokio::time::advance(INTERVAL).await;
    tokio::time::resume();
    let begun = std::time::Instant::now();
    join_all((0..100).map(|_| followed.ask())).await;
    assert!(begun.elapsed() < WAIT_MAX * 10);
    let begun = std::time::Instant::now();
    followed.ask().await;
    assert!(begun.elapsed() < WAIT_MAX);
    // Lets the thread go.
    std::fs::write(&path, "").unwrap();
}

#[tokio::test]
async fn nothing_secret_is_printed() {
    let followed = Followed::start(None);
    let printed = format!("{:?}", followed.credentials);
    assert!(
        printed.contains("crt") && !printed.contains("BEGIN"),
        "{printed}"
    );
}

mod told;
