//! JSON texts that may be times, durations and numbers or texts.

use outrigger_suite::random::Random;
use serde_json::{Value, json};

use super::selectors::spoiled;

const FORMS: [&str; 4] = ["time", "microTime", "duration", "intOrString"];

fn asked(form: &str, value: Value, total: i32) -> Value {
    json!({ "as": form, "json": value, "total": total })
}

fn two(random: &mut Random, below: usize) -> String {
    format!("{:02}", random.below(below))
}

fn time(random: &mut Random) -> String {
    let year = random.pick(&[
        "2026", "1970", "0001", "9999", "2024", "1900", "0000", "10000", "26",
    ]);
    let (month, day) = (two(random, 14), two(random, 33));
    let (hour, minute, second) = (two(random, 26), two(random, 61), two(random, 62));
    let fraction = random.weighted(&[
        (5, ""),
        (1, ".5"),
        (1, ".123456"),
        (1, ".123456789"),
        (1, ".000001"),
        (1, ".0"),
        (1, "."),
        (1, ",5"),
        (1, ".1234567890123"),
    ]);
    let zone = random.weighted(&[
        (6, "Z"),
        (2, "+02:00"),
        (1, "-11:30"),
        (1, "z"),
        (1, ""),
        (1, "+0200"),
        (1, "+24:00"),
        (1, "-00:00"),
        (1, "+23:59"),
    ]);
    let between = random.weighted(&[(12, "T"), (1, "t"), (1, " ")]);
    format!("{year}-{month}-{day}{between}{hour}:{minute}:{second}{fraction}{zone}")
}

fn duration(random: &mut Random) -> String {
    let mut text = random
        .weighted(&[(8, ""), (1, "-"), (1, "+"), (1, "--")])
        .to_owned();
    for _ in 0..random.weighted(&[(5, 1), (3, 2), (2, 3), (1, 0)]) {
        let number = random.pick(&[
            "1",
            "0",
            "90",
            "1.5",
            ".5",
            "5.",
            "007",
            "36",
            "9223372036",
            "1000000000000",
            ".",
        ]);
        let unit = random.weighted(&[
            (4, "s"),
            (3, "m"),
            (3, "h"),
            (2, "ms"),
            (1, "us"),
            (1, "µs"),
            (1, "μs"),
            (1, "ns"),
            (1, "d"),
            (1, ""),
        ]);
        text.push_str(number);
        text.push_str(unit);
    }
    text
}

fn number_or_text(random: &mut Random) -> Value {
    match random.below(6) {
        0 => json!(random.below(200)),
        1 => json!(-(random.below(200) as i64)),
        2 => json!(format!("{}%", random.below(150))),
        3 => random.pick(&[
            json!(i32::MAX),
            json!(i32::MIN),
            json!(2_147_483_648_i64),
            json!(1.0),
            json!(1.5),
            json!(true),
            json!([]),
            json!({}),
        ]),
        4 => json!(random.pick(&[
            "5", "-5", "http", "", "%", "5.5%", "+5%", "-5%", " 5%", "5 %", "5%%", "05%", "٣%"
        ])),
        _ => json!(random.below(70_000).to_string()),
    }
}

pub(crate) fn value(random: &mut Random) -> Value {
    let total = random.below(30) as i32;
    let form = random.pick(&FORMS);
    let mut value = match form {
        "time" | "microTime" => json!(time(random)),
        "duration" => json!(duration(random)),
        _ => number_or_text(random),
    };
    if random.once_in(10)
        && let Some(text) = value.as_str()
    {
        value = spoiled(random, text, &["", " ", "0", "-", "x", ":", "."]).into();
    }
    asked(form, value, total)
}

pub(crate) fn fixed() -> Vec<Value> {
    let values = [
        json!(null),
        json!(""),
        json!(0),
        json!(1),
        json!(-1),
        json!(true),
        json!({}),
        json!([]),
        json!(1.5),
        json!(1_000_000_000),
        json!("2026-02-29T00:00:00Z"),
        json!("2024-02-29T23:59:59Z"),
        json!("2026-01-02T03:04:05Z"),
        json!("2026-01-02T03:04:05.999999999Z"),
        json!("2026-01-02T03:04:60Z"),
        json!("2026-01-02T24:00:00Z"),
        json!("2026-01-02"),
        json!("2026-01-02T03:04:05"),
        json!("0001-01-01T00:00:00Z"),
        json!("0001-01-01T00:00:00+01:00"),
        json!("9999-12-31T23:59:59-01:00"),
        json!("1969-12-31T23:59:59.5Z"),
        json!("2026-1-2T3:4:5Z"),
        json!("2026-01-02T3:04:05Z"),
        json!("2026-01-02T03:04:05.000000Z"),
        json!("2026-01-02T03:04:05.1234567Z"),
        json!("0s"),
        json!("0"),
        json!("1s"),
        json!("1h0m0s"),
        json!("90m"),
        json!("1.5h"),
        json!("1500ms"),
        json!("-1s"),
        json!("1s1h"),
        json!("1"),
        json!("1µs"),
        json!("2540400h10m10s"),
        json!("9223372036854775807ns"),
        json!("9223372036854775808ns"),
        json!("-9223372036854775808ns"),
        json!("0.1ns"),
        json!("1e3s"),
        json!(" 1s"),
        json!("10%"),
        json!("100%"),
        json!("0%"),
        json!("33%"),
        json!("101%"),
        json!("-1%"),
        json!("http"),
        json!("80"),
        json!(80),
        json!("%"),
        json!(2_147_483_647),
        json!(2_147_483_648_i64),
        json!(-2_147_483_648_i64),
        json!(1e3),
    ];
    let mut cases = Vec::new();
    for form in FORMS {
        for value in &values {
            cases.push(asked(form, value.clone(), 10));
        }
    }
    cases
}
