//! What the page does, and what it is told.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::{Either, select};
use futures_util::stream::BoxStream;
use outrigger::rt::Timer;
use outrigger::{Api, Client, CreateOptions, DeleteOptions, Unstructured};
use outrigger_demo_model::message::{Arrangement, Frame, FromWorker, RowKey, Sync, ToWorker};
use outrigger_demo_worker::{Inbox, Session};
use outrigger_test::{Cluster, Faults};
use serde_json::{Value, json};

/// A page with its session, and the cluster behind it.
pub(crate) struct Page {
    pub(crate) cluster: Cluster,
    inbox: Inbox,
    session: BoxStream<'static, FromWorker>,
    /// Messages that came while another was waited for.
    pub(crate) others: Vec<FromWorker>,
}

impl Page {
    /// A page that has said `Connect`.
    pub(crate) fn new() -> Self {
        Self::on(Cluster::seeded(7))
    }

    /// A page of which nothing reaches the server yet.
    pub(crate) fn without_server() -> Self {
        let page = Self::new();
        page.cluster.faults(Faults::none().refuse(1.0));
        page
    }

    pub(crate) fn on(cluster: Cluster) -> Self {
        let client = cluster.client();
        Self::with(cluster, client)
    }

    /// A page of another cluster, run by this one.
    pub(crate) fn with(cluster: Cluster, client: Client) -> Self {
        let timer: Arc<dyn Timer> = Arc::new(cluster.timer().clone());
        Self::with_timer(cluster, client, timer)
    }

    /// A page whose session tells the time otherwise than the cluster.
    pub(crate) fn with_timer(cluster: Cluster, client: Client, timer: Arc<dyn Timer>) -> Self {
        let inbox = Inbox::new();
        let connect = move |_: Option<&str>, _| Ok::<Client, outrigger::Error>(client.clone());
        let session = Session::new(timer, inbox.clone(), connect).boxed();
        let page = Self {
            cluster,
            inbox,
            session,
            others: Vec::new(),
        };
        page.say(ToWorker::Connect {
            server: Some("cluster/".to_owned()),
            pods: 0,
        });
        page
    }

    pub(crate) fn say(&self, message: ToWorker) {
        self.inbox.push(message);
    }

    pub(crate) fn open(&self, view: u32, resource: &str, namespace: Option<&str>) {
        self.say(ToWorker::Open {
            view,
            resource: resource.to_owned(),
            namespace: namespace.map(str::to_owned),
        });
    }

    pub(crate) fn arrange(&self, view: u32, arrangement: Arrangement) {
        self.say(ToWorker::Arrange { view, arrangement });
    }

    /// The next message, within an hour.
    pub(crate) fn next(&mut self) -> FromWorker {
        self.within(Duration::from_secs(3600))
            .expect("the worker says nothing")
    }

    /// The next message, if one comes soon enough.
    pub(crate) fn within(&mut self, limit: Duration) -> Option<FromWorker> {
        let alarm = self.cluster.timer().sleep(limit);
        let session = &mut self.session;
        self.cluster.run(async move {
            match select(session.next(), alarm).await {
                Either::Left((message, _)) => message,
                Either::Right(_) => None,
            }
        })
    }

    /// The first message of which `take` makes something.
    pub(crate) fn find<T>(&mut self, mut take: impl FnMut(&FromWorker) -> Option<T>) -> T {
        for _ in 0..10_000 {
            let message = self.next();
            if let Some(found) = take(&message) {
                return found;
            }
            self.others.push(message);
        }
        panic!("10,000 messages, and not that one");
    }

    /// Draws until a frame is as `wanted`.
    pub(crate) fn draw_until(&mut self, view: u32, wanted: impl Fn(&Frame) -> bool) -> Frame {
        for _ in 0..10_000 {
            let frame = self.draw(view);
            if wanted(&frame) {
                return frame;
            }
        }
        panic!("10,000 frames, and not that one");
    }

    /// The next frame of the first hundred rows.
    pub(crate) fn draw(&mut self, view: u32) -> Frame {
        let (first, count) = (0, 100);
        self.say(ToWorker::Draw { view, first, count });
        self.frame(view)
    }

    /// The frame that was asked for.
    pub(crate) fn frame(&mut self, view: u32) -> Frame {
        self.find(|message| match message {
            FromWorker::Frame(frame) if frame.view == view => Some(frame.clone()),
            _ => None,
        })
    }

    pub(crate) fn live(&mut self, view: u32) -> Frame {
        self.draw_until(view, |frame| frame.sync == Sync::Live)
    }

    /// Lets time pass, in which nothing is said.
    pub(crate) fn wait(&mut self, time: Duration) {
        while let Some(message) = self.within(time) {
            self.others.push(message);
        }
    }

    /// Creates an object past the network.
    pub(crate) fn create(&self, resource: &str, namespace: &str, object: &Value) {
        let client = self.cluster.server().client();
        let object: Unstructured = serde_json::from_value(object.clone()).unwrap();
        self.cluster.run(async move {
            let api = within(client.resource(resource).await.unwrap(), namespace);
            api.create(&object, &CreateOptions::new()).await.unwrap();
        });
    }

    pub(crate) fn create_map(&self, name: &str) {
        self.create("configmaps", "default", &map(name));
    }

    pub(crate) fn delete(&self, resource: &str, namespace: &str, name: &str) {
        let client = self.cluster.server().client();
        self.cluster.run(async move {
            let api = within(client.resource(resource).await.unwrap(), namespace);
            api.delete(name, &DeleteOptions::new()).await.unwrap();
        });
    }
}

fn within(api: Api<Unstructured>, namespace: &str) -> Api<Unstructured> {
    match namespace {
        "" => api,
        namespace => api.within(namespace),
    }
}

/// A ConfigMap.
pub(crate) fn map(name: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "ConfigMap",
        "metadata": {"name": name}, "data": {"color": "green"},
    })
}

pub(crate) fn key(namespace: &str, name: &str) -> RowKey {
    RowKey {
        namespace: namespace.to_owned(),
        name: name.to_owned(),
    }
}

pub(crate) fn names(frame: &Frame) -> Vec<&str> {
    frame.rows.iter().map(|row| row.key.name.as_str()).collect()
}
