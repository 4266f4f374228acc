//! YAML as lines: which of them changed, and what in them is a name.

/// How much two texts have in common at their beginnings and ends, in lines. What is between was
/// changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Common {
    /// Lines at the beginning.
    pub before: usize,
    /// Lines at the end.
    pub after: usize,
}

impl Common {
    /// Compares two texts; no line is counted at both ends.
    pub fn of<A: AsRef<str>, B: AsRef<str>>(old: &[A], new: &[B]) -> Self {
        let same = |(old, new): &(&A, &B)| old.as_ref() == new.as_ref();
        let before = old.iter().zip(new).take_while(same).count();
        let most = old.len().min(new.len()) - before;
        let ends = old.iter().rev().zip(new.iter().rev());
        let after = ends.take_while(same).take(most).count();
        Self { before, after }
    }
}

/// A line's parts, in order: indentation and dashes, the name with its colon, and the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts<'a> {
    /// White space, and the dashes of list items.
    pub indent: &'a str,
    /// `name:`, empty in a line without.
    pub name: &'a str,
    /// The value.
    pub value: &'a str,
}

/// Splits a line for colouring; text inside of a block scalar may be taken for a name.
pub fn parts(line: &str) -> Parts<'_> {
    let content = line.trim_start_matches([' ', '-']);
    let indent = &line[..line.len() - content.len()];
    let colon = match content.find(": ") {
        Some(at) => Some(at),
        None => content.ends_with(':').then(|| content.len() - 1),
    };
    let is_name = |name: &str| !name.is_empty() && !name.contains(char::is_whitespace);
    match colon.filter(|at| is_name(&content[..*at])) {
        Some(at) => Parts {
            indent,
            name: &content[..=at],
            value: &content[at + 1..],
        },
        None => Parts {
            indent,
            name: "",
            value: content,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_texts_have_in_common() {
        let cases: [(&[&str], &[&str], (usize, usize)); 6] = [
            (&[], &[], (0, 0)),
            (&["a", "b"], &["a", "b"], (2, 0)),
            (&["a", "b", "c"], &["a", "x", "c"], (1, 1)),
            (&["a", "a"], &["a", "a", "a"], (2, 0)),
            (&["a", "b"], &["b"], (0, 1)),
            (&["a"], &[], (0, 0)),
        ];
        for (old, new, (before, after)) in cases {
            let expected = Common { before, after };
            assert_eq!(Common::of(old, new), expected, "{old:?} {new:?}");
        }
    }

    #[test]
    fn names_in_lines() {
        let cases = [
            ("metadata:", ("", "metadata:", "")),
            ("  name: web-0", ("  ", "name:", " web-0")),
            ("  - image: a:1", ("  - ", "image:", " a:1")),
            ("  - http://a:1", ("  - ", "", "http://a:1")),
            ("  some words: here", ("  ", "", "some words: here")),
            ("", ("", "", "")),
        ];
        for (line, (indent, name, value)) in cases {
            let expected = Parts {
                indent,
                name,
                value,
            };
            assert_eq!(parts(line), expected, "{line}");
        }
    }
}
