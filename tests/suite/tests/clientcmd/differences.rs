//! Where Outrigger is not to do what clientcmd does.

use outrigger_suite::difference::Mismatch;

use crate::compare::texts;
use crate::situation::{CLIENT, SERVER, Situation, UNREAD, any};

/// A deliberate difference, told by all that is known about a mismatch.
pub(crate) type Difference = outrigger_suite::difference::Difference<Explains>;

pub(crate) type Explains = fn(&Situation<'_>) -> bool;

/// The deliberate differences; each is needed by a case.
pub(crate) const DIFFERENCES: &[Difference] = &[
    Difference {
        name: "NEL, LS and PS are no line breaks",
        reason: "A line break to YAML 1.1, a character to YAML 1.2.",
        count: 15,
        explains: |this| {
            let breaks = ['\u{85}', '\u{2028}', '\u{2029}'];
            let Mismatch {
                place,
                theirs,
                ours,
            } = this.mismatch;
            let value = ours.as_str().filter(|text| text.contains(breaks));
            let folded = value.is_some_and(|text| *theirs == text.replace(breaks, " "));
            place.starts_with("merged.") && folded
                || this.they_fail("could not find expected ':'")
                    && this.files_have(&breaks.map(String::from).each_ref().map(String::as_str))
        },
    },
    Difference {
        name: "an escaped solidus is one",
        reason: "JSON has it, so a JSON kubeconfig may.",
        count: 5,
        explains: |this| {
            this.they_fail("found unknown escape character") && this.files_have(&["\\/"])
        },
    },
    Difference {
        name: "directives are no errors",
        reason: "YAML wants a later version read with a warning, and an unknown directive \
                 ignored.",
        count: 8,
        explains: |this| {
            this.they_fail("found unknown directive name")
                || this.they_fail("found incompatible YAML document")
        },
    },
    Difference {
        name: "tabs are blanks at the start of a line",
        reason: "YAML 1.2 has them there, but for the indentation itself.",
        count: 12,
        explains: |this| {
            let tabs = this.they_fail("found character that cannot start any token")
                || this.they_fail("found a tab character");
            tabs && this.files_have_line(|line| {
                let line = line.trim_start_matches('\u{feff}');
                line[..line.len() - line.trim_start().len()].contains('\t')
            })
        },
    },
    Difference {
        name: "texts, tags and comments end as in YAML 1.2",
        reason: "The parser has YAML 1.2's rules of where a text, a tag or a comment ends. Nobody \
                 writes this into a kubeconfig.",
        count: 4,
        explains: |this| {
            let shapes = ["x:,", "x:}", "x:]"];
            this.they_fail("did not find expected ',' or")
                || this.they_fail("did not find expected node content")
                || this.they_fail("did not find expected whitespace or line break")
                || this.they_fail("did not find expected alphabetic or numeric character")
                || this.we_fail("comments must be separated from other tokens")
                || this.we_fail("while scanning a tag")
                || this.files_have(&shapes)
        },
    },
    Difference {
        name: "a byte order mark within the text",
        reason: "The parser refuses it. Nobody writes it, but for two marks at the start, behind \
                 which go-yaml finds one key and nothing else.",
        count: 13,
        explains: |this| this.we_fail("byte order mark"),
    },
    Difference {
        name: "lines within brackets without indentation",
        reason: "The parser wants them deeper than the key they belong to, as YAML says; at the \
                 top level and for the closing bracket it does not.",
        count: 2,
        explains: |this| this.we_fail("invalid indentation"),
    },
    Difference {
        name: "what is behind the document must be a text",
        reason: "client-go reads no further than the end of the first document.",
        count: 1,
        explains: |this| {
            this.we_fail("the text is not UTF-8") || this.we_fail("the UTF-16 text ends within")
        },
    },
    Difference {
        name: "aliases may expand to a million values",
        reason: "Bombs do not go off; go-yaml bounds how often aliases are looked at.",
        count: 1,
        explains: |this| this.they_fail("document contains excessive aliasing"),
    },
    Difference {
        name: "a hundred levels are enough",
        reason: "Bombs do not go off; go-yaml stops at ten thousand levels.",
        count: 2,
        explains: |this| {
            this.we_fail("nested deeper than") || this.we_fail("recursion limit exceeded")
        },
    },
    Difference {
        name: "without a home there is no kubeconfig in the working directory",
        reason: "Whoever can write to the working directory is not to say which cluster is used.",
        count: 2,
        explains: |this| {
            this.case.home.is_empty()
                && this.case.kubeconfig.is_empty()
                && this.case.files.contains_key(".kube/config")
                && this.mismatch.place.starts_with("merged.")
                && this.mismatch.ours.is_null()
        },
    },
    Difference {
        name: "what no client can be made of",
        reason: "client-go says the same when it makes a client.",
        count: 55,
        explains: |this| {
            let errors = this.early_errors();
            let pairs = |(theirs, ours): &(&str, &[&str])| {
                this.connect_error().starts_with(theirs) && errors.iter().all(|it| any(it, ours))
            };
            !errors.is_empty() && CLIENT.iter().any(pairs)
        },
    },
    Difference {
        name: "what cannot be sent",
        reason: "client-go says so when it sends the first request, for which the client must have \
                 been made.",
        count: 14,
        explains: |this| {
            let errors = this.early_errors();
            let early = |error: &&str| {
                let others = [
                    "proxy-url: invalid 'proxy-url'",
                    "that no HTTP header can carry",
                ];
                any(error, &SERVER) || any(error, &others)
            };
            let made = this.connect_error();
            let made = made.is_empty()
                || made.starts_with("unable to load root certificates: failed to parse");
            made && !errors.is_empty() && errors.iter().all(early)
        },
    },
    Difference {
        name: "TLS is assumed where the server cannot be read",
        reason: "Whether TLS is used is not known then, so the files that it needs are looked at.",
        count: 1,
        explains: |this| {
            let (server, others): (Vec<_>, Vec<_>) = this
                .early_errors()
                .into_iter()
                .partition(|error| any(error, &SERVER));
            let files = others.iter().all(|error| error.contains(UNREAD));
            !server.is_empty() && !others.is_empty() && files
        },
    },
    Difference {
        name: "no namespace of what cannot be resolved",
        reason: "Unless a flag names the namespace, it is that of a configuration that can be \
                 used. client-go finds some of what is wrong only later: a user that a flag names \
                 and that does not exist, a timeout, a server.",
        count: 109,
        explains: |this| {
            let mut errors = texts(&this.ours["errors"]);
            this.is_namespace()
                && this.mismatch.ours.is_null()
                && errors.any(|error| !error.contains(UNREAD))
        },
    },
    Difference {
        name: "a namespace is told without a look at files",
        reason: "The core reads none, and the namespace does not depend on certificates.",
        count: 56,
        explains: |this| {
            let mut ours = texts(&this.ours["errors"]);
            let mut theirs = texts(&this.theirs["errors"]);
            this.is_namespace()
                && this.mismatch.theirs.is_null()
                && ours.all(|error| error.contains(UNREAD))
                && theirs.all(|error| error.contains(UNREAD))
                && !this.theirs["errors"].is_null()
        },
    },
];
