//! What went wrong, as a person reads it.

use outrigger::{Error, ErrorKind};

/// A cause, to be read after "because".
pub(crate) fn words(error: &Error) -> String {
    let said = error.status().map_or("", |status| &status.message);
    let said = match said.is_empty() {
        true => error.chain().to_string(),
        false => said.to_owned(),
    };
    let code = error.status().map_or(0, |status| status.code);
    if error.is_forbidden() {
        format!("this is not allowed: {said}")
    } else if error.is_unauthorized() {
        format!("the API server does not know who asks: {said}")
    } else if error.is_too_many_requests() {
        format!("the API server has too much to do: {said}")
    } else if error.is_not_found() {
        format!("the API server has no such thing: {said}")
    } else if code >= 500 {
        format!("the API server is in trouble: {said}")
    } else if error.kind() == ErrorKind::Transport {
        format!("the API server cannot be reached: {}", error.chain())
    } else {
        said
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;

    #[test]
    fn other_errors_speak_for_themselves() {
        let error = Error::config("no such URL", None);
        assert!(error.source().is_none());
        assert_eq!(words(&error), "no such URL");
    }
}
