use super::CELL_LIMIT;

/// The cells of a row in one text: an allocation for each of 50,000 rows' ten cells would cost
/// more than the texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cells {
    text: Box<str>,
    ends: Box<[u32]>,
}

impl Cells {
    pub(super) fn new<'a>(cells: impl IntoIterator<Item = &'a str>) -> Self {
        let (mut text, mut ends) = (String::new(), Vec::new());
        for cell in cells {
            text.push_str(cut(cell));
            ends.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
        }
        Self {
            text: text.into(),
            ends: ends.into(),
        }
    }

    /// The cell of that number, empty where there is none.
    pub(super) fn get(&self, index: usize) -> &str {
        let end = |index: usize| self.ends.get(index).copied().unwrap_or(0) as usize;
        let start = index.checked_sub(1).map_or(0, end);
        self.text.get(start..end(index)).unwrap_or_default()
    }
}

/// As much of a cell as is kept.
fn cut(cell: &str) -> &str {
    let mut end = cell.len().min(CELL_LIMIT);
    while !cell.is_char_boundary(end) {
        end -= 1;
    }
    &cell[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_and_long_ones_are_cut() {
        let long = "ä".repeat(CELL_LIMIT);
        let cells = Cells::new(["web-0", "", "1/1", &long]);
        assert_eq!(
            [cells.get(0), cells.get(1), cells.get(2)],
            ["web-0", "", "1/1"]
        );
        assert_eq!(cells.get(3), "ä".repeat(CELL_LIMIT / 2));
        assert_eq!(cells.get(4), "");
    }
}
