use proptest::prelude::*;

use super::{Precision, canonical, civil, days, written};

#[test]
fn times_are_written_in_utc() {
    let cases = [
        ("2020-01-02T03:04:05Z", Some("2020-01-02T03:04:05Z")),
        (
            "2020-01-02T03:04:05.999999999Z",
            Some("2020-01-02T03:04:05Z"),
        ),
        ("2020-01-02T03:04:05,5Z", Some("2020-01-02T03:04:05Z")),
        ("2020-01-02T3:04:05Z", Some("2020-01-02T03:04:05Z")),
        ("2020-01-02T03:04:05+02:00", Some("2020-01-02T01:04:05Z")),
        ("2020-01-02T03:04:05-24:60", Some("2020-01-03T04:04:05Z")),
        ("2020-02-29T23:59:59-00:01", Some("2020-03-01T00:00:59Z")),
        ("0000-01-01T00:00:00Z", Some("0000-01-01T00:00:00Z")),
        ("0000-01-01T00:00:00+23:00", Some("-0001-12-31T01:00:00Z")),
        ("9999-12-31T23:59:59-01:00", Some("10000-01-01T00:59:59Z")),
        ("0001-01-01T00:00:00Z", None),
    ];
    for (text, expected) in cases {
        let expected = Ok(expected.map(str::to_owned));
        assert_eq!(canonical(text, Precision::Seconds), expected, "{text}");
    }
    assert_eq!(
        canonical("2020-01-02T03:04:05.123456+01:00", Precision::Micros),
        Ok(Some("2020-01-02T02:04:05.123456Z".to_owned()))
    );
}

#[test]
fn what_is_wrong_with_a_time() {
    // From Go.
    let out_of_range = [
        ("2020-01-02T03:04:05+25:00", "time zone offset hour"),
        ("2020-01-02T03:04:05+02:61", "time zone offset minute"),
        ("2020-02-30T03:04:05Z", "day"),
        ("2020-01-00T03:04:05Z", "day"),
        ("2020-00-01T03:04:05Z", "month"),
        ("2020-13-01T03:04:05Z", "month"),
        ("2020-01-02T24:04:05Z", "hour"),
        ("2020-01-02T03:60:05Z", "minute"),
        ("2020-01-02T03:04:60Z", "second"),
    ];
    for (text, what) in out_of_range {
        let message = format!("parsing time \"{text}\": {what} out of range");
        assert_eq!(canonical(text, Precision::Seconds), Err(message));
    }
    let message = "parsing time \"2020-01-02T03:04:05Zx\": extra text: \"x\"".to_owned();
    assert_eq!(
        canonical("2020-01-02T03:04:05Zx", Precision::Seconds),
        Err(message)
    );
}

#[test]
fn what_is_no_time() {
    // From Go.
    let seconds = [
        ("2020-01-02T03:04:05+0200", "+0200", "Z07:00"),
        ("2020-01-02T03:04:05", "", "Z07:00"),
        ("2020-01-02T03:04:05z", "z", "Z07:00"),
        ("2020-01-02T03:04:05.Z", ".Z", "Z07:00"),
        ("2020-01-02T03:04:05*01:00", "*01:00", "Z07:00"),
        ("2020-01-02T03:04:05+0a:00", "+0a:00", "Z07:00"),
        ("2020-01-02t03:04:05Z", "t03:04:05Z", "T"),
        ("2020-1-01T03:04:05Z", "1-01T03:04:05Z", "01"),
        ("2020-01-0", "0", "02"),
        ("2020-01-02T-3:04:05Z", "-3:04:05Z", "15"),
        ("2020-01-02T03:4:05Z", "4:05Z", "04"),
        ("20200102", "0102", "-"),
        ("-020-01-02T03:04:05Z", "-020-01-02T03:04:05Z", "2006"),
        ("", "", "2006"),
    ];
    let micros = [
        ("2020-01-02T03:04:05Z", "Z", ".000000"),
        ("2020-01-02T03:04:05.12345xZ", ".12345xZ", ".000000"),
        ("2020-01-02T03:04:05.1234567Z", "7Z", "Z07:00"),
    ];
    let cases = seconds
        .map(|case| (Precision::Seconds, case))
        .into_iter()
        .chain(micros.map(|case| (Precision::Micros, case)));
    for (precision, (text, rest, element)) in cases {
        let message = format!(
            "parsing time \"{text}\" as \"{}\": cannot parse \"{rest}\" as \"{element}\"",
            precision.layout()
        );
        assert_eq!(canonical(text, precision), Err(message));
    }
    assert_eq!(
        canonical("2020-01-é", Precision::Seconds),
        Err(r#"parsing time "2020-01-\xc3\xa9" as "2006-01-02T15:04:05Z07:00": cannot parse "\xc3\xa9" as "02""#.to_owned())
    );
}

proptest! {
    #[test]
    fn dates_and_days_agree(day in -1_000_000_i64..4_000_000) {
        let (year, month, of_month) = civil(day);
        prop_assert_eq!(days(year, month, of_month), day);
    }

    #[test]
    fn what_is_written_reads_back(seconds in -62_135_596_799_i64..253_402_300_799, micros in 0_u32..1_000_000) {
        let text = written(seconds, micros, Precision::Micros);
        prop_assert_eq!(canonical(&text, Precision::Micros), Ok(Some(text)));
    }

    #[test]
    fn nothing_panics(text in "[0-9]{0,4}[-é]?[0-9]{0,2}-?[0-9]{0,2}T?.{0,20}") {
        let _ = canonical(&text, Precision::Seconds);
        let _ = canonical(&text, Precision::Micros);
    }
}
