use std::fmt;

use serde_json::error::Category;

/// Why JSON is not what it was taken for: what was found, what was expected, and where, but never
/// the value itself, which serde quotes and which may be a secret.
pub(crate) struct Misfit(serde_json::Error);

impl From<serde_json::Error> for Misfit {
    fn from(error: serde_json::Error) -> Self {
        Self(error)
    }
}

impl From<std::str::Utf8Error> for Misfit {
    fn from(error: std::str::Utf8Error) -> Self {
        Self(serde::de::Error::custom(error))
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.to_string();
        if self.0.classify() != Category::Data {
            // The parser's own words.
            return f.write_str(&text);
        }
        let (line, column) = (self.0.line(), self.0.column());
        let place = match line {
            0 => String::new(),
            _ => format!(" at line {line} column {column}"),
        };
        let message = text.strip_suffix(&place).unwrap_or(&text);
        write!(f, "{}{place}", without_value(message))
    }
}

/// serde's messages, what they quote left out; other messages may quote anything.
fn without_value(message: &str) -> String {
    const WITHOUT: [&str; 4] = [
        "missing field ",
        "duplicate field ",
        "invalid length ",
        "invalid utf-8 ",
    ];
    if WITHOUT.iter().any(|known| message.starts_with(known)) {
        return message.to_owned();
    }
    const WITH: [&str; 4] = [
        "invalid type: ",
        "invalid value: ",
        "unknown variant ",
        "unknown field ",
    ];
    let quotes = WITH.iter().any(|known| message.starts_with(known));
    // The value stands in quotes between what it is and what was expected.
    match (message.find(['"', '`']), message.rfind(", expected ")) {
        (Some(from), Some(to)) if quotes && from < to => {
            format!("{}{}", message[..from].trim_end(), &message[to..])
        }
        (None, Some(_)) if quotes => message.to_owned(),
        (Some(from), Some(to)) if quotes && from > to => message.to_owned(),
        _ => "a value cannot be what its type wants".to_owned(),
    }
}

impl fmt::Debug for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Misfit({:?})", self.to_string())
    }
}

impl std::error::Error for Misfit {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde::de::DeserializeOwned;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Pin {
        #[serde(rename = "pin")]
        _pin: u8,
    }

    #[derive(Debug, Deserialize)]
    enum Way {
        #[serde(rename = "a")]
        _A,
    }

    #[track_caller]
    fn check<T: DeserializeOwned + fmt::Debug>(json: &str, expected: &str) {
        let error = Misfit(serde_json::from_str::<T>(json).unwrap_err());
        assert_eq!(error.to_string(), expected, "{json}");
        assert_eq!(format!("{error:?}"), format!("Misfit({expected:?})"));
    }

    #[test]
    fn values_are_left_out_and_the_rest_stays() {
        check::<u8>(
            "\"1234\"",
            "invalid type: string, expected u8 at line 1 column 6",
        );
        check::<u8>(
            "1234",
            "invalid value: integer, expected u8 at line 1 column 4",
        );
        check::<u8>("null", "invalid type: null, expected u8 at line 1 column 4");
        check::<u8>(
            "true",
            "invalid type: boolean, expected u8 at line 1 column 4",
        );
        check::<String>(
            "{}",
            "invalid type: map, expected a string at line 1 column 0",
        );
        check::<u8>(
            "\"x\\\", expected y\"",
            "invalid type: string, expected u8 at line 1 column 17",
        );
    }

    #[test]
    fn names_of_fields_and_lengths_stay_and_other_messages_go() {
        check::<Way>(
            "\"1234\"",
            "unknown variant, expected `a` at line 1 column 6",
        );
        check::<Pin>(
            "{\"p\":1}",
            "unknown field, expected `pin` at line 1 column 4",
        );
        check::<Pin>("{}", "missing field `pin` at line 1 column 2");
        check::<Pin>(
            "{\"pin\":1,\"pin\":1}",
            "duplicate field `pin` at line 1 column 14",
        );
        check::<(u8, u8)>(
            "[1]",
            "invalid length 1, expected a tuple of size 2 at line 1 column 3",
        );
        check::<BTreeMap<u8, u8>>("{", "EOF while parsing an object at line 1 column 1");
        check::<std::net::Ipv4Addr>(
            "\"1234\"",
            "a value cannot be what its type wants at line 1 column 6",
        );
    }
}
