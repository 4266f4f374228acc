//! The same operations on two servers, answer by answer.

use std::collections::BTreeMap;
use std::fmt;

use futures_util::future::join;
use outrigger_suite::server::Server;
use serde_json::{Value, json};

use crate::diff::diff;
use crate::differences::DIFFERENCES;
use crate::generate::{Generator, Theme};
use crate::operation::{Operation, short};
use crate::side::Side;

/// Operations whose difference a report shows whole.
const SHOWN_MAX: usize = 15;
/// Events before the first that differs, for context.
const EVENTS_BEFORE: usize = 2;

/// What a run found.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) seed: u64,
    pub(crate) operations: usize,
    found: Vec<Found>,
    /// How often each allowed difference was met.
    pub(crate) allowed: BTreeMap<&'static str, usize>,
    /// How often each operation got each answer.
    pub(crate) outcomes: BTreeMap<(&'static str, String), usize>,
    /// How long each operation took, all in all.
    pub(crate) spent: BTreeMap<&'static str, std::time::Duration>,
}

#[derive(Debug)]
struct Found {
    what: &'static str,
    text: String,
}

impl Report {
    pub(crate) fn is_silent(&self) -> bool {
        self.found.is_empty()
    }

    fn compare(&mut self, operation: &Operation, mut answers: [Value; 2]) -> bool {
        let outcome = outcome(&answers[0]);
        *self.outcomes.entry((operation.what, outcome)).or_default() += 1;
        if answers[0] == answers[1] {
            return true;
        }
        for allowed in DIFFERENCES {
            let before = answers.clone();
            answers
                .iter_mut()
                .for_each(|answer| (allowed.hide)(operation, answer));
            if answers != before {
                *self.allowed.entry(allowed.what).or_default() += 1;
            }
        }
        let lines = diff(&answers[0], &answers[1]);
        if lines.is_empty() {
            return true;
        }
        let text = format!(
            "operation {}, {operation}\n  answered\n  {}\n  different in\n    {}",
            self.operations + 1,
            short(&answers[0].to_string()),
            lines.join("\n    "),
        );
        self.found.push(Found {
            what: operation.what,
            text,
        });
        false
    }

    fn compare_events(&mut self, watch: usize, left: &[Value], right: &[Value]) {
        let longer = left.len().max(right.len());
        let Some(first) = (0..longer).find(|at| left.get(*at) != right.get(*at)) else {
            return;
        };
        let from = first.saturating_sub(EVENTS_BEFORE);
        let show = |events: &[Value], sign: &str| {
            let shown = events.iter().enumerate().skip(from).take(EVENTS_BEFORE + 2);
            let lines =
                shown.map(|(at, event)| format!("    {sign} {at}: {}", short(&event.to_string())));
            lines.collect::<Vec<_>>().join("\n")
        };
        let lines = match (left.get(first), right.get(first)) {
            (Some(left), Some(right)) => diff(left, right).join("\n    "),
            _ => "one watch has fewer events".to_owned(),
        };
        let text = format!(
            "watch {watch}: event {first} of {} and {}\n    {lines}\n{}\n{}",
            left.len(),
            right.len(),
            show(left, "-"),
            show(right, "+")
        );
        self.found.push(Found {
            what: "open watch",
            text,
        });
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for found in self.found.iter().take(SHOWN_MAX) {
            writeln!(f, "{}\n", found.text)?;
        }
        let mut counts = BTreeMap::<_, usize>::new();
        for found in &self.found {
            *counts.entry(found.what).or_default() += 1;
        }
        for (what, count) in counts {
            writeln!(f, "{count:5} × {what}")?;
        }
        write!(
            f,
            "{} differences in {} operations; SEED={} replays them",
            self.found.len(),
            self.operations,
            self.seed
        )
    }
}

/// The status of an answer and the reason it gives.
fn outcome(answer: &Value) -> String {
    match answer {
        Value::Array(answers) => answers.first().map(outcome).unwrap_or_default(),
        answer => {
            let status = answer["status"].to_string();
            match answer["body"]["reason"].as_str() {
                Some(reason) => format!("{status} {reason}"),
                None => status,
            }
        }
    }
}

/// How long a run goes on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) operations: usize,
    /// After so many differences the report is long enough.
    pub(crate) differences: usize,
    pub(crate) theme: Theme,
}

/// Runs generated operations on both servers.
pub(crate) async fn run(servers: [Server; 2], plan: Plan) -> Report {
    let [left, right] = servers;
    let (mut left, mut right) = join(Side::prepare(left), Side::prepare(right)).await;
    let mut generator = Generator::new(plan.seed, plan.theme);
    let mut report = Report {
        seed: plan.seed,
        ..Report::default()
    };
    while report.operations < plan.operations && report.found.len() < plan.differences {
        let operation = generator.next();
        let begun = left.server.timer.now();
        let number = report.operations + 1;
        let answers = join(left.ask(number, &operation), right.ask(number, &operation)).await;
        *report.spent.entry(operation.what).or_default() += left.server.timer.now() - begun;
        if !report.compare(&operation, answers.into())
            && let Some(key) = &operation.about
        {
            join(left.remove(key), right.remove(key)).await;
        }
        report.operations += 1;
    }
    let (left, right) = join(left.finish(), right.finish()).await;
    for (index, (left, right)) in left.iter().zip(&right).enumerate() {
        *report
            .outcomes
            .entry(("open watch", json!(index).to_string()))
            .or_default() += left.len();
        report.compare_events(index, left, right);
    }
    report
}
