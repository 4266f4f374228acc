use std::sync::Arc;

use http::response::Parts;

use crate::client::{Client, SendOptions, content_type, failure_within};
use crate::codec;
use crate::error::{Answered, Error, ErrorKind, Result};
use crate::object::{ApiResource, ColumnDefinition, ListMeta, Object, TableRow, read_item};
use crate::request::{Form, Request};
use crate::rt::BoxFuture;
use crate::transport::Body;
use crate::watch::{FRAME_LIMIT, FrameError, ListHead, ListSplitter, Sink};

/// The objects of a list, and what the list says of itself.
///
/// ```
/// # async fn example(api: outrigger::Api<outrigger::Unstructured>) -> outrigger::Result<()> {
/// use outrigger::ListOptions;
///
/// let mut page = api.list(&ListOptions::new().limit(500)).await?;
/// loop {
///     for object in &page {
///         println!("{}", object.name());
///     }
///     if page.metadata.continue_token.is_empty() {
///         break;
///     }
///     let next = ListOptions::new().limit(500).continue_from(&page.metadata.continue_token);
///     page = api.list(&next).await?;
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ObjectList<K> {
    /// The list's resourceVersion, and whether more follows.
    pub metadata: ListMeta,
    /// The objects.
    pub items: Vec<K>,
    columns: Arc<[ColumnDefinition]>,
}

impl<K> ObjectList<K> {
    fn new(head: ListHead, items: Vec<K>) -> Self {
        Self {
            metadata: head.metadata,
            items,
            columns: head.columns.unwrap_or_default(),
        }
    }

    /// Goes through the objects.
    pub fn iter(&self) -> std::slice::Iter<'_, K> {
        self.items.iter()
    }

    /// Appends the page that follows, whose word about the list counts from now on.
    pub(super) fn extend_by(&mut self, page: Self) {
        self.items.extend(page.items);
        self.metadata = page.metadata;
        self.columns = page.columns;
    }
}

impl ObjectList<TableRow> {
    /// The columns of which the rows have the cells; none if the server made no Table.
    pub const fn columns(&self) -> &Arc<[ColumnDefinition]> {
        &self.columns
    }
}

impl<K> Default for ObjectList<K> {
    fn default() -> Self {
        Self {
            metadata: ListMeta::default(),
            items: Vec::new(),
            columns: Arc::default(),
        }
    }
}

impl<K> IntoIterator for ObjectList<K> {
    type Item = K;
    type IntoIter = std::vec::IntoIter<K>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, K> IntoIterator for &'a ObjectList<K> {
    type Item = &'a K;
    type IntoIter = std::slice::Iter<'a, K>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl From<FrameError> for Error {
    fn from(source: FrameError) -> Self {
        Self::new(ErrorKind::Decode, "cannot decode the answer").with_source(source)
    }
}

/// How much of an answer is kept until its first item: a Status is not longer.
const STATUS_WITHIN: usize = 1 << 20;

/// Sends a list and decodes its items as they arrive.
pub(super) async fn list<K: Object>(
    client: &Client,
    request: Request,
    resource: &ApiResource,
    form: Form,
) -> Result<ObjectList<K>> {
    let mut items = Vec::new();
    let head = {
        let mut sink = sink(&mut items, resource, form);
        read_items(client, request, form, &mut sink).await?
    };
    Ok(ObjectList::new(head, items))
}

/// Decodes a list that is there as a whole; none of a Status of success, which some servers answer
/// a deletion with.
pub(super) fn whole<K: Object>(
    body: &[u8],
    resource: &ApiResource,
    form: Form,
) -> Result<ObjectList<K>> {
    if crate::object::pointer(body, "/kind").is_some_and(|kind| kind == "Status") {
        return Ok(ObjectList::default());
    }
    let mut items = Vec::new();
    let mut splitter = ListSplitter::new(FRAME_LIMIT, form);
    splitter.feed(body, &mut sink(&mut items, resource, form))?;
    Ok(ObjectList::new(finish(splitter)?, items))
}

fn sink<K: Object>(
    items: &mut Vec<K>,
    resource: &ApiResource,
    form: Form,
) -> impl FnMut(&ListHead, &[u8]) -> Result<()> + Send {
    move |head, item| {
        items.push(decode_item(item, head, resource, form, items.len())?);
        Ok(())
    }
}

/// Sends a list and gives its items to `sink` as they arrive. All of it that does not depend on what
/// they are decoded as, in one box, so that there is one copy of it.
fn read_items<'a>(
    client: &'a Client,
    request: Request,
    form: Form,
    sink: &'a mut Sink<'_, Error>,
) -> BoxFuture<'a, Result<ListHead>> {
    Box::pin(async move {
        let (verb, path) = (request.verb(), request.path().to_owned());
        let response = client.open_whole(request, &SendOptions::new()).await?;
        let (head, body) = response.into_parts();
        let read = feed(&head, body, form, sink).await;
        read.map_err(|error| {
            let answered = Answered::new(head.status, &head.headers);
            error.asked(verb, &path).answered(answered)
        })
    })
}

async fn feed(
    head: &Parts,
    mut body: Body,
    form: Form,
    sink: &mut Sink<'_, Error>,
) -> Result<ListHead> {
    // What it is said to be is judged before it is read.
    codec::json(codec::JSON, content_type(head), b"{}")?;
    let mut splitter = ListSplitter::new(FRAME_LIMIT, form);
    let mut begun = Vec::new();
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(Error::from_transport)?;
        splitter.feed(&chunk, sink)?;
        match splitter.saw_item() {
            false if begun.len() < STATUS_WITHIN => begun.extend_from_slice(&chunk),
            _ => begun = Vec::new(),
        }
    }
    finish(splitter).map_err(|error| failure_within(head, &begun).unwrap_or(error))
}

fn finish(splitter: ListSplitter) -> Result<ListHead> {
    let head = splitter.finish()?;
    if head.kind == "Status" {
        let message = "the answer is a Status and no list";
        return Err(Error::new(ErrorKind::Decode, message));
    }
    Ok(head)
}

/// Decodes an item of a list. Items of the built-in kinds lack `apiVersion` and `kind`.
fn decode_item<K: Object>(
    item: &[u8],
    head: &ListHead,
    resource: &ApiResource,
    form: Form,
    index: usize,
) -> Result<K> {
    let object = form.element(item, head.in_rows);
    let decoded = object.and_then(|object| read_item(&object, resource));
    decoded.map_err(|source| undecodable(item, head, resource, index).with_source(source))
}

fn undecodable(item: &[u8], head: &ListHead, resource: &ApiResource, index: usize) -> Error {
    let path = match head.in_rows {
        true => "/object/metadata/name",
        false => "/metadata/name",
    };
    let name = crate::object::pointer(item, path);
    let name = name
        .as_ref()
        .and_then(serde_json::Value::as_str)
        .unwrap_or("without a name");
    let message = format!(
        "cannot decode item {index} of the list, {} {name}",
        resource.kind
    );
    Error::new(ErrorKind::Decode, message)
}
