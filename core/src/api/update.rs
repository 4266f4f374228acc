use super::{Api, Entry, Written};
use crate::error::{Error, Result};
use crate::object::Object;
use crate::request::{CreateOptions, ReplaceOptions};
use crate::retry::{Attempts, Backoff};

impl<K: Object> Api<K> {
    /// Reads an object, changes it, and replaces it; all of that again when somebody else wrote in
    /// between, up to five times ([`Backoff::DEFAULT_RETRY`]). If `change` leaves it as it was,
    /// nothing is written.
    ///
    /// ```
    /// # async fn example(deployments: outrigger::Api<outrigger::Unstructured>) -> outrigger::Result<()> {
    /// use outrigger::ReplaceOptions;
    ///
    /// let options = ReplaceOptions::new();
    /// let pause = |web: &mut outrigger::Unstructured| {
    ///     web.as_map_mut()["spec"]["paused"] = true.into();
    /// };
    /// deployments.modify("web", &options, pause).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// The whole object is replaced: what a `K` does not know of it is lost.
    ///
    /// # Errors
    /// [Not found](Error::is_not_found) when it is not there; else as
    /// [`commit`](super::OccupiedEntry::commit).
    ///
    /// # Cancel safety
    /// As of [`commit`](super::OccupiedEntry::commit).
    pub async fn modify(
        &self,
        name: &str,
        options: &ReplaceOptions,
        mut change: impl FnMut(&mut K) + Send,
    ) -> Result<K> {
        let committing = CreateOptions::like(options);
        let mut attempts = Attempts::new(&self.client, Backoff::DEFAULT_RETRY);
        loop {
            let entry = self.occupied(name, self.get(name).await?)?;
            let written = entry.and_modify(&mut change).commit(&committing).await;
            match written {
                Err(error) if error.is_conflict() && attempts.another().await => {}
                written => return Ok(written?.into_object()),
            }
        }
    }

    /// Makes an object as it should be, whether it is there or not (controller-runtime's
    /// `CreateOrUpdate`): reads it, has `desired` say how it should be, given how it is, and creates
    /// or replaces it where that differs. All of that again when somebody else wrote in between, up
    /// to five times ([`Backoff::DEFAULT_RETRY`]).
    ///
    /// ```
    /// # async fn example(maps: outrigger::Api<outrigger::Unstructured>) -> outrigger::Result<()> {
    /// use outrigger::{CreateOptions, Unstructured};
    ///
    /// let desired = |existing: Option<Unstructured>| {
    ///     let new = || Unstructured::new(maps.resource(), "settings");
    ///     let mut map = existing.unwrap_or_else(new);
    ///     map.as_map_mut().insert("data".into(), serde_json::json!({ "colour": "red" }));
    ///     map
    /// };
    /// maps.create_or_update("settings", &CreateOptions::new(), desired).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// `desired` must keep the `metadata` that it is given. The whole object is replaced: what a
    /// `K` does not know of it is lost. [`apply`](Self::apply) does without reading, and leaves
    /// alone what others manage.
    ///
    /// # Errors
    /// As [`commit`](super::OccupiedEntry::commit).
    ///
    /// # Cancel safety
    /// As of [`commit`](super::OccupiedEntry::commit).
    pub async fn create_or_update(
        &self,
        name: &str,
        options: &CreateOptions,
        mut desired: impl FnMut(Option<K>) -> K + Send,
    ) -> Result<Written<K>> {
        let mut attempts = Attempts::new(&self.client, Backoff::DEFAULT_RETRY);
        loop {
            let entry = self.entry(name).await?;
            let occupied = matches!(entry, Entry::Occupied(_));
            let entry = match entry {
                Entry::Occupied(entry) => entry.map(|object| desired(Some(object))),
                Entry::Vacant(entry) => entry.insert(desired(None)),
            };
            // Changed, created or deleted in between. Where nothing was, it is the namespace that
            // is not found.
            let raced = |error: &Error| {
                let deleted = occupied && error.is_not_found();
                error.is_conflict() || error.is_already_exists() || deleted
            };
            match entry.commit(options).await {
                Err(error) if raced(&error) && attempts.another().await => {}
                written => return written,
            }
        }
    }
}
