//! The table that is printed.

use std::fmt;

use super::loads::{Measured, Sample};

/// What was measured, row by row.
#[derive(Debug, Default)]
pub struct Table {
    lines: Vec<Line>,
    left_out: Vec<String>,
}

#[derive(Debug)]
enum Line {
    Section(String),
    Row(Row),
}

/// What a row is to come to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Goal {
    /// Ours to kube-rs', at most.
    Ratio(f64),
    /// Ours, at most.
    Most(f64),
}

/// One number of each side.
#[derive(Debug)]
pub(super) struct Row {
    name: String,
    ours: Option<Cell>,
    kube_rs: Option<Cell>,
    client_go: Option<Cell>,
    goal: Option<Goal>,
}

/// A median, and how far the runs are apart, as a share of it.
#[derive(Clone, Copy, Debug)]
struct Cell {
    median: f64,
    spread: Option<f64>,
}

impl Table {
    pub(super) fn left_out(&mut self, peer: &str, why: &str) {
        self.left_out.push(format!("{peer} is left out: {why}"));
    }

    pub(super) fn section(&mut self, name: &str) {
        self.lines.push(Line::Section(name.to_owned()));
    }

    pub(super) fn row(&mut self, row: Row) {
        self.lines.push(Line::Row(row));
    }
}

impl Row {
    /// A number of each side's runs.
    pub(super) fn of(name: &str, measured: &[Measured], pick: impl Fn(&Sample) -> f64) -> Self {
        let cell = |side| cell(side, measured, &pick);
        Self {
            name: name.to_owned(),
            ours: cell("outrigger"),
            kube_rs: cell("kube-rs"),
            client_go: cell("client-go"),
            goal: None,
        }
    }

    /// Numbers that are the same in each run, or too dear to take twice.
    pub(super) fn single(name: &str, ours: f64, kube_rs: f64, client_go: Option<f64>) -> Self {
        let cell = |median| Cell {
            median,
            spread: None,
        };
        Self {
            name: name.to_owned(),
            ours: Some(cell(ours)),
            kube_rs: Some(cell(kube_rs)),
            client_go: client_go.map(cell),
            goal: None,
        }
    }

    /// Takes kube-rs' number from other runs.
    pub(super) fn against(
        &mut self,
        side: &str,
        measured: &[Measured],
        pick: impl Fn(&Sample) -> f64,
    ) {
        self.kube_rs = cell(side, measured, &pick);
    }

    pub(super) fn goal(mut self, goal: Goal) -> Self {
        self.goal = Some(goal);
        self
    }

    fn ratio(&self) -> Option<f64> {
        Some(self.ours?.median / self.kube_rs?.median)
    }

    fn verdict(&self) -> Option<String> {
        let (is, most) = match self.goal? {
            Goal::Ratio(most) => (self.ratio()?, most),
            Goal::Most(most) => (self.ours?.median, most),
        };
        let met = if is <= most { "met" } else { "MISSED" };
        Some(format!("<= {most} {met}"))
    }
}

fn cell(side: &str, measured: &[Measured], pick: impl Fn(&Sample) -> f64) -> Option<Cell> {
    let runs = measured.iter().find(|runs| runs.side == side)?;
    let mut numbers: Vec<f64> = runs.samples.iter().map(pick).collect();
    numbers.sort_by(f64::total_cmp);
    let median = *numbers.get(numbers.len() / 2)?;
    let spread = (numbers.last()? - numbers.first()?) / median;
    Some(Cell {
        median,
        spread: Some(spread),
    })
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.median {
            median if median < 100.0 => write!(f, "{median:.1}")?,
            median => write!(f, "{median:.0}")?,
        }
        match self.spread {
            Some(spread) if spread >= 0.005 => write!(f, " ({:.0} %)", spread * 100.0),
            _ => Ok(()),
        }
    }
}

/// Medians, in brackets how far the runs are apart, and ratios.
impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = |f: &mut fmt::Formatter<'_>, cells: [&str; 6]| {
            let [name, ours, kube_rs, ratio, goal, client_go] = cells;
            writeln!(
                f,
                "| {name:<40} | {ours:>14} | {kube_rs:>14} | {ratio:>6} | {goal:>14} | {client_go:>14} |"
            )
        };
        let dash = "-";
        line(
            f,
            ["", "outrigger", "kube-rs", "ratio", "goal", "client-go"],
        )?;
        line(f, ["---"; 6])?;
        let text = |cell: Option<Cell>| cell.map_or(dash.to_owned(), |cell| cell.to_string());
        for entry in &self.lines {
            match entry {
                Line::Section(name) => line(f, [&format!("**{name}**"), "", "", "", "", ""])?,
                Line::Row(row) => {
                    let ratio = row.ratio().map(|ratio| format!("{ratio:.2}"));
                    line(
                        f,
                        [
                            &row.name,
                            &text(row.ours),
                            &text(row.kube_rs),
                            &ratio.unwrap_or_else(|| dash.to_owned()),
                            &row.verdict().unwrap_or_default(),
                            &text(row.client_go),
                        ],
                    )?;
                }
            }
        }
        for left_out in &self.left_out {
            writeln!(f, "{left_out}")?;
        }
        Ok(())
    }
}
