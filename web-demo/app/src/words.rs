//! What the page says in words and numbers.

use outrigger_demo_model::message::Sync;

/// How far what is shown can be trusted, for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What [`state_of`] says.
    pub state: &'static str,
    /// What is said first.
    pub title: String,
    /// Numbers and causes.
    pub detail: String,
}

impl Notice {
    /// Words for a state; `clock` writes a moment (seconds since 1970) as a time of day.
    pub fn of(sync: &Sync, clock: impl Fn(u64) -> String) -> Self {
        let state = state_of(sync);
        let notice = |title: String, detail: String| Self {
            state,
            title,
            detail,
        };
        match sync {
            Sync::Starting => notice("Connecting".into(), String::new()),
            Sync::Listing { received, total } => {
                let received = grouped(*received);
                let detail = match total {
                    Some(total) => format!("{received} of {}", grouped(*total)),
                    None => received,
                };
                notice("Listing".into(), detail)
            }
            Sync::Live => notice("Live".into(), String::new()),
            Sync::Stale {
                since,
                cause,
                waiting,
                received,
            } => {
                let title = match waiting {
                    true => "Waiting · as of",
                    false => "Stale since",
                };
                let title = format!("{title} {}", clock(*since));
                let again = received.map(|count| format!(" · listing again, {}", grouped(count)));
                notice(title, format!("{cause}{}", again.unwrap_or_default()))
            }
        }
    }
}

impl Notice {
    /// Whether what is shown may not be what there is.
    pub fn is_old(&self) -> bool {
        matches!(self.state, "stale" | "waiting")
    }
}

/// `starting`, `listing`, `live`, `stale`, or `waiting` for a turn; the style sheet and tests know it.
pub fn state_of(sync: &Sync) -> &'static str {
    match sync {
        Sync::Starting => "starting",
        Sync::Listing { .. } => "listing",
        Sync::Live => "live",
        Sync::Stale { waiting: true, .. } => "waiting",
        Sync::Stale { .. } => "stale",
    }
}

/// `1,234,567`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `212 of 2,000`, or `2,000` when all are shown.
pub fn count(matching: usize, total: usize) -> String {
    let (matching, total) = (matching as u64, total as u64);
    if matching == total {
        grouped(total)
    } else {
        format!("{} of {}", grouped(matching), grouped(total))
    }
}

/// `0`, `0.4`, `12`, `1,200`.
pub fn rate(per_second: f32) -> String {
    if per_second > 0.0 && per_second < 9.95 {
        let text = format!("{per_second:.1}");
        return text.trim_end_matches(".0").to_owned();
    }
    grouped(per_second.round() as u64)
}

/// What a cell's text says about an object's health: `ok`, `busy`, `bad`, `done`, or nothing.
/// Colour is never all that says it: the text stays.
pub fn tone(column: &str, text: &str) -> &'static str {
    match column {
        "Status" | "Phase" | "State" => status_tone(text),
        "Ready" => ready_tone(text),
        "Restarts" => match text.split(' ').next() {
            Some("0" | "") | None => "",
            Some(_) => "busy",
        },
        _ => "",
    }
}

fn status_tone(text: &str) -> &'static str {
    match text {
        "Running" | "Ready" | "Active" | "Bound" | "Available" | "Healthy" | "True" => "ok",
        "Completed" | "Succeeded" | "Complete" | "Terminating" | "Released" => "done",
        "Pending" | "ContainerCreating" | "PodInitializing" | "Progressing" | "Updating" => "busy",
        "" | "<none>" => "",
        _ if text.starts_with("Init:") && !text.contains("Err") => "busy",
        _ if text.starts_with("Ready,") => "busy",
        _ if is_failure(text) => "bad",
        _ => "",
    }
}

fn is_failure(text: &str) -> bool {
    let marks = [
        "Error", "Err", "Fail", "BackOff", "Killed", "Evicted", "NotReady", "Unknown", "Lost",
    ];
    marks.iter().any(|mark| text.contains(mark))
}

/// `1/2`: how many are ready, of how many.
fn ready_tone(text: &str) -> &'static str {
    match text.split_once('/') {
        Some((ready, wanted)) if ready != wanted => "busy",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        let cases = [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (1_234_567, "1,234,567"),
        ];
        for (number, expected) in cases {
            assert_eq!(grouped(number), expected);
        }
        assert_eq!(count(212, 2_000), "212 of 2,000");
        assert_eq!(count(2_000, 2_000), "2,000");
        let rates = [
            (0.0, "0"),
            (0.42, "0.4"),
            (3.0, "3"),
            (12.4, "12"),
            (1_200.0, "1,200"),
        ];
        for (number, expected) in rates {
            assert_eq!(rate(number), expected);
        }
    }

    #[test]
    fn notices() {
        let stale = |received| Sync::Stale {
            since: 7,
            cause: "the server does not answer".into(),
            waiting: false,
            received,
        };
        let waiting = Sync::Stale {
            since: 7,
            cause: "others have their turn".into(),
            waiting: true,
            received: None,
        };
        let listing = |total| Sync::Listing {
            received: 1_200,
            total,
        };
        let cases = [
            (Sync::Starting, ["starting", "Connecting", ""]),
            (
                listing(Some(5_000)),
                ["listing", "Listing", "1,200 of 5,000"],
            ),
            (listing(None), ["listing", "Listing", "1,200"]),
            (Sync::Live, ["live", "Live", ""]),
            (
                waiting,
                ["waiting", "Waiting · as of @7", "others have their turn"],
            ),
            (
                stale(None),
                ["stale", "Stale since @7", "the server does not answer"],
            ),
            (
                stale(Some(1_000)),
                [
                    "stale",
                    "Stale since @7",
                    "the server does not answer · listing again, 1,000",
                ],
            ),
        ];
        for (sync, [state, title, detail]) in cases {
            let notice = Notice::of(&sync, |moment| format!("@{moment}"));
            let expected = Notice {
                state,
                title: title.into(),
                detail: detail.into(),
            };
            assert_eq!(notice, expected, "{sync:?}");
        }
    }

    #[test]
    fn tones() {
        let cases = [
            ("Status", "Running", "ok"),
            ("Status", "CrashLoopBackOff", "bad"),
            ("Status", "Init:0/1", "busy"),
            ("Status", "Init:Error", "bad"),
            ("Status", "NotReady,SchedulingDisabled", "bad"),
            ("Status", "Ready,SchedulingDisabled", "busy"),
            ("Status", "Something", ""),
            ("Ready", "1/2", "busy"),
            ("Ready", "2/2", ""),
            ("Restarts", "0", ""),
            ("Restarts", "3 (2m ago)", "busy"),
            ("Name", "Error", ""),
        ];
        for (column, text, expected) in cases {
            assert_eq!(tone(column, text), expected, "{column} {text}");
        }
    }
}
