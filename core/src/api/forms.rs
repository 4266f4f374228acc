use std::marker::PhantomData;

use super::Api;
use crate::client::{Client, decode};
use crate::error::{Error, ErrorKind, Result};
use crate::object::{Object, PartialObjectMetadata, TableRow};
use crate::request::{Form, Request, Shape, Verb};

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
        self.in_shape(Shape::Tables)
    }

    /// The same resource, of each object its metadata alone: names, labels, annotations, owners.
    /// The server leaves out the rest, so a list is much smaller and faster.
    ///
    /// ```no_run
    /// # async fn example(client: outrigger::Client) -> outrigger::Result<()> {
    /// use outrigger::ListOptions;
    ///
    /// let secrets = client.resource("secrets").await?.metadata();
    /// for secret in secrets.list(&ListOptions::new()).await? {
    ///     println!("{}/{}", secret.metadata.namespace, secret.metadata.name);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// Get, list, watch, patch and apply answer with metadata, and so does an
    /// [`Informer`](crate::Informer); of a server that cannot leave out the rest too. It cannot be
    /// created or put in the object's place.
    pub fn metadata(self) -> Api<PartialObjectMetadata> {
        self.in_shape(Shape::Metadata)
    }

    /// The same resource without `metadata.managedFields`, which tell who set what and are two
    /// fifths of many an object: such objects take half the time to decode and half the memory.
    ///
    /// ```no_run
    /// # async fn example(client: outrigger::Client) -> outrigger::Result<()> {
    /// use outrigger::{ListOptions, Unstructured};
    ///
    /// let pods = client.resource("pods").await?.without_managed_fields();
    /// for pod in pods.list(&ListOptions::new()).await? {
    ///     assert!(pod.path("/metadata/managedFields").is_none());
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// It goes for all that is answered, for [`metadata`](Self::metadata) and for an
    /// [`Informer`](crate::Informer). Servers that know how need not even send them (KEP-5958:
    /// `Accept: application/json;drop=metadata.managedFields`); none that is released by Kubernetes
    /// 1.37 does, so they are cut out before anything is decoded. Objects can be written back as
    /// they are: an API server keeps the fields of an object that comes without any.
    pub fn without_managed_fields(mut self) -> Self {
        self.form.unmanaged = true;
        self
    }

    fn in_shape<T>(self, shape: Shape) -> Api<T> {
        let form = Form { shape, ..self.form };
        Api {
            client: self.client,
            resource: self.resource,
            namespace: self.namespace,
            form,
            kind: PhantomData,
        }
    }
}

impl<K: Object> Api<K> {
    /// Sends a request that is answered with one object.
    pub(super) async fn fetch(&self, request: Request) -> Result<K> {
        fetch(&self.client, request, self.form).await
    }

    /// Rows and metadata are not all of an object: written, they would wipe out the rest.
    pub(super) fn refuse_parts(&self, verb: Verb) -> Result<()> {
        let message = match self.form.shape {
            Shape::Objects => return Ok(()),
            Shape::Metadata => "metadata is not a whole object",
            Shape::Tables => "a row is not a whole object",
        };
        let error = Error::new(ErrorKind::InvalidRequest, message);
        Err(error.asked(verb, &self.resource.to_string()))
    }
}

/// Sends a request that is answered with one object in `form`.
pub(super) async fn fetch<K: Object>(client: &Client, request: Request, form: Form) -> Result<K> {
    if form == Form::OBJECTS {
        return client.fetch(request).await;
    }
    let read = |body: &[u8]| {
        let single = form.single(body).map_err(|source| {
            Error::new(ErrorKind::Decode, "cannot decode the answer").with_source(source)
        });
        decode(&single?.object)
    };
    client.fetch_by(request, read).await
}
