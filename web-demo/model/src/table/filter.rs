/// Words that all have to occur in a row, upper and lower case being one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filter {
    /// In lower case.
    words: Vec<String>,
}

impl Filter {
    pub(super) fn new(text: &str) -> Self {
        Self {
            words: text.split_whitespace().map(str::to_lowercase).collect(),
        }
    }

    /// Whether each word occurs in one of the texts.
    pub(super) fn matches<'a>(&self, texts: impl Iterator<Item = &'a str> + Clone) -> bool {
        let mut words = self.words.iter();
        words.all(|word| texts.clone().any(|text| contains(text, word)))
    }
}

/// Whether `text` has `word`, which is in lower case. Nearly everything in Kubernetes is ASCII,
/// and is compared where it lies.
fn contains(text: &str, word: &str) -> bool {
    if !text.is_ascii() {
        return text.to_lowercase().contains(word);
    }
    let mut windows = text.as_bytes().windows(word.len().max(1));
    word.is_empty() || windows.any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_words_have_to_occur_anywhere() {
        let row = ["shop", "web-0", "Running", "Größe"];
        for (filter, expected) in [
            ("", true),
            ("  ", true),
            ("WEB", true),
            ("run sho", true),
            ("run stop", false),
            ("GRÖSSE", false),
            ("größ", true),
            ("GRÖß", true),
            ("web-0running", false),
            ("a-text-that-is-longer-than-any-cell", false),
        ] {
            let found = Filter::new(filter).matches(row.iter().copied());
            assert_eq!(found, expected, "{filter:?}");
        }
    }
}
