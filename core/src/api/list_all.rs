use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::{Api, ObjectList};
use crate::error::{Error, Result};
use crate::object::Object;
use crate::request::ListOptions;
use crate::rt::BoxFuture;

/// How many objects a page has, unless the options say: as client-go's pager.
const PAGE_SIZE: u64 = 500;

impl<K: Object> Api<K> {
    /// Lists all objects, page by page: a stream of them. One page is held at a time.
    ///
    /// Pages have 500 objects, or as many as [`limit`](ListOptions::limit) says.
    ///
    /// ```
    /// # async fn example(pods: outrigger::Api<outrigger::Unstructured>) -> outrigger::Result<()> {
    /// use outrigger::ListOptions;
    ///
    /// let mut all = pods.list_all(&ListOptions::new());
    /// while let Some(pod) = all.next().await {
    ///     println!("{}", pod?.name());
    /// }
    /// # Ok(()) }
    /// ```
    pub fn list_all(&self, options: &ListOptions) -> ListAll<K> {
        ListAll {
            api: self.clone(),
            first: options.clone(),
            next: Some(options.clone()),
            page: None,
            resumed: false,
            ready: VecDeque::new(),
        }
    }
}

/// All objects of a resource, page by page; made by [`Api::list_all`]. After an error it is over.
///
/// All pages show one moment, for as long as the server keeps it (5 to 15 minutes). If it is
/// forgotten before the last page, the server offers to go on with a later moment, which is taken:
/// no object that was there all the time is missing or comes twice. If it offers nothing, or
/// forgets that moment too before it has sent a page of it, the stream ends with an error that
/// [is expired](crate::Error::is_expired), since what has been handed out cannot be taken back;
/// [`collect`](Self::collect) begins anew instead.
///
/// # Cancel safety
/// Dropping it ends the exchange that is under way. Dropping a [`next`](Self::next) loses nothing.
#[must_use = "nothing is asked until it is polled"]
pub struct ListAll<K> {
    api: Api<K>,
    first: ListOptions,
    /// What the next page is asked for with; `None` behind the last.
    next: Option<ListOptions>,
    /// The page that is under way.
    page: Option<BoxFuture<'static, Result<ObjectList<K>>>>,
    /// The server's offer of a later moment was taken, and no page has come since.
    resumed: bool,
    ready: VecDeque<K>,
}

impl<K: Object> ListAll<K> {
    /// The next object; `None` behind the last.
    pub async fn next(&mut self) -> Option<Result<K>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// What is left, as one list. If the moment that the pages show is forgotten on the way, all is
    /// listed anew, in one piece and as the options say, as client-go's pager does.
    ///
    /// # Errors
    /// As of a [list](Api::list).
    pub async fn collect(mut self) -> Result<ObjectList<K>> {
        let mut all = ObjectList::default();
        all.items.extend(self.ready.drain(..));
        loop {
            let page = match self.page.take() {
                Some(page) => page.await,
                None => match &self.next {
                    Some(options) => self.api.list(&paged(options)).await,
                    None => return Ok(all),
                },
            };
            let later = |next: &Option<ListOptions>| {
                next.as_ref()
                    .is_some_and(|next| !next.continue_token.is_empty())
            };
            match page {
                Ok(page) => {
                    self.next = self.behind(&page);
                    all.extend_by(page);
                }
                Err(error) if error.is_expired() && later(&self.next) => {
                    let mut whole = self.first.clone();
                    whole.limit = 0;
                    whole.continue_token.clear();
                    return self.api.list(&whole).await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// What the page behind `page` is asked for with.
    fn behind(&self, page: &ObjectList<K>) -> Option<ListOptions> {
        let token = &page.metadata.continue_token;
        (!token.is_empty()).then(|| self.first.clone().continue_from(token))
    }
}

fn paged(options: &ListOptions) -> ListOptions {
    let mut options = options.clone();
    if options.limit == 0 {
        options.limit = PAGE_SIZE;
    }
    options
}

/// The token by which the server offers to go on at a later moment.
fn later_token<'a>(error: &'a Error, asked: Option<&ListOptions>) -> Option<&'a str> {
    let token = error.status()?.metadata.continue_token.as_str();
    let is_new = asked.is_some_and(|asked| asked.continue_token != token);
    // A server that has nothing new to say is not asked twice.
    (error.is_expired() && !token.is_empty() && is_new).then_some(token)
}

impl<K: Object> Stream for ListAll<K> {
    type Item = Result<K>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(object) = this.ready.pop_front() {
                return Poll::Ready(Some(Ok(object)));
            }
            let Some(options) = &this.next else {
                return Poll::Ready(None);
            };
            let page = this.page.get_or_insert_with(|| {
                let (api, options) = (this.api.clone(), paged(options));
                Box::pin(async move { api.list(&options).await })
            });
            let answer = std::task::ready!(page.as_mut().poll(cx));
            this.page = None;
            match answer {
                Ok(page) => {
                    this.next = this.behind(&page);
                    this.resumed = false;
                    this.ready = page.items.into();
                }
                Err(error) => {
                    let asked = this.next.take();
                    match later_token(&error, asked.as_ref()) {
                        // One offer for each page, or a server could keep it busy for ever.
                        Some(token) if !this.resumed => {
                            this.resumed = true;
                            this.next = Some(this.first.clone().continue_from(token));
                        }
                        _ => return Poll::Ready(Some(Err(error))),
                    }
                }
            }
        }
    }
}

impl<K> Unpin for ListAll<K> {}

impl<K> fmt::Debug for ListAll<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListAll")
            .field("api", &self.api)
            .field("ready", &self.ready.len())
            .finish_non_exhaustive()
    }
}
