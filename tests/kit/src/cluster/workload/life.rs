//! The course of things: what is due, and what follows from what changed.

use std::sync::Arc;
use std::time::Duration;

use outrigger::rt::{Instant, Timestamp};

use super::agenda::{Agenda, Deed};
use super::controllers::{deployment, job, replica_set};
use super::events::Expiry;
use super::populate::Population;
use super::writer::Writer;
use super::{Workload, kubelet, nodes, observe, users};
use crate::cluster::apiserver::model::Model;
use crate::cluster::apiserver::names::Names;
use crate::cluster::apiserver::store::Change;
use crate::random::Random;

/// How often events that are old are looked for.
const EXPIRE_EVERY: Duration = Duration::from_secs(10);

/// The model, and the time.
pub(super) struct Moment<'a> {
    pub(super) model: &'a mut Model,
    pub(super) at: Instant,
    pub(super) now: Timestamp,
}

pub(super) struct Life {
    workload: Workload,
    pub(super) names: Names,
    pub(super) agenda: Agenda,
    pub(super) expiry: Expiry,
    population: Population,
    /// The last revision that was looked at.
    seen: u64,
}

impl Life {
    pub(super) fn new(workload: Workload) -> Self {
        Self {
            // Not the server's own sequence, for which the same seed may serve.
            names: Names::new(Random::nth(workload.seed, 1).next()),
            agenda: Agenda::default(),
            expiry: Expiry::new(workload.event_lifetime),
            population: Population::default(),
            seen: 0,
            workload,
        }
    }

    /// Makes what is there at first, a little at a time; `false` when all is.
    pub(super) fn populate(&mut self, moment: Moment<'_>) -> bool {
        // What somebody else made.
        self.observe(moment.model, moment.at);
        let mut writer = Writer {
            model: moment.model,
            names: &mut self.names,
            now: moment.now,
        };
        let more = self.population.step(&mut writer, &self.workload);
        self.seen = moment.model.store.revision();
        if !more {
            self.begin(moment.at);
        }
        more
    }

    fn begin(&mut self, at: Instant) {
        let beat = self.workload.heartbeat.max(Duration::from_secs(1));
        let report = self.workload.node_status.max(Duration::from_secs(1));
        for node in self.population.node_names() {
            // They do not all beat at once.
            let mut within = |period: Duration| {
                let millis = u64::try_from(period.as_millis()).unwrap_or(u64::MAX);
                at + Duration::from_millis(self.names.below(millis))
            };
            self.agenda.push(within(beat), Deed::Beat(node.clone()));
            let status = within(report);
            self.agenda.push(status, Deed::NodeStatus(node.clone()));
        }
        for deed in [Deed::Rollout, Deed::Crash, Deed::StartJob, Deed::Complain] {
            self.again(at, deed);
        }
        self.agenda.push(at + EXPIRE_EVERY, Deed::ExpireEvents);
    }

    /// Plans the next of what happens so many times a minute: sooner or later than the mean.
    fn again(&mut self, at: Instant, deed: Deed) {
        let rate = match deed {
            Deed::Rollout => self.workload.rollouts,
            Deed::Crash => self.workload.crashes,
            Deed::StartJob => self.workload.jobs,
            _ => self.workload.events,
        };
        let share = 0.5 + self.names.below(1000) as f64 / 1000.0;
        if let Ok(pause) = Duration::try_from_secs_f64(60.0 / rate * share) {
            let pause = pause.max(Duration::from_millis(1));
            self.agenda.push(at + pause, deed);
        }
    }

    pub(super) fn next_at(&self) -> Option<Instant> {
        self.agenda.next_at()
    }

    pub(super) const fn has_seen(&self, revision: u64) -> bool {
        self.seen == revision
    }

    /// Does one thing that is due; `false` when nothing is.
    pub(super) fn step(&mut self, moment: Moment<'_>) -> bool {
        self.observe(moment.model, moment.at);
        let Some(deed) = self.agenda.pop(moment.at) else {
            return false;
        };
        let mut writer = Writer {
            model: moment.model,
            names: &mut self.names,
            now: moment.now,
        };
        let again = act(
            &mut writer,
            &self.population,
            &mut self.expiry,
            &deed,
            moment.at,
        );
        match (deed, again) {
            (deed, Some(Next::Sometime)) => self.again(moment.at, deed),
            (deed, Some(Next::After(pause))) => self.agenda.push(moment.at + pause, deed),
            (Deed::Beat(node), Some(Next::Regularly)) => {
                let beat = self.workload.heartbeat.max(Duration::from_secs(1));
                self.agenda.push(moment.at + beat, Deed::Beat(node));
            }
            (deed, Some(Next::Regularly)) => {
                let report = self.workload.node_status.max(Duration::from_secs(1));
                self.agenda.push(moment.at + report, deed);
            }
            (_, None) => {}
        }
        self.observe(moment.model, moment.at);
        true
    }

    /// Plans what follows from what changed, whoever changed it.
    fn observe(&mut self, model: &Model, at: Instant) {
        let history = model.store.history();
        if self.seen < history.start() {
            observe::everything(self, model, at);
        } else if self.seen != model.store.revision() {
            let changes: Vec<Arc<Change>> = history.since(self.seen).cloned().collect();
            for change in &changes {
                observe::change(self, change, at);
            }
        }
        self.seen = model.store.revision();
    }
}

/// When the same is due again.
enum Next {
    Sometime,
    Regularly,
    After(Duration),
}

fn act(
    writer: &mut Writer<'_>,
    population: &Population,
    expiry: &mut Expiry,
    deed: &Deed,
    at: Instant,
) -> Option<Next> {
    let deployments = &population.deployments;
    match deed {
        Deed::Beat(node) => return nodes::beat(writer, node).then_some(Next::Regularly),
        Deed::NodeStatus(node) => return nodes::report(writer, node).then_some(Next::Regularly),
        Deed::Rollout => users::roll_out(writer, deployments),
        Deed::Crash => users::crash(writer, deployments),
        Deed::StartJob => users::start_job(writer, deployments),
        Deed::Complain => users::complain(writer, deployments),
        Deed::ExpireEvents => {
            expiry.step(writer, at);
            return Some(Next::After(EXPIRE_EVERY));
        }
        Deed::Pod(key, revision) => {
            let pod = writer.get("pods", key);
            if let Some(pod) = pod.filter(|it| it.revision() == *revision) {
                kubelet::step(writer, &pod);
            }
            return None;
        }
        Deed::Deployment(key) => deployment::sync(writer, key),
        Deed::ReplicaSet(key) => replica_set::sync(writer, key),
        Deed::Job(key) => job::sync(writer, key),
        Deed::EndJob(key, uid) => job::end(writer, key, uid),
    }
    let happens = matches!(
        deed,
        Deed::Rollout | Deed::Crash | Deed::StartJob | Deed::Complain
    );
    happens.then_some(Next::Sometime)
}
