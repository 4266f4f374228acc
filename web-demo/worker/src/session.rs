use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::Stream;
use outrigger::rt::Timer;
use outrigger::{Client, Result};
use outrigger_demo_model::message::{FromWorker, ToWorker};

use crate::Inbox;
use crate::catalog::{Catalog, Trouble};
use crate::inbox::Received;
use crate::namespaces::Namespaces;
use crate::view::View;
use crate::words::words;

/// How many views may be open at once.
pub const VIEWS_MAX: usize = 16;

/// Everything that the worker does for one page: the stream of the messages to it.
///
/// It never ends.
///
/// # Cancel safety
/// Dropping it drops every informer and aborts every exchange.
pub struct Session<C> {
    connect: C,
    timer: Arc<dyn Timer>,
    inbox: Inbox,
    outbox: VecDeque<FromWorker>,
    cluster: Option<Cluster>,
    trouble: Option<Trouble>,
    views: BTreeMap<u32, View>,
}

/// What there is once the page has said where the cluster is.
struct Cluster {
    client: Client,
    catalog: Catalog,
    namespaces: Namespaces,
}

impl<C> Session<C>
where
    C: FnMut(Option<&str>, usize) -> Result<Client>,
{
    /// A session that does what comes into `inbox`.
    ///
    /// `connect` makes the client: of the server at a URL, or of a simulated cluster with so many
    /// pods when there is none. `timer` is that client's.
    pub fn new(timer: Arc<dyn Timer>, inbox: Inbox, connect: C) -> Self {
        Self {
            connect,
            timer,
            inbox,
            outbox: VecDeque::new(),
            cluster: None,
            trouble: None,
            views: BTreeMap::new(),
        }
    }

    fn receive(&mut self, message: ToWorker) {
        match message {
            ToWorker::Connect { server, pods } => self.connect(server.as_deref(), pods),
            ToWorker::Open {
                view,
                resource,
                namespace,
            } => self.open(view, resource, namespace),
            ToWorker::Close { view } => drop(self.views.remove(&view)),
            ToWorker::Arrange { view, arrangement } => {
                self.with_view(view, |view| view.arrange(arrangement));
            }
            ToWorker::Draw { view, first, count } => {
                self.with_view(view, |view| view.draw(first, count));
            }
            ToWorker::Show { view, key } => self.with_view(view, |view| view.show(key)),
            ToWorker::Visible { visible: true } => self.check(),
            ToWorker::Visible { visible: false } => {}
        }
    }

    /// A page has one cluster for as long as it is there.
    fn connect(&mut self, server: Option<&str>, pods: usize) {
        if self.cluster.is_some() {
            return self.problem("There is a cluster already".to_owned());
        }
        match (self.connect)(server, pods) {
            Ok(client) => {
                self.trouble = None;
                for view in self.views.values_mut() {
                    view.set_trouble(None);
                }
                self.cluster = Some(Cluster {
                    catalog: Catalog::new(&client, &self.timer),
                    namespaces: Namespaces::new(&client, &self.timer),
                    client,
                });
            }
            Err(error) => {
                let cause = words(&error);
                self.problem(format!("There is no way to the cluster: {cause}"));
                let since = self.timer.wall_now().as_unix().as_secs();
                self.trouble = Some(Trouble { since, cause });
                for view in self.views.values_mut() {
                    view.set_trouble(self.trouble.clone());
                }
            }
        }
    }

    fn open(&mut self, id: u32, resource: String, namespace: Option<String>) {
        if self.views.len() >= VIEWS_MAX && !self.views.contains_key(&id) {
            self.problem(format!("No more than {VIEWS_MAX} views can be open"));
            return;
        }
        let mut view = View::new(id, resource, namespace, self.timer.clone());
        match &self.cluster {
            Some(cluster) => view.resolve(&cluster.client, &cluster.catalog),
            None => view.set_trouble(self.trouble.clone()),
        }
        self.views.insert(id, view);
    }

    /// A view that the page has closed meanwhile is no error.
    fn with_view(&mut self, view: u32, act: impl FnOnce(&mut View)) {
        if let Some(view) = self.views.get_mut(&view) {
            act(view);
        }
    }

    fn check(&mut self) {
        if let Some(cluster) = &mut self.cluster {
            cluster.catalog.check();
            cluster.namespaces.check();
        }
        self.views.values_mut().for_each(View::check);
    }

    fn problem(&mut self, text: String) {
        self.outbox.push_back(FromWorker::Problem { text });
    }

    /// Does what there is to do; what it has to say is in the outbox then.
    fn step(&mut self, cx: &mut Context<'_>) {
        while let Poll::Ready(received) = self.inbox.poll(cx) {
            match received {
                Received::Message(message) => self.receive(message),
                Received::Overflow => {
                    self.problem("The page says more than there is time to do".to_owned());
                }
            }
        }
        let (outbox, views) = (&mut self.outbox, &mut self.views);
        if let Some(cluster) = &mut self.cluster {
            cluster.poll(cx, outbox, views);
        }
        for view in views.values_mut() {
            view.poll(cx, |message| outbox.push_back(message));
        }
    }
}

impl Cluster {
    fn poll(
        &mut self,
        cx: &mut Context<'_>,
        outbox: &mut VecDeque<FromWorker>,
        views: &mut BTreeMap<u32, View>,
    ) {
        if self.catalog.poll(cx) {
            for view in views.values_mut() {
                view.resolve(&self.client, &self.catalog);
            }
            if let Some(kinds) = self.catalog.entries() {
                let kinds = kinds.to_vec();
                outbox.push_back(FromWorker::Kinds { kinds });
            }
        }
        outbox.extend(self.namespaces.poll(cx));
    }
}

impl<C> Stream for Session<C>
where
    C: FnMut(Option<&str>, usize) -> Result<Client> + Unpin,
{
    type Item = FromWorker;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<FromWorker>> {
        if self.outbox.is_empty() {
            self.step(cx);
        }
        self.outbox
            .pop_front()
            .map_or(Poll::Pending, |message| Poll::Ready(Some(message)))
    }
}

impl<C> fmt::Debug for Session<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("connected", &self.cluster.is_some())
            .field("views", &self.views.keys())
            .finish_non_exhaustive()
    }
}
