//! What is known, and the run that is under way.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use outrigger::Error;
use outrigger::auth::exec::ExecCredential;
use outrigger::auth::{
    BearerToken, Demand, LiveSettings, Now, OnRejected, Refusal, Renewal, Version,
};
use outrigger::rt::{BoxFuture, Timer};
use outrigger::transport::{ClientIdentity, ConnectionSettings};
use tokio::runtime::Handle;
use tokio::select;
use tokio::sync::{Notify, watch};

use super::error::{ExecError, ExecErrorKind};
use super::process::Job;
use crate::warning::Problems;

/// What requests and the run share.
pub(super) struct Shared {
    job: Job,
    /// What no request fails with.
    problems: Problems,
    /// How to connect without a certificate from the plugin.
    base: ConnectionSettings,
    timer: Arc<dyn Timer>,
    runtime: Handle,
    /// Held for no longer than it takes to look and to change; never while something is spawned,
    /// since that may drop the task, which looks here too.
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    renewal: Renewal<Arc<Keys>>,
    run: Option<Run>,
    live: Option<LiveSettings>,
}

struct Run {
    outcome: watch::Receiver<Option<Outcome>>,
    abort: Arc<Notify>,
    /// It began before anybody had to wait for it.
    ahead: bool,
}

type Outcome = Result<Answer, ExecError>;

/// Credentials to use, and their version.
#[derive(Clone)]
pub(super) struct Answer {
    pub(super) keys: Arc<Keys>,
    pub(super) version: Version,
}

/// Credentials in the form in which they are used.
pub(super) struct Keys {
    pub(super) bearer: Option<BearerToken>,
    credential: ExecCredential,
}

/// Until when they are good is not part of what they are.
impl PartialEq for Keys {
    fn eq(&self, other: &Self) -> bool {
        let (ours, theirs) = (&self.credential, &other.credential);
        ours.token == theirs.token && ours.identity == theirs.identity
    }
}

impl Shared {
    pub(super) fn new(
        job: Job,
        base: ConnectionSettings,
        timer: Arc<dyn Timer>,
        runtime: Handle,
    ) -> Self {
        let problems = Problems::new(job.options.on_warning.clone());
        Self {
            job,
            problems,
            base,
            timer,
            runtime,
            state: Mutex::default(),
        }
    }

    pub(super) fn command(&self) -> &str {
        &self.job.plugin.command
    }

    /// Credentials, from a run if need be.
    pub(super) async fn answer(self: &Arc<Self>) -> Outcome {
        let (ready, waiting, task) = {
            let mut state = self.state();
            match state.renewal.demand(self.now()) {
                Demand::Use {
                    value,
                    version,
                    begin,
                } => {
                    let keys = value;
                    let task = begin.then(|| self.prepare(&mut state, true));
                    (Some(Answer { keys, version }), None, task)
                }
                Demand::Wait { begin } => {
                    let task = begin.then(|| self.prepare(&mut state, false));
                    (None, state.outcome(), task)
                }
            }
        };
        self.spawn(task);
        match ready {
            Some(answer) => Ok(answer),
            None => self.outcome(waiting).await,
        }
    }

    /// What to do about a 401.
    pub(super) async fn refused(self: &Arc<Self>, version: Version) -> OnRejected {
        let (waiting, task) = {
            let mut state = self.state();
            match state.renewal.refused(version, self.now()) {
                Refusal::Known(known) => return known,
                Refusal::Wait { begin } => {
                    let task = begin.then(|| self.prepare(&mut state, true));
                    (state.outcome(), task)
                }
            }
        };
        self.spawn(task);
        match self.outcome(waiting).await {
            Ok(_) => self.state().renewal.settle(version),
            Err(error) => {
                // The caller gets the 401, and not this.
                self.tell(&error);
                OnRejected::GiveUp
            }
        }
    }

    /// The version of what there is.
    pub(super) fn version(&self) -> Version {
        self.state().renewal.version()
    }

    pub(super) fn settings(&self) -> Option<LiveSettings> {
        self.state().live.clone()
    }

    /// Ends the run that is under way.
    pub(super) fn stop(&self) {
        let abort = self.state().run.as_ref().map(|run| run.abort.clone());
        if let Some(abort) = abort {
            abort.notify_one();
        }
    }
}

type Waiting = Option<watch::Receiver<Option<Outcome>>>;
type Task = BoxFuture<'static, ()>;

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Now {
        Now {
            monotonic: self.timer.now(),
            wall: self.timer.wall_now(),
        }
    }

    /// Writes down that a run is under way. The task is to be spawned when the lock is released.
    fn prepare(self: &Arc<Self>, state: &mut State, ahead: bool) -> Task {
        let (sender, outcome) = watch::channel(None);
        let shared = Arc::clone(self);
        let ending = Ending { shared, sender };
        let run = async move {
            let result = ending.shared.job.run().await;
            ending.shared.end(&ending.sender, result);
        };
        let abort = Arc::new(Notify::new());
        state.run = Some(Run {
            outcome,
            abort: Arc::clone(&abort),
            ahead,
        });
        Box::pin(async move {
            select! {
                biased;
                () = abort.notified() => {}
                () = run => {}
            }
        })
    }

    fn spawn(&self, task: Option<Task>) {
        if let Some(task) = task {
            drop(self.runtime.spawn(task));
        }
    }

    /// How the run that is waited for ends.
    async fn outcome(&self, waiting: Waiting) -> Outcome {
        let aborted = || Err(ExecError::aborted(&self.job.plugin));
        let Some(mut waiting) = waiting else {
            return aborted();
        };
        match waiting.wait_for(Option::is_some).await {
            Ok(outcome) => outcome.clone().unwrap_or_else(aborted),
            Err(_) => aborted(),
        }
    }

    fn end(
        &self,
        sender: &watch::Sender<Option<Outcome>>,
        result: Result<ExecCredential, ExecError>,
    ) {
        let keys = result.and_then(|credential| self.keys(credential));
        let (outcome, ahead) = {
            let now = self.now();
            let mut state = self.state();
            let ahead = state.run.take().is_some_and(|run| run.ahead);
            let outcome = match keys {
                Ok(keys) => Ok(state.take(keys, &self.base, now)),
                Err(error) => {
                    state.renewal.failed(now);
                    Err(error)
                }
            };
            (outcome, ahead)
        };
        match &outcome {
            Ok(_) => self.problems.found(Vec::new()),
            Err(error) if ahead => self.tell(error),
            Err(_) => {}
        }
        sender.send_replace(Some(outcome));
    }

    /// Tells of a failure that no request fails with.
    fn tell(&self, error: &ExecError) {
        if error.kind() != ExecErrorKind::Aborted {
            let error = Error::credentials("cannot renew credentials", Some(error.clone().into()));
            self.problems.found(vec![error.chain().to_string()]);
        }
    }

    fn keys(&self, credential: ExecCredential) -> Result<Keys, ExecError> {
        let bearer = credential.token.as_ref().map(BearerToken::new).transpose();
        let bearer = bearer.map_err(|error| ExecError::output(&self.job.plugin, error))?;
        Ok(Keys { bearer, credential })
    }
}

impl State {
    fn outcome(&self) -> Waiting {
        self.run.as_ref().map(|run| run.outcome.clone())
    }

    fn take(&mut self, keys: Keys, base: &ConnectionSettings, now: Now) -> Answer {
        let expires = keys.credential.expires;
        let identity = keys.credential.identity.clone();
        let keys = Arc::new(keys);
        let version = self.renewal.succeeded(Arc::clone(&keys), expires, now);
        self.present(identity.or_else(|| base.identity.clone()), base);
        Answer { keys, version }
    }

    /// Has connections present `identity` from now on.
    fn present(&mut self, identity: Option<ClientIdentity>, base: &ConnectionSettings) {
        let (current, version) = match &self.live {
            Some(live) => (&live.settings.identity, live.version.0),
            None => (&base.identity, 0),
        };
        if *current != identity {
            let mut settings = base.clone();
            settings.identity = identity;
            self.live = Some(LiveSettings {
                version: Version(version + 1),
                settings: Arc::new(settings),
            });
        }
    }
}

/// Says how a run ended, also when it is dropped before its end.
struct Ending {
    shared: Arc<Shared>,
    sender: watch::Sender<Option<Outcome>>,
}

impl Drop for Ending {
    fn drop(&mut self) {
        if self.sender.borrow().is_none() {
            let aborted = ExecError::aborted(&self.shared.job.plugin);
            self.shared.end(&self.sender, Err(aborted));
        }
    }
}

#[cfg(test)]
mod tests;
