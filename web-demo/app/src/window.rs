//! Which rows of a long table can be seen. Rows have one height, so this is arithmetic.

/// The height of a row and of the titles, in CSS pixels; the style sheet has it too.
pub const ROW_HEIGHT: f64 = 30.0;

/// Rows above and below what can be seen, so that scrolling finds them painted.
const MARGIN: usize = 12;

/// No screen shows more.
const COUNT_MAX: usize = 400;

/// Some rows in a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// The first row's index.
    pub first: usize,
    /// How many.
    pub count: usize,
}

impl Window {
    /// The rows around what can be seen `height` pixels high, `top` pixels below the first row.
    pub fn at(top: f64, height: f64) -> Self {
        let top_row = rows_in(top.max(0.0));
        let first = top_row.saturating_sub(MARGIN);
        let seen = rows_in(height.max(0.0)) + 2;
        Self {
            first,
            count: (top_row - first + seen + MARGIN).min(COUNT_MAX),
        }
    }
}

/// How many whole rows are that high.
pub fn rows_in(pixels: f64) -> usize {
    (pixels / ROW_HEIGHT) as usize
}

/// How far below the first row a row begins.
pub fn top_of(row: usize) -> f64 {
    row as f64 * ROW_HEIGHT
}

/// Where to scroll to for a row to be seen; none when it is seen already.
pub fn reveal(row: usize, top: f64, height: f64) -> Option<f64> {
    let start = top_of(row);
    let end = start + ROW_HEIGHT;
    if start < top {
        Some(start)
    } else if end > top + height {
        Some(end - height)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows() {
        let window = |first, count| Window { first, count };
        let cases = [
            ((0.0, 300.0), window(0, 10 + 2 + MARGIN)),
            ((-40.0, 300.0), window(0, 10 + 2 + MARGIN)),
            ((top_of(5), 300.0), window(0, 5 + 12 + MARGIN)),
            (
                (top_of(1_000), 300.0),
                window(1_000 - MARGIN, 12 + 2 * MARGIN),
            ),
            ((0.0, 1e9), window(0, COUNT_MAX)),
            ((0.0, -1.0), window(0, 2 + MARGIN)),
        ];
        for ((top, height), expected) in cases {
            assert_eq!(Window::at(top, height), expected, "{top} {height}");
        }
    }

    #[test]
    fn rows_are_revealed_with_the_least_scrolling() {
        let cases = [
            (0, 0.0, None),
            (9, 0.0, None),
            (10, 0.0, Some(ROW_HEIGHT)),
            (3, top_of(5), Some(top_of(3))),
            (100, top_of(5), Some(top_of(91))),
        ];
        for (row, top, expected) in cases {
            assert_eq!(reveal(row, top, top_of(10)), expected, "{row} {top}");
        }
    }
}
