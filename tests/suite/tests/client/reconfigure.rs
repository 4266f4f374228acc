//! Credentials that say how to connect, and come to say something else.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, mpsc};

use async_trait::async_trait;
use http::request::Parts;
use outrigger::auth::{Credentials, Impersonating, LiveSettings, SettingsFollower, Version};
use outrigger::kubeconfig::Impersonate;
use outrigger::request::Request;
use outrigger::transport::{
    Backend, ConnectionSettings, Connector, Link, Reconfigure, TransportError, TransportErrorKind,
};
use outrigger::{Client, ErrorKind, Result};
use outrigger_test::{Answer, MockTransport};
use serde_json::json;

/// Settings that are told apart by the server's name in them.
fn settings(version: u64) -> ConnectionSettings {
    let mut settings = ConnectionSettings::default();
    settings.server_name = Some(version.to_string());
    settings
}

/// Credentials that are presented with the connection.
#[derive(Debug, Default)]
struct Presented(AtomicU64);

impl Presented {
    fn renew(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[async_trait]
impl Credentials for Presented {
    async fn authorize(&self, _: &mut Parts) -> Result<Version> {
        Ok(Version(self.0.load(Ordering::SeqCst)))
    }

    fn settings(&self) -> Option<LiveSettings> {
        let version = self.0.load(Ordering::SeqCst);
        Some(LiveSettings {
            version: Version(version),
            settings: Arc::new(settings(version)),
        })
    }
}

/// A way to connect that notes by which settings.
#[derive(Clone, Debug, Default)]
struct Noted {
    names: Arc<Mutex<Vec<u64>>>,
    refuses: Arc<AtomicBool>,
}

impl Noted {
    fn note(&self, settings: &ConnectionSettings) {
        let name = settings.server_name.as_deref().unwrap();
        self.names.lock().unwrap().push(name.parse().unwrap());
    }

    fn names(&self) -> Vec<u64> {
        self.names.lock().unwrap().clone()
    }
}

impl Reconfigure for Noted {
    fn reconfigure(&self, settings: &ConnectionSettings) -> Result<(), TransportError> {
        self.note(settings);
        match self.refuses.load(Ordering::SeqCst) {
            true => Err(TransportError::new(
                TransportErrorKind::InvalidRequest,
                "no",
            )),
            false => Ok(()),
        }
    }
}

#[derive(Debug)]
struct Reconfigurable {
    inner: Arc<dyn Connector>,
    noted: Noted,
}

impl Connector for Reconfigurable {
    fn connect(&self, settings: &ConnectionSettings) -> Result<Link, TransportError> {
        self.noted.note(settings);
        let link = self.inner.connect(settings)?;
        Ok(link.reconfigured_by(Arc::new(self.noted.clone())))
    }
}

/// A client of a link that can be reconfigured.
struct Scene {
    mock: MockTransport,
    noted: Noted,
    client: Client,
}

impl Scene {
    fn new(credentials: Arc<dyn Credentials>) -> Self {
        let (mock, noted) = (MockTransport::new(), Noted::default());
        let Backend {
            connector: inner,
            timer,
            seed,
            ..
        } = mock.backend();
        let noted_too = noted.clone();
        let connector = Reconfigurable {
            inner,
            noted: noted_too,
        };
        let backend = Backend::new(Arc::new(connector), timer, seed);
        let client = Client::builder(backend, "https://test").shared_credentials(credentials);
        let client = client.build().unwrap();
        Self {
            mock,
            noted,
            client,
        }
    }

    fn ask(&self) -> Result<()> {
        self.mock.get("/version").answer(Answer::json(&json!({})));
        let request = Request::raw_get("/version").unwrap();
        self.mock.timer().run(self.client.send(request)).map(drop)
    }
}

#[test]
fn a_link_is_told_once_of_each_change() {
    let credentials = Arc::<Presented>::default();
    credentials.renew();
    let scene = Scene::new(credentials.clone());
    // The link is made with what the credentials say then.
    assert_eq!(scene.noted.names(), [1]);
    for _ in 0..3 {
        scene.ask().unwrap();
    }
    assert_eq!(scene.noted.names(), [1]);
    credentials.renew();
    credentials.renew();
    for _ in 0..3 {
        scene.ask().unwrap();
    }
    assert_eq!(scene.noted.names(), [1, 3]);
}

#[test]
fn a_change_that_cannot_be_used_is_an_error_until_there_is_another() {
    let credentials = Arc::<Presented>::default();
    let scene = Scene::new(credentials.clone());
    scene.noted.refuses.store(true, Ordering::SeqCst);
    scene.ask().unwrap();
    credentials.renew();
    for _ in 0..3 {
        let error = scene.ask().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials);
        let expected =
            "get /version: the new certificate or connection settings cannot be used: no";
        assert_eq!(error.chain().to_string(), expected);
    }
    // Nothing was sent by the old ones, and the link was asked once.
    assert_eq!(scene.mock.requests().len(), 1);
    assert_eq!(scene.noted.names(), [0, 1]);
    scene.noted.refuses.store(false, Ordering::SeqCst);
    assert!(scene.ask().is_err());
    credentials.renew();
    scene.ask().unwrap();
    assert_eq!(scene.noted.names(), [0, 1, 2]);
}

#[test]
fn who_acts_as_somebody_else_connects_as_himself() {
    let credentials = Arc::<Presented>::default();
    let mut jane = Impersonate::default();
    jane.user = Some("jane".to_owned());
    let acting = Impersonating::new(&jane, Some(credentials.clone())).unwrap();
    let scene = Scene::new(Arc::new(acting));
    credentials.renew();
    scene.ask().unwrap();
    assert_eq!(scene.noted.names(), [0, 1]);
    let sent = scene.mock.requests();
    assert_eq!(sent[0].header("impersonate-user"), Some("jane"));
}

#[test]
fn a_link_that_cannot_change_is_an_error_only_for_who_wants_it_changed() {
    let credentials = Arc::<Presented>::default();
    let mock = MockTransport::new();
    mock.get("/version").answer(Answer::json(&json!({})));
    let client = Client::builder(mock.backend(), "https://test");
    let client = client.shared_credentials(credentials.clone()).build();
    let client = client.unwrap();
    let ask = || {
        let request = Request::raw_get("/version").unwrap();
        mock.timer().run(client.send(request)).map(drop)
    };
    ask().unwrap();
    credentials.renew();
    let error = ask().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    let expected = "get /version: the transport cannot change the certificate it presents";
    assert_eq!(error.to_string(), expected);
    assert_eq!(mock.requests().len(), 1);
}

#[test]
fn an_older_version_never_comes_behind_a_newer_one() {
    let (mock, noted) = (MockTransport::new(), Noted::default());
    let link = mock.backend().connector.connect(&settings(0)).unwrap();
    let link = link.reconfigured_by(Arc::new(noted.clone()));
    let follower = SettingsFollower::new(&link, Some(Version(0)));
    let credentials = Presented::default();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..500 {
                    credentials.renew();
                    follower.follow(&credentials).unwrap();
                }
            });
        }
    });
    let names = noted.names();
    assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
    assert_eq!(names.last(), Some(&2000));
    // Of a link whose settings came from elsewhere, the first that are told are new.
    let follower = SettingsFollower::new(&link, None);
    follower.follow(&Presented::default()).unwrap();
    assert_eq!(noted.names().last(), Some(&0));
}

/// A link that takes its time for each change.
#[derive(Debug)]
struct Slow {
    begun: Mutex<mpsc::Sender<()>>,
    go: Mutex<mpsc::Receiver<()>>,
}

impl Reconfigure for Slow {
    fn reconfigure(&self, _: &ConnectionSettings) -> Result<(), TransportError> {
        self.begun.lock().unwrap().send(()).unwrap();
        self.go.lock().unwrap().recv().unwrap();
        Ok(())
    }
}

/// What has settings that never change.
#[derive(Debug)]
struct Constant;

#[async_trait]
impl Credentials for Constant {
    async fn authorize(&self, _: &mut Parts) -> Result<Version> {
        Ok(Version(0))
    }

    fn settings(&self) -> Option<LiveSettings> {
        let settings = Arc::new(settings(0));
        let version = Version(0);
        Some(LiveSettings { version, settings })
    }
}

#[test]
fn who_sees_no_change_does_not_wait_for_one() {
    let mock = MockTransport::new();
    let link = mock.backend().connector.connect(&settings(0)).unwrap();
    let (begun, begins) = mpsc::channel();
    let (goes, go) = mpsc::channel();
    let link = link.reconfigured_by(Arc::new(Slow {
        begun: Mutex::new(begun),
        go: Mutex::new(go),
    }));
    let follower = SettingsFollower::new(&link, Some(Version(0)));
    let changed = Presented::default();
    changed.renew();
    std::thread::scope(|scope| {
        let change = scope.spawn(|| follower.follow(&changed));
        begins.recv().unwrap();
        follower.follow(&Constant).unwrap();
        goes.send(()).unwrap();
        change.join().unwrap().unwrap();
    });
    follower.follow(&changed).unwrap();
}
