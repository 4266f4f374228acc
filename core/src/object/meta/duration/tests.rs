use proptest::prelude::*;

use super::*;

/// What Go's `time.ParseDuration` makes of these.
#[test]
fn durations_are_read_as_go_reads_them() {
    for (text, nanos, printed) in [
        ("0", 0, "0s"),
        ("-0", 0, "0s"),
        ("+0", 0, "0s"),
        ("1.5h", 5_400_000_000_000, "1h30m0s"),
        ("-1.5h", -5_400_000_000_000, "-1h30m0s"),
        ("1h2m3.5s", 3_723_500_000_000, "1h2m3.5s"),
        (".5s", 500_000_000, "500ms"),
        (
            "9223372036854775807ns",
            i64::MAX,
            "2562047h47m16.854775807s",
        ),
        (
            "-9223372036854775808ns",
            i64::MIN,
            "-2562047h47m16.854775808s",
        ),
        ("0.3333333333333333333h", 1_200_000_000_000, "20m0s"),
        ("1us1\u{b5}s1\u{3bc}s", 3_000, "3\u{b5}s"),
        ("1.00000000000000000000000001s", 1_000_000_000, "1s"),
        ("0.100000000000000000000h", 360_000_000_000, "6m0s"),
        (
            "9007199254.740993ms",
            9_007_199_254_740_993,
            "2501h59m59.254740993s",
        ),
        ("0.9999999999999999999ns", 1, "1ns"),
        ("1.1us", 1_100, "1.1\u{b5}s"),
        ("5h6s1ms", 18_006_001_000_000, "5h0m6.001s"),
        ("1.000001ms", 1_000_001, "1.000001ms"),
    ] {
        let duration: Duration = text.parse().unwrap();
        assert_eq!(duration.as_nanos(), nanos, "{text}");
        assert_eq!(duration.to_string(), printed, "{text}");
    }
}

#[test]
fn what_is_no_duration_is_refused_in_gos_words() {
    for (text, message) in [
        ("", r#"time: invalid duration """#),
        ("-", r#"time: invalid duration "-""#),
        ("1", r#"time: missing unit in duration "1""#),
        (".s", r#"time: invalid duration ".s""#),
        ("1x", r#"time: unknown unit "x" in duration "1x""#),
        ("1s ", r#"time: unknown unit "s " in duration "1s ""#),
        (
            "1é",
            r#"time: unknown unit "\xc3\xa9" in duration "1\xc3\xa9""#,
        ),
        (
            "9223372036854775808ns",
            r#"time: invalid duration "9223372036854775808ns""#,
        ),
        (
            "99999999999999999999",
            r#"time: invalid duration "99999999999999999999""#,
        ),
        ("3000000h", r#"time: invalid duration "3000000h""#),
        ("--1s", r#"time: invalid duration "--1s""#),
        ("\"\\\u{1}", r#"time: invalid duration "\"\\\x01""#),
    ] {
        let error = text.parse::<Duration>().unwrap_err();
        assert_eq!(error.to_string(), message, "{text:?}");
    }
}

#[test]
fn the_ends_of_stds_range_are_known() {
    assert_eq!(Duration::from(std::time::Duration::MAX), Duration(i64::MAX));
    assert!(std::time::Duration::try_from(Duration(-1)).is_err());
}

proptest! {
    #[test]
    fn what_is_printed_is_read(nanos in any::<i64>(), shift in 0..63_u32) {
        let duration = Duration(nanos >> shift);
        prop_assert_eq!(duration.to_string().parse(), Ok(duration));
    }

    #[test]
    fn no_text_panics(text in "[-+]?([0-9]{0,21}[.]?[0-9]{0,25}(ns|us|ms|s|m|h|x|é)?){0,3}") {
        let _ = text.parse::<Duration>();
    }
}
