//! What cannot be used is told.

use outrigger::Secret;

use super::*;

#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<String>>>);

impl Told {
    fn on_warning(&self) -> OnWarning {
        let told = self.clone();
        Arc::new(move |text| told.0.lock().unwrap().push(text.to_owned()))
    }

    /// What was told since the last call.
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }

    /// One thing was told, which says `expected`, and nothing secret.
    fn only(&self, expected: &[&str]) {
        let told = self.take();
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(expected.iter().all(|it| told[0].contains(it)), "{told:?}");
        assert!(!told[0].contains("S3CR3T"), "{told:?}");
    }
}

impl Followed {
    fn telling(told: &Told) -> Self {
        let Self {
            folder,
            credentials,
        } = Self::start(None);
        let config = config(
            folder.path(),
            "certificate-authority: ca",
            "client-certificate: crt, client-key: key",
        );
        let settings = credentials.settings().unwrap().settings;
        let timer: Arc<dyn Timer> = Arc::new(TokioTimer::new().unwrap());
        let (provider, warn) = (CryptoProvider::default(), Some(told.on_warning()));
        let credentials = follow(&config, &settings, None, &timer, provider, warn).unwrap();
        Self {
            folder,
            credentials: credentials.unwrap(),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn certificates_that_cannot_be_used_are_told_once() {
    let told = Told::default();
    let followed = Followed::telling(&told);
    let (certificate, key) = issue("second");
    followed.write("crt", &certificate);
    followed.ask_after(INTERVAL).await;
    told.only(&[
        "cannot use the client certificate ",
        "crt with the key ",
        "consistent",
    ]);
    followed.ask_after(INTERVAL).await;
    assert_eq!(told.take(), Vec::<String>::new());

    // What is wrong besides is told for itself; a 401 is a reason to tell.
    std::fs::remove_file(followed.folder.path().join("ca")).unwrap();
    let (version, _) = followed.ask().await;
    followed.credentials.rejected(version).await;
    told.only(&[
        "cannot use the certificate authority ",
        "ca does not exist: ",
        "; the one from before",
    ]);
    followed.write("ca", "S3CR3T");
    followed.ask_after(INTERVAL_UNUSABLE).await;
    told.only(&["ca: ", "certificate"]);

    // What comes back is told again.
    followed.write("key", &key);
    followed.write("ca", &certificate);
    followed.ask_after(INTERVAL_UNUSABLE).await;
    assert_eq!(told.take(), Vec::<String>::new());
    followed.write("key", "S3CR3T");
    followed.ask_after(INTERVAL).await;
    told.only(&["cannot use the client certificate "]);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_cannot_be_used_is_told_once() {
    let told = Told::default();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    let timer: Arc<dyn Timer> = Arc::new(TokioTimer::new().unwrap());
    let (fallback, warn) = (Secret::new("S3CR3T"), told.on_warning());
    let token = FileToken::read(&path, Some(fallback), timer, Some(warn)).await;
    let token = token.unwrap();
    told.only(&[
        "cannot read the token file: ",
        "token does not exist: ",
        "; another token",
    ]);
    let ask = async || {
        tokio::time::advance(INTERVAL_UNUSABLE).await;
        let (mut parts, ()) = http::Request::new(()).into_parts();
        token.authorize(&mut parts).await.unwrap()
    };
    ask().await;
    assert_eq!(told.take(), Vec::<String>::new());
    std::fs::write(&path, "S3CR3T\nS3CR3T").unwrap();
    ask().await;
    told.only(&[
        "cannot use the token in ",
        "token: ",
        "a header cannot carry",
    ]);
    std::fs::write(&path, "S3CR3T").unwrap();
    let version = ask().await;
    assert_eq!(told.take(), Vec::<String>::new());
    std::fs::write(&path, " ").unwrap();
    assert_eq!(token.rejected(version).await, OnRejected::GiveUp);
    told.only(&["token is empty"]);
}
