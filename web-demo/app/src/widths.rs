//! How wide columns are. Only some rows are in the page at a time, so that a browser cannot know:
//! a column is as wide as the longest text seen in it, and never becomes narrower under the reader.

use outrigger_demo_model::message::{Column, Row};

/// In characters; longer texts are cut, and shown in full when pointed at.
const WIDEST: usize = 56;

/// What an age needs, however it grows: `365d`, `10y200d`.
const AGE: usize = 7;

/// The widths of the columns of one view, in characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Widths(Vec<usize>);

impl Widths {
    /// As wide as the titles, and the mark of the order beside.
    pub fn of(columns: &[Column]) -> Self {
        let title = |column: &Column| column.name.chars().count() + 3;
        Self(columns.iter().map(title).collect())
    }

    /// Makes room for rows; true when something became wider.
    pub fn fit(&mut self, columns: &[Column], rows: &[Row]) -> bool {
        let before = self.0.clone();
        for row in rows {
            let cells = row.cells.iter().zip(columns);
            for (width, (cell, column)) in self.0.iter_mut().zip(cells) {
                let length = if column.age {
                    AGE
                } else {
                    cell.chars().count()
                };
                *width = (*width).max(length.min(WIDEST));
            }
        }
        self.0 != before
    }

    /// A value for CSS' `grid-template-columns`. Nothing in it depends on a row's texts, so that the
    /// rows agree; wide columns get the most of what is left over.
    pub fn template(&self) -> String {
        let track = |width: &usize| format!("minmax(calc({width}ch + var(--pad)), {width}fr)");
        let tracks: Vec<String> = self.0.iter().map(track).collect();
        tracks.join(" ")
    }

    /// The least width of a row, as CSS has lengths.
    pub fn least(&self) -> String {
        let (sum, count) = (self.0.iter().sum::<usize>(), self.0.len());
        format!("calc({sum}ch + {count} * var(--pad))")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, age: bool) -> Column {
        Column {
            name: name.into(),
            description: String::new(),
            numeric: false,
            age,
        }
    }

    fn row(cells: [&str; 2]) -> Row {
        Row {
            key: Default::default(),
            cells: cells.map(str::to_owned).to_vec(),
            revision: 0,
        }
    }

    #[test]
    fn columns_grow_and_never_shrink() {
        let columns = [column("Name", false), column("Age", true)];
        let mut widths = Widths::of(&columns);
        assert_eq!(widths.0, [7, 6]);
        assert!(widths.fit(&columns, &[row(["web-0123456", "1700000000"])]));
        assert_eq!(widths.0, [11, AGE]);
        assert!(!widths.fit(&columns, &[row(["é", "1"])]));
        assert!(widths.fit(&columns, &[row([&"x".repeat(900), "1"])]));
        assert_eq!(widths.0, [WIDEST, AGE]);
        let track = "minmax(calc(56ch + var(--pad)), 56fr) ";
        assert!(widths.template().starts_with(track));
        assert_eq!(widths.least(), "calc(63ch + 2 * var(--pad))");
    }
}
