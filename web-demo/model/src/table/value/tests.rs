use super::*;

fn ascending(comparison: Comparison, texts: &[&str]) {
    let mut sorted = texts.to_vec();
    sorted.reverse();
    sorted.sort_by(
        |a, b| match (SortValue::new(a, comparison), SortValue::new(b, comparison)) {
            (SortValue::Text, SortValue::Text) => natural(a, b),
            (a, b) => a.compare(&b),
        },
    );
    assert_eq!(sorted, texts);
}

#[test]
fn cells_are_sorted_by_what_they_mean() {
    for texts in [
        &[
            "-3", "-.5", "0", "+0.25", ".5", "9", "10", "10.5", "12.", "<none>",
        ][..],
        &["0/3", "1/3", "2/3", "1/1", "3/3", "9/9", "10/10"],
        &[
            "0",
            "1 (3d ago)",
            "1 (5m ago)",
            "1",
            "2 (5s ago)",
            "11 (2d3h ago)",
        ],
        &["100m", "1", "1500m", "2", "1k", "1Ki", "10Mi", "1G", "1Gi"],
        &["9%", "45%", "100%"],
        &["7", "12", "Pending", "running", "Succeeded", "<unknown>"],
        &["10.0.0.9", "10.0.0.10", "10.0.1.2"],
        &["v1.9.0", "v1.30.1", "v1.31.0"],
    ] {
        ascending(Comparison::Guess, texts);
    }
    ascending(
        Comparison::Duration,
        &[
            "5s", "59s", "3m12s", "5m", "179m", "3h", "2d3h", "45d", "2y1d",
        ],
    );
    ascending(
        Comparison::Text,
        &["2d", "10m", "web-2", "web-010", "web-10", "Web-11"],
    );
}

#[test]
fn odd_numbers_are_texts() {
    for text in [
        "1e5", "inf", "nan", "1.2.3", "--1", "5x", "1/a", "/", "5 (ago)", "", "-", ".", "+-1",
        "12e", "5é",
    ] {
        let value = SortValue::new(text, Comparison::Guess);
        assert!(!matches!(value, SortValue::Number(..)), "{text}: {value:?}");
    }
}
