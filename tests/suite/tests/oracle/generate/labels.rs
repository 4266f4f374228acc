//! Label selectors, right and wrong, and what they may match.

use outrigger_suite::random::Random;
use serde_json::{Value, json};

use super::selectors::{Grammar, asked, made_up};

const KEYS: [&str; 12] = [
    "a",
    "app",
    "a.b/c",
    "x-y",
    "in",
    "notin",
    "A_1",
    "example.com/tier",
    "1",
    "exists",
    "a/b/c",
    "-a",
];
const VALUES: [&str; 14] = [
    "b",
    "web",
    "",
    "1",
    "10",
    "-1",
    "a.b",
    "in",
    "x_y",
    "é",
    "a b",
    "9223372036854775808",
    "B-",
    "007",
];

fn blank(random: &mut Random) -> &'static str {
    random.weighted(&[(12, ""), (3, " "), (1, "  "), (1, "\t"), (1, "\n")])
}

fn requirement(random: &mut Random) -> String {
    let (b, c) = (blank(random), blank(random));
    let key = random.pick(&KEYS);
    let value = random.pick(&VALUES);
    let word = |random: &mut Random| if blank(random).is_empty() { " " } else { "  " };
    match random.below(14) {
        0..=3 => format!("{key}{b}={c}{value}"),
        4 => format!("{key}{b}=={c}{value}"),
        5 => format!("{key}{b}!={c}{value}"),
        6 => key.to_owned(),
        7 => format!("!{b}{key}"),
        8 | 9 => {
            let operator = random.pick(&["in", "notin"]);
            let count = random.below(4);
            let values: Vec<_> = (0..count).map(|_| random.pick(&VALUES)).collect();
            let (word, comma) = (word(random), random.pick(&[",", ", ", " ,"]));
            format!("{key}{word}{operator}{b}({c}{}{b})", values.join(comma))
        }
        10 => format!("{key}{b}>{c}{value}"),
        11 => format!("{key}{b}<{c}{value}"),
        12 => format!("{key}{b}={c}"),
        _ => format!(
            "{key}{b}{}",
            random.pick(&[
                "in", "notin x", "(a)", "=a=b", "===a", "=(a)", "!=", ">", "in (a", "in a)"
            ])
        ),
    }
}

const GRAMMAR: Grammar = Grammar {
    term: requirement,
    pair: |random| (random.pick(&KEYS), random.pick(&VALUES)),
    flaws: &["", ",", "!", "(", ")", "=", " ", "\"", "/", "é", "<"],
};

pub(crate) fn selector(random: &mut Random) -> Value {
    made_up(random, &GRAMMAR)
}

pub(crate) fn fixed() -> Vec<Value> {
    let sets = [
        json!({}),
        json!({ "a": "b" }),
        json!({ "a": "" }),
        json!({ "a": "10" }),
        json!({ "b": "c" }),
        json!({ "in": "b", "notin": "c" }),
        json!({ "a": "b", "d": "e" }),
    ];
    let long = "x".repeat(63);
    let longer = "x".repeat(64);
    let texts = [
        "",
        " ",
        ",",
        "a",
        "!a",
        "a=b",
        "a==b",
        "a!=b",
        "a = b",
        "a in (b)",
        "a in ()",
        "a in (,)",
        "a in (b,c,b)",
        "a in (c,b)",
        "a notin (b)",
        "a notin ()",
        "a notin (,b)",
        "a>1",
        "a<11",
        "a>b",
        "a>",
        "a>-1",
        "a>01",
        "a=b,a=c",
        "a,!a",
        "b,a",
        "a=",
        "a==",
        "a!=",
        "in in (in)",
        "notin notin (notin)",
        "in",
        "in=b",
        "!in",
        "a in",
        "a in (b",
        "a in b",
        "a(b)",
        "a=b=c",
        "!!a",
        "! a",
        "a,",
        ",a",
        "a,,b",
        "a in (b) c",
        "a=b c=d",
        "a/b=c",
        "a/b/c=d",
        "/b=c",
        "a/=c",
        "A.B/c",
        "a.b/C",
        "a_b",
        "-a",
        "a-",
        "a=-b",
        "a=b-",
        "a=é",
        "é=b",
        "a=b/c",
        "a=\"b\"",
        "a in (b,)",
        "a in (b, c )",
        "a\t=\tb",
        "a\n",
        "a=b\r\n",
        "a>9223372036854775807",
        "a>9223372036854775808",
        "a<-9223372036854775808",
        "a >= 1",
        "a=>b",
        "a<>b",
        "a~b",
        "!a=b",
        "!a in (b)",
        "a !=b",
        "a! =b",
        "a notin(b)",
        "a in(b)",
        "ain (b)",
        "a  in  ( b )",
        "exists",
        "a=notin",
        "a=in",
        "a in (in,notin)",
        "a=(b)",
        "a==(b)",
        "a!=(b)",
        "(a)",
        "()",
        "a)",
        "a=b)",
        "a{b}",
        "a=b;c=d",
    ];
    let mut cases: Vec<_> = texts.map(|text| asked(text, &sets)).into();
    for text in [
        format!("a={long}"),
        format!("a={longer}"),
        format!("{long}=b"),
        format!("{longer}=b"),
        format!("{}/a", "x.".repeat(126) + "x"),
        format!("{}/a", "x.".repeat(127) + "x"),
    ] {
        cases.push(asked(text, &sets));
    }
    cases
}
