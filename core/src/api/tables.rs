use std::marker::PhantomData;

use super::Api;
use crate::client::decode;
use crate::error::{Error, ErrorKind, Result};
use crate::object::{Object, TableRow};
use crate::request::{Form, Request, Verb};

impl<K> Api<K> {
    /// The same resource as `kubectl get` shows it: its objects as rows of Tables that the server
    /// makes, of whatever kind they are. A row costs much less memory than its object.
    ///
    /// ```no_run
    /// # async fn example(client: outrigger::Client) -> outrigger::Result<()> {
    /// use outrigger::ListOptions;
    ///
    /// let pods = client.resource("pods").await?.tables();
    /// let table = pods.list(&ListOptions::new()).await?;
    /// for column in table.columns().iter().filter(|column| column.priority == 0) {
    ///     print!("{}\t", column.name.to_uppercase());
    /// }
    /// for row in &table {
    ///     println!("{}: {:?}", row.name(), row.cells);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// Get, list, watch, patch and apply answer with rows, and so does an
    /// [`Informer`](crate::Informer). A row is less than its object, so it cannot be created or put
    /// in the object's place; what is still there after a deletion has no cells.
    pub fn tables(self) -> Api<TableRow> {
        Api {
            client: self.client,
            resource: self.resource,
            namespace: self.namespace,
            form: Form::Tables,
            kind: PhantomData,
        }
    }
}

impl<K: Object> Api<K> {
    /// Sends a request that is answered with one object.
    pub(super) async fn fetch(&self, request: Request) -> Result<K> {
        if self.form == Form::Objects {
            return self.client.fetch(request).await;
        }
        let (verb, path) = (request.verb(), request.path().to_owned());
        let body = self.client.send(request).await?.into_body();
        let single = self.form.single(&body).map_err(|source| {
            Error::new(ErrorKind::Decode, "cannot decode the answer").with_source(source)
        });
        single
            .and_then(|single| decode(&single.object))
            .map_err(|error| error.asked(verb, &path))
    }

    /// A row has nothing of its object but metadata: written, it would wipe out the rest.
    pub(super) fn refuse_rows(&self, verb: Verb) -> Result<()> {
        match self.form {
            Form::Objects => Ok(()),
            Form::Tables => {
                let error = Error::new(ErrorKind::InvalidRequest, "a row is not a whole object");
                Err(error.asked(verb, &self.resource.to_string()))
            }
        }
    }
}
