//! Where Outrigger is not to do what clientcmd does.

use serde_json::Value;

use crate::case::Case;
use crate::compare::Mismatch;

/// A deliberate difference.
#[derive(Debug)]
pub(crate) struct Difference {
    pub(crate) name: &'static str,
    pub(crate) reason: &'static str,
    /// Whether it explains a mismatch.
    explains: fn(&Situation<'_>) -> bool,
}

#[derive(Debug)]
struct Situation<'a> {
    case: &'a Case,
    ours: &'a Value,
    mismatch: &'a Mismatch,
}

impl Situation<'_> {
    /// Whether clientcmd alone has an error on reading a file, and says `text`.
    fn they_fail(&self, text: &str) -> bool {
        let texts = self.mismatch.theirs.as_array().into_iter().flatten();
        let mut texts = texts.filter_map(Value::as_str);
        self.mismatch.place == "load-errors" && texts.any(|error| error.contains(text))
    }

    /// Whether Outrigger alone has an error on reading a file, and says `text`.
    fn we_fail(&self, text: &str) -> bool {
        let messages = self.ours["load-messages"].to_string();
        self.mismatch.place == "load-errors" && messages.contains(text)
    }

    /// Whether a file holds one of `texts`.
    fn file_has(&self, texts: &[&str]) -> bool {
        self.any_file(|file| texts.iter().any(|text| file.contains(text)))
    }

    fn file_has_line(&self, test: impl Fn(&str) -> bool) -> bool {
        self.any_file(|file| file.split(['\n', '\r']).any(&test))
    }

    fn any_file(&self, test: impl Fn(&str) -> bool) -> bool {
        self.case.files.values().any(|file| test(&decoded(file)))
    }
}

/// The deliberate differences; each is needed by a case.
pub(crate) const DIFFERENCES: &[Difference] = &[
    Difference {
        name: "NEL, LS and PS are no line breaks",
        reason: "A line break to YAML 1.1, a character to YAML 1.2.",
        explains: |this| {
            let read =
                this.mismatch.place == "load-errors" || this.mismatch.place.starts_with("merged.");
            read && this.file_has(&["\u{85}", "\u{2028}", "\u{2029}"])
        },
    },
    Difference {
        name: "an escaped solidus is one",
        reason: "JSON has it, so a JSON kubeconfig may.",
        explains: |this| {
            this.they_fail("found unknown escape character") && this.file_has(&["\\/"])
        },
    },
    Difference {
        name: "directives are no errors",
        reason: "YAML wants a later version read with a warning, and an unknown directive \
                 ignored.",
        explains: |this| {
            this.they_fail("found unknown directive name")
                || this.they_fail("found incompatible YAML document")
        },
    },
    Difference {
        name: "tabs are blanks at the start of a line",
        reason: "YAML 1.2 has them there, but for the indentation itself.",
        explains: |this| {
            let tabs = this.they_fail("found character that cannot start any token")
                || this.they_fail("found a tab character");
            tabs && this.file_has_line(|line| {
                let line = line.trim_start_matches('\u{feff}');
                line[..line.len() - line.trim_start().len()].contains('\t')
            })
        },
    },
    Difference {
        name: "texts, tags and comments end as in YAML 1.2",
        reason: "The parser has YAML 1.2's rules of where a text, a tag or a comment ends. Nobody \
                 writes this into a kubeconfig.",
        explains: |this| {
            let shapes = ["x:,", "x:}", "x:]"];
            this.they_fail("did not find expected ',' or")
                || this.they_fail("did not find expected node content")
                || this.they_fail("did not find expected whitespace or line break")
                || this.they_fail("did not find expected alphabetic or numeric character")
                || this.we_fail("comments must be separated from other tokens")
                || this.we_fail("while scanning a tag")
                || this.mismatch.place == "load-errors" && this.file_has(&shapes)
        },
    },
    Difference {
        name: "a byte order mark within the text",
        reason: "The parser refuses it. Nobody writes it, but for two marks at the start, behind \
                 which go-yaml finds one key and nothing else.",
        explains: |this| this.we_fail("byte order mark"),
    },
    Difference {
        name: "lines within brackets without indentation",
        reason: "The parser wants them deeper than the key they belong to, as YAML says; at the \
                 top level and for the closing bracket it does not.",
        explains: |this| this.we_fail("invalid indentation"),
    },
    Difference {
        name: "what is behind the document must be a text",
        reason: "client-go reads no further than the end of the first document.",
        explains: |this| {
            this.we_fail("the text is not UTF-8") || this.we_fail("the UTF-16 text ends within")
        },
    },
    Difference {
        name: "aliases may expand to a million values",
        reason: "Bombs do not go off; go-yaml bounds how often aliases are looked at.",
        explains: |this| this.they_fail("document contains excessive aliasing"),
    },
    Difference {
        name: "a hundred levels are enough",
        reason: "Bombs do not go off; go-yaml stops at ten thousand levels.",
        explains: |this| {
            this.we_fail("nested deeper than") || this.we_fail("recursion limit exceeded")
        },
    },
    Difference {
        name: "without a home there is no kubeconfig in the working directory",
        reason: "Whoever can write to the working directory is not to say which cluster is used.",
        explains: |this| {
            this.case.home.is_empty()
                && this.case.kubeconfig.is_empty()
                && this.case.files.contains_key(".kube/config")
        },
    },
    Difference {
        name: "what cannot be connected to or sent",
        reason: "client-go says so when it connects or sends the first request.",
        explains: |this| {
            let early = [
                "server: must be a URL or a host:port pair",
                "server: the host is not valid",
                "server: the port is not valid",
                "server: unsupported scheme",
                "proxy-url: invalid 'proxy-url'",
                "that no HTTP header can carry",
                // Whether TLS is used is not known then, so what TLS needs is looked at.
                "unable to read",
                "unable to load root certificates",
            ];
            let ours = this.mismatch.ours.as_array().into_iter().flatten();
            let mut ours = ours.filter_map(Value::as_str);
            this.mismatch.place == "errors"
                && this.mismatch.theirs.is_null()
                && ours.all(|error| early.iter().any(|early| error.contains(early)))
        },
    },
];

/// The difference that explains a mismatch.
pub(crate) fn excuse(
    case: &Case,
    ours: &Value,
    mismatch: &Mismatch,
) -> Option<&'static Difference> {
    let situation = Situation {
        case,
        ours,
        mismatch,
    };
    DIFFERENCES
        .iter()
        .find(|difference| (difference.explains)(&situation))
}

/// A file as text, whatever its encoding.
fn decoded(file: &[u8]) -> String {
    let units = |unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = file
            .chunks_exact(2)
            .map(|pair| unit([pair[0], pair[1]]))
            .collect();
        String::from_utf16_lossy(&units)
    };
    match file {
        [0xFF, 0xFE, ..] => units(u16::from_le_bytes),
        [0xFE, 0xFF, ..] => units(u16::from_be_bytes),
        _ => String::from_utf8_lossy(file).into_owned(),
    }
}
