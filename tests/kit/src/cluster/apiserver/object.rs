//! Small readings and writings of objects' metadata.

use std::time::Duration;

use outrigger::rt::Timestamp;
use serde_json::{Map, Value};

pub(crate) fn finalizers(object: &Value) -> Vec<String> {
    let list = object["metadata"]["finalizers"].as_array();
    let texts = list.into_iter().flatten().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}

pub(crate) fn set_finalizers(object: &mut Value, finalizers: &[String]) {
    let metadata = metadata_mut(object);
    if finalizers.is_empty() {
        metadata.remove("finalizers");
    } else {
        metadata.insert("finalizers".into(), finalizers.into());
    }
}

/// The metadata of an object, made if there is none.
pub(crate) fn metadata_mut(object: &mut Value) -> &mut Map<String, Value> {
    let metadata = &mut object["metadata"];
    if !metadata.is_object() {
        *metadata = Value::Object(Map::new());
    }
    metadata.as_object_mut().expect("made above")
}

/// A text of the metadata, empty if there is none.
pub(crate) fn text<'a>(object: &'a Value, field: &str) -> &'a str {
    object["metadata"][field].as_str().unwrap_or_default()
}

/// Kinds that count generations count a deletion as one.
pub(crate) fn bump_generation(metadata: &mut Value) {
    if let Some(generation) = metadata["generation"].as_i64().filter(|it| *it > 0) {
        // Some kinds keep what a client says of it, and Go wraps around.
        metadata["generation"] = generation.wrapping_add(1).into();
    }
}

/// `from` and so many seconds, which may be negative.
pub(crate) fn later(from: Timestamp, seconds: i64) -> Timestamp {
    let by = Duration::from_secs(seconds.unsigned_abs());
    let unix = from.as_unix();
    Timestamp::from_unix(match seconds < 0 {
        true => unix.saturating_sub(by),
        false => unix.saturating_add(by),
    })
}

/// Reads `2026-11-21T12:04:05Z`, the one form in which times are stored.
pub(crate) fn time(value: &Value) -> Option<Timestamp> {
    let text = value.as_str()?.strip_suffix('Z')?;
    let (date, time) = text.split_once('T')?;
    let mut date = date.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (date.next()??, date.next()??, date.next()??);
    let mut time = time.splitn(3, ':').map(|part| part.parse::<u64>().ok());
    let (hour, minute, second) = (time.next()??, time.next()??, time.next()??);
    let days = u64::try_from(days_from_civil(year, month, day)).ok()?;
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second;
    Some(Timestamp::from_unix(Duration::from_secs(seconds)))
}

/// Days since 1970-01-01 of a proleptic Gregorian date (Howard Hinnant's `days_from_civil`).
const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * shifted + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn times_are_read_as_they_are_written() {
        for unix in [0, 951_782_400, 1_795_262_645, 4_107_542_399] {
            let at = Timestamp::from_unix(Duration::from_secs(unix));
            assert_eq!(time(&json!(at.to_string())), Some(at));
        }
        for bad in [
            "",
            "2026",
            "2026-01-01",
            "2026-01-01T00:00Z",
            "x-01-01T00:00:00Z",
        ] {
            assert_eq!(time(&json!(bad)), None, "{bad}");
        }
        let noon = Timestamp::from_unix(Duration::from_secs(100));
        assert_eq!(later(noon, -30).as_unix().as_secs(), 70);
    }
}
