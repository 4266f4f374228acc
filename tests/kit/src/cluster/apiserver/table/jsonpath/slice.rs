use serde_json::Value;

use super::Invalid;

/// `start:end:step`, where one index is `start` alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slice {
    start: i64,
    end: End,
    step: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// Up to the list's end.
    Open,
    At(i64),
    /// One element: the one at `start`.
    Single,
}

impl Slice {
    /// Of what stands between the brackets, `*` included.
    pub(super) fn parse(text: &str) -> Result<Self, Invalid> {
        let text = if text == "*" { ":" } else { text };
        let mut parts = text.split(':');
        let start = index(parts.next().unwrap_or_default())?;
        let end = match parts.next().map(index).transpose()? {
            None => End::Single,
            Some(None) => End::Open,
            Some(Some(end)) => End::At(end),
        };
        let step = parts.next().map(index).transpose()?.flatten();
        if parts.next().is_some() {
            return Err(Invalid);
        }
        Ok(Self {
            start: start.unwrap_or(0),
            end,
            step,
        })
    }

    /// The elements it picks. Bounds beyond the list are an error, not an empty answer.
    pub(super) fn of(self, list: &[Value]) -> Result<Vec<&Value>, Invalid> {
        let length = i64::try_from(list.len()).map_err(|_| Invalid)?;
        let from_end = |index: i64| if index < 0 { index + length } else { index };
        let start = from_end(self.start);
        let end = match self.end {
            End::Open => length,
            End::At(end) => from_end(end),
            // Of the last element counted from the end, the next is the list's end.
            End::Single => match self.start.checked_add(1) {
                Some(0) => length,
                Some(end) => from_end(end),
                None => return Err(Invalid),
            },
        };
        if start == end {
            return Ok(Vec::new());
        }
        if start < 0 || start >= length || end < start || end > length {
            return Err(Invalid);
        }
        let step = match self.step {
            None => 1,
            Some(step) => usize::try_from(step)
                .ok()
                .filter(|step| *step > 0)
                .ok_or(Invalid)?,
        };
        let position = |index| usize::try_from(index).map_err(|_| Invalid);
        let picked = list.get(position(start)?..position(end)?).ok_or(Invalid)?;
        Ok(picked.iter().step_by(step).collect())
    }
}

/// An index, or none where the text is empty.
fn index(text: &str) -> Result<Option<i64>, Invalid> {
    if text.is_empty() {
        return Ok(None);
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Invalid);
    }
    text.parse().map(Some).map_err(|_| Invalid)
}
