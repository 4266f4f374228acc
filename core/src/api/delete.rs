use super::{Api, ObjectList, list};
use crate::client::decode;
use crate::error::Result;
use crate::object::{ApiResource, Object, Unstructured, unmanaged};
use crate::request::{self, DeleteOptions, ListOptions};

impl<K: Object> Api<K> {
    /// Deletes an object. It may stay for a while, with a deletion timestamp; the answer says.
    ///
    /// ```
    /// # async fn example(pods: outrigger::Api<outrigger::Unstructured>) -> outrigger::Result<()> {
    /// use outrigger::DeleteOptions;
    /// use outrigger::api::Deleted;
    ///
    /// match pods.delete("web-0", &DeleteOptions::new()).await? {
    ///     Deleted::Ongoing(pod) => println!("{} ends", pod.name()),
    ///     Deleted::Gone => println!("gone"),
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn delete(&self, name: &str, options: &DeleteOptions) -> Result<Deleted<K>> {
        Ok(self.delete_with_uid(name, options).await?.0)
    }

    /// Deletes an object; also its uid, if it stays for a while.
    pub(crate) async fn delete_with_uid(
        &self,
        name: &str,
        options: &DeleteOptions,
    ) -> Result<(Deleted<K>, String)> {
        let request = request::delete(&self.path(), name, options)?;
        let read = |body: &[u8]| match self.form.unmanaged {
            true => Deleted::decode(&unmanaged(body), &self.resource),
            false => Deleted::decode(body, &self.resource),
        };
        self.client.fetch_by(request, read).await
    }

    /// Deletes all objects that `selection` selects, by labels and fields, in this namespace or in
    /// all; everything, if it selects nothing in particular. The answer has the objects as they
    /// were, if the server tells (the built-in one does). Of many objects some may be deleted when
    /// it fails.
    ///
    /// Not every resource has it: namespaces and services have none (405).
    ///
    /// ```
    /// # async fn example(pods: outrigger::Api<outrigger::Unstructured>) -> outrigger::Result<()> {
    /// use outrigger::{DeleteOptions, ListOptions};
    ///
    /// let done = ListOptions::new().fields("status.phase=Succeeded");
    /// let deleted = pods.delete_collection(&DeleteOptions::new(), &done).await?;
    /// println!("{} pods are on their way out", deleted.items.len());
    /// # Ok(()) }
    /// ```
    pub async fn delete_collection(
        &self,
        options: &DeleteOptions,
        selection: &ListOptions,
    ) -> Result<ObjectList<K>> {
        let request = request::delete_collection(&self.path(), options, selection)?;
        let read = |body: &[u8]| list::whole(body, &self.resource, self.form);
        self.client.fetch_by(request, read).await
    }
}

/// What became of an object that was deleted.
#[derive(Clone, Debug)]
pub enum Deleted<K> {
    /// It is on its way out: finalizers or a grace period keep it for now. Its state as of then.
    Ongoing(Box<K>),
    /// It is gone.
    Gone,
}

impl<K: Object> Deleted<K> {
    /// The server answers with the object or with a Status of success.
    fn decode(body: &[u8], resource: &ApiResource) -> Result<(Self, String)> {
        let object: Unstructured = decode(body)?;
        let is_status = object.kind() == "Status" && resource.kind != "Status";
        if is_status || object.path("/metadata/deletionTimestamp").is_none() {
            return Ok((Self::Gone, String::new()));
        }
        Ok((
            Self::Ongoing(Box::new(decode(body)?)),
            object.uid().to_owned(),
        ))
    }
}
