//! Where Outrigger is not to do what clientcmd does.

use serde_json::Value;

use crate::case::Case;
use crate::compare::Mismatch;

/// A deliberate difference.
#[derive(Debug)]
pub(crate) struct Difference {
    pub(crate) name: &'static str,
    /// Whether it explains a mismatch.
    explains: fn(&Situation<'_>) -> bool,
}

#[derive(Debug)]
struct Situation<'a> {
    case: &'a Case,
    theirs: &'a Value,
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

    fn our_errors(&self) -> String {
        self.ours["errors"].to_string()
    }
}

/// The deliberate differences; each is needed by a case.
pub(crate) const DIFFERENCES: &[Difference] = &[
    // A typo in a context is told, where client-go says that there is no configuration and a
    // program in a pod connects to the pod's cluster.
    Difference {
        name: "the context's cluster is missing",
        explains: |this| {
            this.mismatch.place == "empty"
                && this.theirs["empty"] == true
                && (this.our_errors().contains("was not found for context")
                    || this
                        .our_errors()
                        .contains("cluster was not specified for context"))
        },
    },
    // A line break to YAML 1.1, a character to YAML 1.2.
    Difference {
        name: "NEL, LS and PS are no line breaks",
        explains: |this| this.file_has(&["\u{85}", "\u{2028}", "\u{2029}"]),
    },
    // JSON has it, so a JSON kubeconfig may.
    Difference {
        name: "an escaped solidus is one",
        explains: |this| {
            this.they_fail("found unknown escape character") && this.file_has(&["\\/"])
        },
    },
    // YAML 1.2 has a later version read with a warning, and an unknown directive ignored.
    Difference {
        name: "directives are no errors",
        explains: |this| {
            this.they_fail("found unknown directive name")
                || this.they_fail("found incompatible YAML document")
        },
    },
    // YAML 1.2 counts tabs as blanks, but for the indentation.
    Difference {
        name: "a line of tabs is a blank line",
        explains: |this| {
            let tabs = this.they_fail("found character that cannot start any token")
                || this.they_fail("found a tab character");
            tabs && this.file_has_line(|line| {
                let line = line.trim_start_matches('\u{feff}');
                line.contains('\t') && line.trim().is_empty()
            })
        },
    },
    // The parser knows YAML 1.2, which has other rules for where a text, a key or a comment ends.
    // Nobody writes this into a kubeconfig.
    Difference {
        name: "texts, keys and comments end as in YAML 1.2",
        explains: |this| {
            let shapes = ["x:,", "x:}", "x:]"];
            this.they_fail("did not find expected ',' or")
                || this.they_fail("did not find expected node content")
                || this.they_fail("did not find expected whitespace or line break")
                || this.we_fail("comments must be separated from other tokens")
                || this.mismatch.place == "load-errors" && this.file_has(&shapes)
        },
    },
    Difference {
        name: "a byte order mark within the text",
        explains: |this| this.we_fail("byte order mark"),
    },
    Difference {
        name: "lines within brackets without indentation",
        explains: |this| this.we_fail("invalid indentation"),
    },
    // client-go reads no further than the end of the first document.
    Difference {
        name: "what is behind the document must be a text",
        explains: |this| this.we_fail("the text is not UTF-8"),
    },
    // client-go says so when it connects or sends the first request.
    Difference {
        name: "what cannot be connected to or sent",
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
            ];
            let ours = this.mismatch.ours.as_array().into_iter().flatten();
            let mut ours = ours.filter_map(Value::as_str);
            this.mismatch.place == "errors"
                && this.mismatch.theirs.is_null()
                && ours.all(|error| early.iter().any(|early| error.contains(early)))
        },
    },
];

/// The name of the difference that explains a mismatch.
pub(crate) fn excuse(
    case: &Case,
    theirs: &Value,
    ours: &Value,
    mismatch: &Mismatch,
) -> Option<&'static str> {
    let situation = Situation {
        case,
        theirs,
        ours,
        mismatch,
    };
    let difference = DIFFERENCES
        .iter()
        .find(|difference| (difference.explains)(&situation))?;
    Some(difference.name)
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
