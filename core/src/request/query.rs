use std::time::Duration;

/// Query parameters, sorted by key as Go's `url.Values` encodes them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query(Vec<(&'static str, String)>);

impl Query {
    /// Adds a text, unless it is empty.
    pub(crate) fn text(mut self, key: &'static str, value: &str) -> Self {
        if !value.is_empty() {
            let place = self.0.partition_point(|(before, _)| *before <= key);
            self.0.insert(place, (key, value.to_owned()));
        }
        self
    }

    /// Adds `key=true`, unless false.
    pub(crate) fn flag(self, key: &'static str, value: bool) -> Self {
        self.text(key, if value { "true" } else { "" })
    }

    /// Adds a number, unless zero.
    pub(crate) fn number(self, key: &'static str, value: u64) -> Self {
        if value == 0 {
            self
        } else {
            self.text(key, &value.to_string())
        }
    }

    /// Adds whole seconds, rounded up, if there is a duration.
    pub(crate) fn seconds(self, key: &'static str, value: Option<Duration>) -> Self {
        match value {
            Some(value) => {
                let seconds = value.as_secs() + u64::from(value.subsec_nanos() > 0);
                self.text(key, &seconds.to_string())
            }
            None => self,
        }
    }

    pub(crate) fn encode(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.0)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_as_go_does() {
        let query = Query::default()
            .text("labelSelector", "app in (web,db),!old")
            .text("continue", "")
            .number("limit", 500)
            .flag("watch", true)
            .flag("dryRun", false)
            .seconds("timeoutSeconds", Some(Duration::from_millis(1200)));
        assert_eq!(
            query.encode(),
            "labelSelector=app+in+%28web%2Cdb%29%2C%21old&limit=500&timeoutSeconds=2&watch=true"
        );
    }
}
