use serde_json::Value;

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Json,
    /// Indented by two spaces.
    PrettyJson,
    Yaml,
}

impl Encoding {
    pub(crate) const fn content_type(self) -> &'static str {
        match self {
            Self::Json | Self::PrettyJson => "application/json",
            Self::Yaml => "application/yaml",
        }
    }

    /// A whole body. Go ends all but indented JSON with a newline.
    pub(crate) fn write(self, value: &Value) -> String {
        match self {
            Self::Json => format!("{value}\n"),
            Self::PrettyJson => format!("{value:#}"),
            // What YAML cannot be made of stays JSON, which nearly is YAML.
            Self::Yaml => serde_saphyr::to_string(value).unwrap_or_else(|_| format!("{value}\n")),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn bodies_end_as_those_of_the_real_server() {
        let value = json!({"a": [], "b": {"c": 1}});
        for (encoding, text) in [
            (Encoding::Json, "{\"a\":[],\"b\":{\"c\":1}}\n"),
            (
                Encoding::PrettyJson,
                "{\n  \"a\": [],\n  \"b\": {\n    \"c\": 1\n  }\n}",
            ),
            (Encoding::Yaml, "a: []\nb:\n  c: 1\n"),
        ] {
            assert_eq!(encoding.write(&value), text);
        }
    }

    /// A real server reads all of these back as texts.
    #[test]
    fn yaml_keeps_texts_that_older_readers_take_for_something_else() {
        for word in [
            "yes",
            "off",
            "y",
            "null",
            "~",
            "",
            "0o7",
            "012",
            "1e3",
            "1_000",
            "12:30:45",
            "2001-01-01",
            "<<",
            "-",
            "\u{7f}",
            " lead",
            "a: b",
        ] {
            let yaml = Encoding::Yaml.write(&json!({ "a": word }));
            let text = yaml.strip_prefix("a: ").expect("one key");
            assert!(text.starts_with(['"', '\'']), "{yaml}");
        }
        let block = Encoding::Yaml.write(&json!({"a": {"b": "line\nline\n"}}));
        assert!(block.starts_with("a:\n  b: |\n"), "{block}");
    }
}
