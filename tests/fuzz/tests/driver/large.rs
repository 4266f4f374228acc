//! Inputs of one small thing again and again: what takes more than it should shows here.

use outrigger_fuzz::{kubeconfigs, yaml};

use crate::run::{Limits, run};

const SIZE: usize = 1 << 14;

/// What is repeated, with what stands before it.
const REPEATED: [(&str, &str); 49] = [
    ("", "["),
    ("", "{"),
    ("", "- "),
    ("", "? "),
    ("", "a: "),
    ("", "{a: "),
    ("", "[{"),
    ("", "'"),
    ("", "\""),
    ("", "|\n"),
    ("", "\n"),
    ("", "#"),
    ("", "a\n"),
    ("", " "),
    ("", "\t"),
    ("", "\r"),
    ("", "!!x "),
    ("", "%"),
    ("", "---\n"),
    ("", "...\n"),
    ("", ","),
    ("", "&a "),
    ("", "&a [*a]\n"),
    ("", "- &a x\n"),
    ("", "- &a {<<: *a}\n"),
    ("", "a"),
    ("", "a b "),
    ("", "ü"),
    ("", ": "),
    ("", "? a\n"),
    ("", "'a': \"b\"\n"),
    ("[", "{a},"),
    ("[", "[],"),
    ("[", "1,"),
    ("\"", "\\n"),
    ("\"", "\n"),
    ("'", "''"),
    ("|\n", " a\n"),
    (">\n", " a\n\n"),
    ("a: &a {b: c}\n", "x: {<<: *a}\n"),
    ("- &a b\n", "- *a\n"),
    ("users:\n", "- name: a\n"),
    ("users: [{name: a, user: {as-groups: [", "1,"),
    // Tabs, which are replaced.
    ("", "a:\tb\n"),
    ("", "- a:\t\tb\n"),
    ("", "- {a:\tb, 'c:\td': \"e:\tf\"}\n"),
    ("a:\tb\nc: |\n", "  d:\te\n"),
    ("a:\tb\n", "# c:\td\n"),
    ("", "a:\t"),
];

/// What go-yaml takes and a parser of YAML 1.2 does not is read again and again, up to a bound of
/// its own: 16 MiB of text.
const READ_AGAIN: [(&str, &str); 3] = [
    // Brackets that stay open hide what is behind them.
    ("a:\tb\n? ", "[c:\td"),
    ("a:\n", "  b: 'c\nd'\n"),
    ("a:\n", "  b:\te\n  b: 'c\nd'\n"),
];

#[test]
fn what_is_read_again_and_again() {
    let limits = Limits {
        bytes: (600, 1 << 20),
        allocations: (50, 5_000_000),
        copies: (10_000, 1 << 30),
    };
    for (before, repeated) in READ_AGAIN {
        let input = format!("{before}{}", repeated.repeat(SIZE / repeated.len()));
        let spent = run(yaml, input.as_bytes(), &limits);
        spent.unwrap_or_else(|problem| panic!("{before:?} {repeated:?}: {problem}"));
    }
}

/// A quoted text far to the right, whose other lines begin at the left.
#[test]
fn lines_far_from_where_their_text_begins() {
    let (right, lines) = (" ".repeat(SIZE), "b\n".repeat(SIZE));
    for quote in ['"', '\''] {
        let input = format!("a:\n  b: {right}{quote}{lines}{quote}\n");
        for body in [yaml, kubeconfigs] {
            run(body, input.as_bytes(), &Limits::default()).unwrap();
        }
    }
}

#[test]
fn one_thing_again_and_again() {
    for (before, repeated) in REPEATED {
        let times = SIZE / repeated.len();
        let input = format!("{before}{}", repeated.repeat(times));
        for body in [yaml, kubeconfigs] {
            let spent = run(body, input.as_bytes(), &Limits::default());
            let spent =
                spent.unwrap_or_else(|problem| panic!("{before:?} {repeated:?}: {problem}"));
            println!("{before:?} {repeated:?}: {spent:?}");
        }
    }
}

/// Each alias stands for ten of the one before.
#[test]
fn aliases_of_aliases() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
        let spent = run(yaml, bomb.as_bytes(), &Limits::default()).unwrap();
        println!("{level}: {spent:?}");
        let spent = run(kubeconfigs, bomb.as_bytes(), &Limits::default()).unwrap();
        println!("{level}: {spent:?}");
    }
}
