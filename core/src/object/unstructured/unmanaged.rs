//! Objects without what tells who set which of their fields.

use std::borrow::Cow;
use std::ops::Range;

use super::scan::{Refused, object, offset, space, value};

/// The text of an object without the member `managedFields` of its `metadata`. What is no JSON
/// object, or has such a member twice, stays as it is, for its reader to say what it thinks of it.
pub(crate) fn unmanaged(json: &[u8]) -> Cow<'_, [u8]> {
    let Ok(Some(cut)) = managed(json) else {
        return Cow::Borrowed(json);
    };
    let mut rest = Vec::with_capacity(json.len() - cut.len());
    rest.extend_from_slice(&json[..cut.start]);
    rest.extend_from_slice(&json[cut.end..]);
    Cow::Owned(rest)
}

/// Where the member is, with one of the commas beside it.
fn managed(json: &[u8]) -> Result<Option<Range<usize>>, Refused> {
    let mut found = None;
    object(space(json), 0, |key, from, depth| {
        if key.raw() != b"metadata" || !from.starts_with(b"{") {
            return value(from, depth);
        }
        let mut previous = offset(json, from) + 1;
        object(from, depth, |key, from, depth| {
            let behind = value(from, depth)?;
            let to = offset(json, behind);
            if key.raw() == b"managedFields" {
                let start = key.place(json).start - 1;
                let cut = match space(behind) {
                    [b',', next @ ..] => start..offset(json, next),
                    // The last one takes the comma in front of it along.
                    _ => previous..to,
                };
                if found.replace(cut).is_some() {
                    return Err(Refused);
                }
            }
            previous = to;
            Ok(behind)
        })
    })?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn managed_fields_are_cut_out_wherever_they_stand() {
        for (json, expected) in [
            (
                r#"{"metadata":{"managedFields":[{"a":"]}"}],"name":"a"},"b":1}"#,
                r#"{"metadata":{"name":"a"},"b":1}"#,
            ),
            (
                r#"{"metadata":{"name":"a","managedFields":[]}}"#,
                r#"{"metadata":{"name":"a"}}"#,
            ),
            (
                r#"{"metadata":{"name":"a","managedFields":[],"uid":"b"}}"#,
                r#"{"metadata":{"name":"a","uid":"b"}}"#,
            ),
            (
                r#"{"metadata":{"managedFields":null}}"#,
                r#"{"metadata":{}}"#,
            ),
            (
                " { \"metadata\" : { \"name\" : 1 , \"managedFields\" : [ ] } } ",
                " { \"metadata\" : { \"name\" : 1 } } ",
            ),
            (
                "{ \"metadata\" : { \"managedFields\" : [ ] , \"name\" : 1 } }",
                "{ \"metadata\" : {  \"name\" : 1 } }",
            ),
        ] {
            let cut = unmanaged(json.as_bytes());
            assert_eq!(std::str::from_utf8(&cut), Ok(expected), "{json}");
            assert!(serde_json::from_slice::<Value>(&cut).is_ok(), "{json}");
        }
    }

    #[test]
    fn what_has_none_or_is_no_object_stays_as_it_is() {
        for json in [
            r#"{"metadata":{"name":"a"},"managedFields":[]}"#,
            r#"{"spec":{"metadata":{"managedFields":[]}}}"#,
            r#"{"metadata":{"annotations":{"managedFields":""}}}"#,
            r#"{"metadata":{"managedFields":[],"managedFields":[]}}"#,
            r#"{"metadata":{"managedFields":[}}"#,
            r#"{"metadata":{"managedFields":[]}"#,
            r#"{"metadata":[{"managedFields":[]}]}"#,
            "[]",
            "",
            "null",
        ] {
            let same = unmanaged(json.as_bytes());
            assert!(matches!(same, Cow::Borrowed(_)), "{json}");
            assert_eq!(&*same, json.as_bytes());
        }
    }
}
