//! The `Accept` header, as goautoneg reads and sorts it.

/// One of its clauses, `application/json;as=Table;q=0.5`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Clause<'a> {
    pub(super) main: &'a str,
    pub(super) sub: &'a str,
    pub(super) quality: f32,
    pub(super) params: Vec<(&'a str, &'a str)>,
}

/// The clauses, best first.
pub(super) fn clauses(header: &str) -> Vec<Clause<'_>> {
    let mut clauses: Vec<_> = header.split(',').filter_map(clause).collect();
    // Precedence is no order: it cycles. So the sort's own steps decide; Go sorts up to twelve
    // elements by insertion.
    for sorted in 1..clauses.len() {
        for at in (1..=sorted).rev() {
            if !precedes(&clauses[at], &clauses[at - 1]) {
                break;
            }
            clauses.swap(at, at - 1);
        }
    }
    clauses
}

fn precedes(left: &Clause<'_>, right: &Clause<'_>) -> bool {
    left.quality > right.quality
        || (left.main != "*" && right.main == "*")
        || (left.sub != "*" && right.sub == "*")
}

fn clause(text: &str) -> Option<Clause<'_>> {
    let text = trim(text);
    let (media, params) = text.split_once(';').unwrap_or((text, ""));
    let (main, sub) = match media.split_once('/') {
        Some((main, sub)) if !sub.is_empty() => (trim(main), sub),
        Some((main, _)) if trim(main) == "*" => ("*", "*"),
        None if trim(media) == "*" => ("*", "*"),
        _ => return None,
    };
    // A slash at the end is overlooked, one in the middle is not.
    let sub = sub.strip_suffix('/').unwrap_or(sub);
    if sub.contains('/') {
        return None;
    }
    let mut clause = Clause {
        main,
        sub: trim(sub),
        quality: 1.0,
        params: Vec::new(),
    };
    for (name, value) in params.split(';').filter_map(param) {
        match name {
            "q" => clause.quality = value.parse().unwrap_or(0.0),
            name => clause.params.push((name, trim(value))),
        }
    }
    Some(clause)
}

/// `name=value`; what has no value, or two, is passed over.
fn param(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.split_once('=')?;
    if value.is_empty() {
        return None;
    }
    let value = value.strip_suffix('=').unwrap_or(value);
    (!value.contains('=')).then(|| (trim(name), value))
}

/// Of spaces alone.
fn trim(text: &str) -> &str {
    text.trim_matches(' ')
}
