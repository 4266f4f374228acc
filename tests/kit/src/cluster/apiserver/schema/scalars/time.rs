use crate::cluster::apiserver::go_text::quote;

const SECONDS_PER_DAY: i64 = 86_400;

/// Midnight of the first day of year 1: Go's zero time, which is written as `null`.
const ZERO: i64 = -62_135_596_800;

/// How times are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Precision {
    /// `metav1.Time`. A fraction may be given, and is forgotten.
    Seconds,
    /// `metav1.MicroTime`. Six digits have to be given.
    Micros,
}

/// Reads a time as Go does and writes it again: in UTC, or nothing for the zero time.
pub(crate) fn canonical(text: &str, precision: Precision) -> Result<Option<String>, String> {
    let mut reader = Reader {
        all: text,
        rest: text,
        precision,
    };
    let (seconds, micros) = reader.read()?;
    if seconds == ZERO && micros == 0 {
        return Ok(None);
    }
    Ok(Some(written(seconds, micros, precision)))
}

/// Writes a moment in UTC; seconds since 1970.
pub(crate) fn written(seconds: i64, micros: u32, precision: Precision) -> String {
    let (year, month, day) = civil(seconds.div_euclid(SECONDS_PER_DAY));
    let second = seconds.rem_euclid(SECONDS_PER_DAY);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    let sign = if year < 0 { "-" } else { "" };
    let fraction = match precision {
        Precision::Seconds => String::new(),
        Precision::Micros => format!(".{micros:06}"),
    };
    let year = year.abs();
    format!("{sign}{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
}

impl Precision {
    const fn layout(self) -> &'static str {
        match self {
            Self::Seconds => "2006-01-02T15:04:05Z07:00",
            Self::Micros => "2006-01-02T15:04:05.000000Z07:00",
        }
    }
}

/// What Go's parser has not read yet.
struct Reader<'a> {
    all: &'a str,
    rest: &'a str,
    precision: Precision,
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(i64, u32), String> {
        let year = self.year()?;
        self.literal("-")?;
        let month = self.number("01", 2)?;
        self.within("month", (1..=12).contains(&month))?;
        self.literal("-")?;
        let day = self.number("02", 2)?;
        self.literal("T")?;
        let hour = self.number("15", 1)?;
        self.within("hour", hour < 24)?;
        self.literal(":")?;
        let minute = self.number("04", 2)?;
        self.within("minute", minute < 60)?;
        self.literal(":")?;
        let second = self.number("05", 2)?;
        self.within("second", second < 60)?;
        let micros = self.fraction()?;
        let offset = self.offset()?;
        if !self.rest.is_empty() {
            return Err(self.wrong(&format!("extra text: {}", quote_bytes(self.rest))));
        }
        self.within("day", day >= 1 && day <= days_in(year, month))?;
        let time = (hour * 60 + minute) * 60 + second;
        Ok((
            days(year, month, day) * SECONDS_PER_DAY + time - offset,
            micros,
        ))
    }

    fn year(&mut self) -> Result<i64, String> {
        let year = self.rest.get(..4).filter(|text| digits(text));
        let Some(year) = year.and_then(|text| text.parse().ok()) else {
            return Err(self.unlike("2006"));
        };
        self.rest = &self.rest[4..];
        Ok(year)
    }

    fn literal(&mut self, text: &str) -> Result<(), String> {
        match self.rest.strip_prefix(text) {
            Some(rest) => self.rest = rest,
            None => return Err(self.unlike(text)),
        }
        Ok(())
    }

    /// Two digits, or one where that is enough.
    fn number(&mut self, element: &str, least: usize) -> Result<i64, String> {
        for length in (least..=2).rev() {
            let text = self.rest.get(..length).filter(|text| digits(text));
            if let Some(number) = text.and_then(|text| text.parse().ok()) {
                self.rest = &self.rest[length..];
                return Ok(number);
            }
        }
        Err(self.unlike(element))
    }

    /// The part of the second, in microseconds.
    fn fraction(&mut self) -> Result<u32, String> {
        let given = self.rest.strip_prefix(['.', ',']).unwrap_or_default();
        let length = given.bytes().take_while(u8::is_ascii_digit).count();
        match self.precision {
            Precision::Seconds if length > 0 => self.rest = &given[length..],
            Precision::Seconds => {}
            Precision::Micros if length < 6 => return Err(self.unlike(".000000")),
            Precision::Micros => {
                self.rest = &given[6..];
                return Ok(given[..6].parse().unwrap_or_default());
            }
        }
        Ok(0)
    }

    /// East of Greenwich, in seconds.
    fn offset(&mut self) -> Result<i64, String> {
        if let Some(rest) = self.rest.strip_prefix('Z') {
            self.rest = rest;
            return Ok(0);
        }
        let part = |from: usize| {
            let text = self.rest.get(from..from + 2).filter(|text| digits(text));
            text.and_then(|text| text.parse::<i64>().ok())
        };
        let colon = self.rest.as_bytes().get(3) == Some(&b':');
        let (Some(hours), Some(minutes), true) = (part(1), part(4), colon) else {
            return Err(self.unlike("Z07:00"));
        };
        // As Go has it, for some people write offsets of 24 hours or 60 minutes.
        self.within("time zone offset hour", hours <= 24)?;
        self.within("time zone offset minute", minutes <= 60)?;
        let seconds = (hours * 60 + minutes) * 60;
        let seconds = match self.rest.as_bytes()[0] {
            b'+' => seconds,
            b'-' => -seconds,
            _ => return Err(self.unlike("Z07:00")),
        };
        self.rest = &self.rest[6..];
        Ok(seconds)
    }

    fn within(&self, what: &str, so: bool) -> Result<(), String> {
        match so {
            true => Ok(()),
            false => Err(self.wrong(&format!("{what} out of range"))),
        }
    }

    fn wrong(&self, what: &str) -> String {
        format!("parsing time {}: {what}", quote_bytes(self.all))
    }

    fn unlike(&self, element: &str) -> String {
        format!(
            "parsing time {} as \"{}\": cannot parse {} as \"{element}\"",
            quote_bytes(self.all),
            self.precision.layout(),
            quote_bytes(self.rest)
        )
    }
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The time package quotes in its own way: all but ASCII byte by byte.
fn quote_bytes(text: &str) -> String {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return quote(text);
    }
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            ' '..='\u{7f}' => quoted.push(character),
            _ => {
                let mut bytes = [0; 4];
                for byte in character.encode_utf8(&mut bytes).bytes() {
                    quoted.push_str(&format!("\\x{byte:02x}"));
                }
            }
        }
    }
    quoted.push('"');
    quoted
}

const fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// How many days a month has.
pub(crate) const fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The days from 1970-01-01 to a date. Years start in March here, so that a leap day is the last.
const fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The date so many days from 1970-01-01.
const fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = era * 400 + year_of_era;
    (if month <= 2 { year + 1 } else { year }, month, day)
}

#[cfg(test)]
mod tests;
