use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use outrigger::rt::Timer;
use outrigger::transport::{Backend, ConnectionSettings, Connector, Link, TransportError};
use outrigger::{Client, Informer, RateLimit, Unstructured};
use outrigger_test::{Cluster, FaultyTransport, JoinHandle};

use crate::judge::Judge;
use crate::plan::{BAD_UNTIL, Dice, Plan};
use crate::traffic::{Open, Traffic};
use crate::writer::{Writer, maps};

/// Within this much time of the last fault, everybody knows everything: the longest backoff is a
/// minute, the longest silence two and a half.
const CONVERGES_WITHIN: Duration = Duration::from_secs(600);

/// A while without a failure, after which the backoff begins anew.
const HEALTHY: Duration = Duration::from_secs(300);

/// The first delay of the backoff is below two seconds.
const RECOVERS_WITHIN: Duration = Duration::from_secs(5);

/// One schedule.
pub(crate) struct Run {
    plan: Plan,
    cluster: Cluster,
    informer: Informer<Unstructured>,
    open: Arc<Mutex<Open>>,
    fast: Arc<Mutex<Judge>>,
    slow: Arc<Mutex<Judge>>,
    writer: JoinHandle<()>,
}

impl Run {
    pub(crate) fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let plan = Plan::new(&mut dice);
        let cluster = Cluster::with(seed, plan.cluster());
        let mut writer = Writer {
            server: cluster.server().clone(),
            timer: cluster.timer().clone(),
            trace: cluster.trace().clone(),
            dice,
        };
        cluster.run(writer.prepare(&plan));
        let open = Arc::default();
        let client = faulty_client(&cluster, &plan, seed, &open);
        let mut builder = Informer::builder(&maps(&client)).page_size(plan.page_size);
        if plan.selects {
            builder = builder.labels("color=red");
        }
        let (informer, driver) = builder.build();
        cluster.executor().spawn_named("informer", driver);
        let [fast, slow] = subscribe(&cluster, &informer, &plan);
        let writing = writer.write(plan.clone());
        let writer = cluster.executor().spawn_named("writer", writing);
        Self {
            plan,
            cluster,
            informer,
            open,
            fast,
            slow,
            writer,
        }
    }

    pub(crate) fn report(&self) -> String {
        format!("{:?}\n{}", self.plan, self.cluster.executor().report())
    }

    /// Runs it to its end.
    ///
    /// # Errors
    /// What went wrong.
    pub(crate) fn judge(&self) -> Result<(), String> {
        let now = || self.cluster.timer().now();
        let day = Duration::from_secs(86_400);
        let over = || self.writer.is_finished() && now() >= BAD_UNTIL;
        self.cluster
            .spawn(self.cluster.timer().sleep(BAD_UNTIL - now()));
        let end = self.cluster.executor().run_until(over, day);
        end.map_err(|stuck| format!("the writer: {stuck}"))?;
        let told = lock(&self.slow).changes;

        let server = self.server();
        let knows = || self.informer.status().is_live() && self.store() == server;
        let end = self.cluster.executor().run_until(knows, CONVERGES_WITHIN);
        end.map_err(|stuck| format!("the store: {stuck}; {}", self.difference()))?;
        let mut heard = (u64::MAX, u64::MAX);
        let hears = || {
            let changes = (lock(&self.fast).changes, lock(&self.slow).changes);
            // Asked after every poll: look only at what is new.
            std::mem::replace(&mut heard, changes) != changes
                && [&self.fast, &self.slow]
                    .iter()
                    .all(|it| lock(it).known() == server)
        };
        let end = self.cluster.executor().run_until(hears, day);
        end.map_err(|stuck| format!("a subscriber: {stuck}; {}", self.difference()))?;
        self.check_bounds(told)?;
        self.check_backoff()
    }

    /// After a healthy while, one broken connection is put right at once.
    fn check_backoff(&self) -> Result<(), String> {
        let server = self.server();
        self.cluster.executor().run_for(HEALTHY);
        self.cluster.server().restart();
        let broken = || !self.informer.status().is_live();
        let end = self.cluster.executor().run_until(broken, RECOVERS_WITHIN);
        end.map_err(|stuck| format!("a broken watch: {stuck}"))?;
        let whole = || self.informer.status().is_live() && self.store() == server;
        let end = self.cluster.executor().run_until(whole, RECOVERS_WITHIN);
        end.map_err(|stuck| format!("after a healthy while: {stuck}; {}", self.difference()))
    }

    fn check_bounds(&self, told: u64) -> Result<(), String> {
        for judge in [&self.fast, &self.slow] {
            if let Some(illegal) = lock(judge).illegal.clone() {
                return Err(illegal);
            }
        }
        if let Some(problem) = lock_open(&self.open).problem.clone() {
            return Err(problem);
        }
        // What was kept for the slow one is bounded by what there is, not by what happened.
        let objects = self.plan.names + self.plan.untouched;
        let kept = lock(&self.slow).changes - told;
        if kept > 2 * objects + 1 {
            return Err(format!(
                "{kept} changes of {objects} objects were kept for one subscriber"
            ));
        }
        let timers = self.cluster.timer().pending();
        if timers > 50 {
            return Err(format!("{timers} timers are pending"));
        }
        Ok(())
    }

    fn server(&self) -> BTreeMap<String, String> {
        let red = |object: &serde_json::Value| {
            !self.plan.selects || object["metadata"]["labels"]["color"] == "red"
        };
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        self.cluster.server().objects(|objects| {
            let list = objects.list("configmaps").into_iter().filter(red);
            list.map(|object| {
                let metadata = &object["metadata"];
                let (namespace, name) = (text(&metadata["namespace"]), text(&metadata["name"]));
                (
                    format!("{namespace}/{name}"),
                    text(&metadata["resourceVersion"]),
                )
            })
            .collect()
        })
    }

    fn store(&self) -> BTreeMap<String, String> {
        let snapshot = self.informer.store().snapshot();
        let objects = snapshot.iter();
        objects
            .map(|it| (it.key().to_string(), it.resource_version().to_owned()))
            .collect()
    }

    fn difference(&self) -> String {
        format!(
            "{}; server {:?}, store {:?}, fast {:?}, slow {:?}",
            self.informer.status(),
            self.server(),
            self.store(),
            lock(&self.fast).known(),
            lock(&self.slow).known()
        )
    }
}

/// A client whose network is bad.
fn faulty_client(cluster: &Cluster, plan: &Plan, seed: u64, open: &Arc<Mutex<Open>>) -> Client {
    let timer = cluster.timer();
    let faulty = FaultyTransport::traced(
        cluster.server().transport(),
        Arc::new(timer.clone()),
        plan.faults.clone(),
        seed,
        cluster.trace().clone(),
    );
    cluster.executor().spawn_named("clock", faulty.clock(timer));
    let traffic = Traffic {
        inner: Arc::new(faulty),
        trace: cluster.trace().clone(),
        open: open.clone(),
    };
    let link = Link::new(Arc::new(traffic), plan.capabilities());
    let backend = Backend::new(Arc::new(Fixed(link)), Arc::new(timer.clone()), seed);
    Client::builder(backend, "https://simulated.invalid")
        .rate_limit(RateLimit::off())
        .build()
        .expect("a well-formed URL")
}

/// One that keeps up, and one a thousand times slower than the writer.
fn subscribe(
    cluster: &Cluster,
    informer: &Informer<Unstructured>,
    plan: &Plan,
) -> [Arc<Mutex<Judge>>; 2] {
    let slow = (plan.pause / 2 * 1000).min(Duration::from_secs(1000));
    [("fast", Duration::ZERO), ("slow", slow)].map(|(name, pause)| {
        let judge = Judge::returning(plan.selects);
        let judge = Arc::new(Mutex::new(judge));
        let mut changes = informer.subscribe();
        let (seen, timer, trace) = (
            judge.clone(),
            cluster.timer().clone(),
            cluster.trace().clone(),
        );
        cluster.executor().spawn_named(name, async move {
            while let Some(change) = changes.next().await {
                lock(&seen).see(&change, &trace, name);
                timer.sleep(pause).await;
            }
        });
        judge
    })
}

#[derive(Debug)]
struct Fixed(Link);

impl Connector for Fixed {
    fn connect(&self, _: &ConnectionSettings) -> Result<Link, TransportError> {
        Ok(self.0.clone())
    }
}

fn lock(judge: &Mutex<Judge>) -> MutexGuard<'_, Judge> {
    judge.lock().unwrap_or_else(PoisonError::into_inner)
}

fn lock_open(open: &Mutex<Open>) -> MutexGuard<'_, Open> {
    open.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run")
            .field("plan", &self.plan)
            .finish_non_exhaustive()
    }
}
