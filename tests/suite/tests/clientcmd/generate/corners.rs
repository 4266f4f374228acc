//! YAML's odd corners.

use super::node::Node;
use crate::random::Random;

/// Scalars without quotes whose meaning differs between YAML's versions and readers.
const PLAIN: &[&str] = &[
    "yes", "No", "ON", "off", "y", "N", "true", "True", "TRUE", "tRUE", "false", "null", "Null",
    "NULL", "~", "nULL", "", "017", "0o17", "0x1F", "0X1f", "0b101", "0b-101", "08", "-0", "+5",
    "1_000", "_1", "1_", "1__0", "190:20:30", "12:30", "1:2:3.5", ".5", "5.", "1e3", "1E-3",
    "1e999", ".inf", "-.INF", ".nan", "2001-01-01", "2001-12-14t21:59:43.10-05:00", "=", "<<",
    "18446744073709551615", "18446744073709551616", "9223372036854775808", "-9223372036854775809",
    "1.0", "1e30", "123456789012345678901234567890", "0.1", "1.7976931348623157e308", "0x", "0b2",
    "- x", "-x", "--", "---x", "?x", "? x", ":x", "x:", "a:b", "a: b", "a #b", "a#b", "#x", "&",
    "&x y", "*x", "!x y", "! y", "!!str 12", "!!int 12", "!!int x", "!!int '12'", "!!float 1",
    "!!bool yes", "!!bool 'yes'", "!!null ''", "!!null x", "!!binary aGk=", "!!binary '*'",
    "!!timestamp 2001-01-01", "!<tag:yaml.org,2002:str> 5", "!!set {a}", "!!omap [a: 1]", "%x",
    "@x", "`x", "|x", "> x", "[", "]", "{", "}", "[x", "x]", "{x", "{x}", "[a, b,]", "[,]",
    "{a: 1,}", "{,}", "{a}", "{a: }", "{? a : b}", "[a: b]", "[? a : b]", "'x", "x'", "'it''s'",
    "\"x", "\"a\\tb\"", "\"\\x41\"", "\"\\u00e9\"", "\"\\U0001F600\"", "\"\\ud83d\\ude00\"",
    "\"\\q\"", "\"\\/\"", "\"a\\\n  b\"", "\"a\n  b\"", "'a\n\n  b'", "a\n  b", "a\n\n  b", "é",
    "\u{1F600}", "a\u{85}b", "a\u{2028}b", "\u{feff}x", "a\u{a0}b", "\t", "\tx", "x\ty", "x\t#c",
    "x\t", "x # c", "\"x\" # c", "\"x\"#c", "\"x\" y", "'x' 'y'", "*undefined", "&a &b x", "&a !!str x",
    "!!str &a x", "!!str", "&a", "|\n  x\n  y", "|-\n  x\n", "|+\n  x\n\n", ">\n  x\n  y\n\n  z", ">-\n  x\n   y",
    "|2\n    x", "|1\n  x", "|0\n  x", "|\n x\n  y", "|\n   x\n  y", "| # c\n  x", "|-2\n    x",
    "|2-\n    x", "|x", "|\n\tx", ">\n  x\n\ty", "|\n", "|", ">+", "|9\n x", "|10\n x",
];

/// Texts that need care to be written.
const TEXTS: &[&str] = &[
    " ", "  x", "x ", "a\nb", "a\n", "a\n\n", "\n", "\ta", "a\tb", "yes", "null", "~", "017",
    "1_000", "1.5", "a: b", "a #b", "- a", "é", "\u{1F600}", "a\u{85}b", "a\u{2028}b", "it's",
    "say \"x\"", "\\", "a\\nb", "<<", "=", "{}", "[]", "*a", "&a", "!a", "%a", "@a", "`a", "\u{feff}",
    "a\r\nb", "a\rb", "\u{1b}[1m", "\u{7f}", "\u{0}", "\u{202e}x",
];

/// A scalar as it is written.
pub(crate) fn scalar(random: &mut Random) -> Node {
    Node::raw(random.pick(PLAIN))
}

/// A text that is hard to write.
pub(crate) fn text(random: &mut Random) -> Node {
    Node::text(random.pick(TEXTS))
}

/// Something in the place of a whole document, before it or behind it.
pub(crate) fn around(random: &mut Random, document: &str) -> String {
    match random.below(22) {
        0 => format!("---\n{document}"),
        1 => format!("--- # c\n{document}...\n"),
        2 => format!("{document}---\n{document}"),
        3 => format!("{document}---\n"),
        4 => format!("{document}...\n[garbage"),
        5 => format!("---\n---\n{document}"),
        6 => format!("%YAML 1.1\n---\n{document}"),
        7 => format!("%YAML 1.2\n---\n{document}"),
        8 => format!("%TAG !e! tag:example.com,2000:\n---\n{document}"),
        9 => format!("%FOO bar\n---\n{document}"),
        10 => format!("# c\n\n{document}\n\n# c"),
        11 => format!("\n\n  \n{document}"),
        12 => format!("\t\n{document}"),
        13 => format!("{document}\t\n"),
        14 => format!("{document}    \n"),
        15 => format!("{document}x\n"),
        16 => format!("{document}- x\n"),
        17 => format!("{document} x: y\n"),
        18 => format!("--- {document}"),
        19 => format!("--- !!map\n{document}"),
        20 => format!("--- &root\n{document}self: *root\n"),
        _ => document.trim_end().to_owned(),
    }
}
