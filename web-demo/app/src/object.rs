//! The object that is shown in full.

use outrigger_demo_model::message::{Reading, RowKey};

use crate::words::Notice;

/// An object in full, as it was read last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Whose.
    pub key: RowKey,
    /// Its YAML; none when it is gone, or was never read.
    pub yaml: Option<String>,
    /// The YAML of its `managedFields`, empty when it has none.
    pub managed_fields: String,
    /// Why it could not be read when that was tried last.
    pub trouble: Option<String>,
}

impl Object {
    /// What is known of an object once the worker has told of it; what was known of it before
    /// stays when it cannot be read.
    pub fn of(key: RowKey, reading: Reading, before: Option<Self>) -> Self {
        let (yaml, managed_fields) = match reading {
            Reading::Found {
                yaml,
                managed_fields,
            } => (Some(yaml), managed_fields),
            Reading::Gone => (None, String::new()),
            Reading::Failed { cause } => {
                let before = before.filter(|before| before.key == key);
                let known = before.map(|before| (before.yaml, before.managed_fields));
                let (yaml, managed_fields) = known.unwrap_or_default();
                return Self {
                    key,
                    yaml,
                    managed_fields,
                    trouble: Some(cause),
                };
            }
        };
        Self {
            key,
            yaml,
            managed_fields,
            trouble: None,
        }
    }

    /// What has to be said beside the YAML; `view` is how far the object's row can be trusted.
    pub fn note(&self, view: &Notice) -> String {
        match (&self.yaml, &self.trouble) {
            (None, None) => "There is no such object any more".to_owned(),
            (None, Some(cause)) => format!("It cannot be shown: {cause}"),
            (Some(_), Some(cause)) => format!("Not up to date: {cause}"),
            (Some(_), None) if view.is_old() => format!("May not be up to date: {}", view.title),
            (Some(_), None) => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use outrigger_demo_model::message::Sync;

    use super::*;

    fn found() -> Reading {
        Reading::Found {
            yaml: "kind: Pod\n".into(),
            managed_fields: String::new(),
        }
    }

    fn failed() -> Reading {
        Reading::Failed {
            cause: "the server does not answer".into(),
        }
    }

    #[test]
    fn what_was_read_stays_and_says_that_it_is_old() {
        let notice = |sync: &Sync| Notice::of(sync, |moment| format!("@{moment}"));
        let live = notice(&Sync::Live);
        let stale = notice(&Sync::Stale {
            since: 7,
            cause: String::new(),
            waiting: false,
            received: None,
        });
        let key = RowKey::default;
        let read = Object::of(key(), found(), None);
        assert_eq!(read.note(&live), "");
        assert_eq!(read.note(&stale), "May not be up to date: Stale since @7");
        let kept = Object::of(key(), failed(), Some(read.clone()));
        assert_eq!(kept.yaml, read.yaml);
        assert_eq!(
            kept.note(&live),
            "Not up to date: the server does not answer"
        );
        assert_eq!(Object::of(key(), found(), Some(kept.clone())), read);
        let gone = Object::of(key(), Reading::Gone, Some(kept.clone()));
        assert_eq!(gone.note(&live), "There is no such object any more");
        // Never that of another.
        let other = RowKey {
            namespace: "shop".into(),
            name: "web".into(),
        };
        let other = Object::of(other, failed(), Some(kept));
        assert_eq!(other.yaml, None);
        assert_eq!(
            other.note(&live),
            "It cannot be shown: the server does not answer"
        );
    }
}
