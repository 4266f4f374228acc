//! What the server warns of.

use std::sync::{Arc, Mutex};

use outrigger::request::Request;
use outrigger::{Client, EachWarningOnce, SendOptions, Warning, WarningHandler};
use outrigger_test::{Answer, MockTransport};

#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

impl WarningHandler for Heard {
    fn warn(&self, warning: &Warning) {
        self.0.lock().unwrap().push(warning.to_string());
    }
}

impl Heard {
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

fn version() -> Request {
    Request::raw_get("/version").unwrap()
}

fn warned(status: u16) -> Answer {
    let answer = Answer::status(status).header("warning", "299 - \"old\", 299 - \"older\"");
    let answer = answer.header("warning", "299 - \"\"");
    answer.header("warning", "214 - \"not from the server\"")
}

#[test]
fn a_handler_hears_what_is_for_people() {
    let (mock, heard) = (MockTransport::new(), Heard::default());
    let client = Client::builder(mock.backend(), "https://test").warnings(heard.clone());
    let client = client.build().unwrap();
    mock.get("/version").answer(warned(200));
    mock.timer().run(client.send(version())).unwrap();
    assert_eq!(heard.take(), ["old", "older"]);
    // An error may be warned of as well; an answer that is asked again is not heard.
    mock.get("/version")
        .answer(warned(503).header("retry-after", "1"));
    mock.get("/version").answer(warned(404));
    mock.timer().run(client.send(version())).unwrap_err();
    assert_eq!(heard.take(), ["old", "older"]);
    // A request's own handler comes before the client's.
    let own = Heard::default();
    mock.get("/version").answer(warned(200));
    let options = SendOptions::new().warnings(own.clone());
    mock.timer()
        .run(client.send_with(version(), &options))
        .unwrap();
    assert!(heard.take().is_empty());
    assert_eq!(own.take(), ["old", "older"]);
}

#[test]
fn each_is_told_once_and_an_answer_has_them_all() {
    let (mock, heard) = (MockTransport::new(), Heard::default());
    let once = EachWarningOnce::new(heard.clone());
    let client = Client::builder(mock.backend(), "https://test").warnings(once);
    let client = client.build().unwrap();
    for _ in 0..3 {
        mock.get("/version").answer(warned(200));
        let answer = client.rest_unversioned().get().abs_path("/version").send();
        let warnings = mock.timer().run(answer).unwrap().warnings();
        let codes: Vec<_> = warnings.iter().map(|warning| warning.code).collect();
        assert_eq!(codes, [299, 299, 299, 214]);
        assert_eq!(warnings[0].agent, "-");
    }
    assert_eq!(heard.take(), ["old", "older"]);
}
