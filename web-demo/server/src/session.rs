//! Who may come in: whoever has the link, once, and then the browser that has the cookie.

use std::fmt;
use std::hint::black_box;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::header::{COOKIE, HeaderMap, HeaderValue};
use outrigger::Secret;
use tokio::time::Instant;

use crate::token_file;

/// Gets each new link.
pub(crate) type Announce = Arc<dyn Fn(&str) + Send + Sync>;

/// How long a link opens the page. Nobody used it by then, and it may lie about in a terminal's
/// history or a log.
const LINK_LIFETIME: Duration = Duration::from_secs(600);

/// The session of this server's one user.
///
/// The link holds a token of its own, good for one use within ten minutes, so that what is left of
/// it in a history or a log opens nothing. The cookie holds the key, which no link ever showed.
pub(crate) struct Session {
    key: Secret,
    /// Ports share cookies, so each server's has a name of its own.
    cookie: String,
    /// The URL before the token.
    url: String,
    /// The link that was announced last; none once it has been used.
    link: Mutex<Option<Link>>,
    announce: Announce,
}

/// A link that nobody has used yet.
struct Link {
    token: Secret,
    /// When it ceases to open the page.
    end: Instant,
}

impl Link {
    fn is_open(&self) -> bool {
        Instant::now() < self.end
    }
}

impl Session {
    /// A session at `url` (`http://127.0.0.1:8080/`), by the key that its cookies hold.
    pub(crate) fn new(key: Secret, url: String, port: u16, announce: Announce) -> Self {
        Self {
            key,
            cookie: format!("outrigger-{port}"),
            url,
            link: Mutex::new(None),
            announce,
        }
    }

    /// Announces a link, unless one can still be used: nobody who asks without a cookie can make
    /// more than one in its lifetime.
    pub(crate) fn offer(&self) -> Result<(), String> {
        let mut link = self.link();
        if !link.as_ref().is_some_and(Link::is_open) {
            let token = token_file::random()?;
            (self.announce)(&format!("{}?token={}", self.url, token.expose()));
            let end = Instant::now() + LINK_LIFETIME;
            *link = Some(Link { token, end });
        }
        Ok(())
    }

    /// Takes a link's token, which is then used up; the cookie to set, when it is the right one.
    pub(crate) fn enter(&self, presented: &str) -> Option<HeaderValue> {
        let opens = |link: &mut Link| {
            is_same(link.token.expose().as_bytes(), presented.as_bytes()) && link.is_open()
        };
        self.link().take_if(opens)?;
        let (name, key) = (&self.cookie, self.key.expose());
        let cookie = format!("{name}={key}; Path=/; HttpOnly; SameSite=Strict");
        let mut cookie = HeaderValue::try_from(cookie).ok()?;
        cookie.set_sensitive(true);
        Some(cookie)
    }

    /// Whether a request comes with the cookie. Other servers of this address have put theirs
    /// beside it, of any bytes.
    pub(crate) fn knows(&self, headers: &HeaderMap) -> bool {
        let lines = headers.get_all(COOKIE).iter();
        let mut pairs = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b';'));
        pairs.any(|pair| {
            let own = pair.trim_ascii().strip_prefix(self.cookie.as_bytes());
            let value = own.and_then(|rest| rest.strip_prefix(b"="));
            value.is_some_and(|value| is_same(self.key.expose().as_bytes(), value))
        })
    }

    fn link(&self) -> MutexGuard<'_, Option<Link>> {
        self.link.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("cookie", &self.cookie)
            .finish_non_exhaustive()
    }
}

/// Compares in a time that does not depend on where they differ.
fn is_same(secret: &[u8], presented: &[u8]) -> bool {
    let pairs = secret.iter().zip(presented);
    let difference = pairs.fold(0, |sum, (a, b)| black_box(sum | (a ^ b)));
    secret.len() == presented.len() && difference == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session() -> (Session, Arc<Mutex<Vec<String>>>) {
        let links = Arc::<Mutex<Vec<String>>>::default();
        let announced = links.clone();
        let announce = move |link: &str| announced.lock().unwrap().push(link.to_owned());
        let url = "http://127.0.0.1:80/".to_owned();
        let session = Session::new(Secret::new("hunter2"), url, 80, Arc::new(announce));
        (session, links)
    }

    #[test]
    fn a_link_opens_once_and_there_is_one_at_a_time() {
        let (session, links) = session();
        session.offer().unwrap();
        session.offer().unwrap();
        assert_eq!(links.lock().unwrap().len(), 1);
        let link = links.lock().unwrap()[0].clone();
        let token = link.strip_prefix("http://127.0.0.1:80/?token=").unwrap();
        assert_eq!(token.len(), token_file::DIGITS);

        assert!(session.enter("").is_none());
        assert!(session.enter(&token[1..]).is_none());
        let cookie = session.enter(token).unwrap();
        assert_eq!(
            cookie,
            "outrigger-80=hunter2; Path=/; HttpOnly; SameSite=Strict"
        );
        assert!(session.enter(token).is_none(), "used up");
        assert!(session.enter("").is_none());
        session.offer().unwrap();
        assert_eq!(links.lock().unwrap().len(), 2);
        assert_ne!(links.lock().unwrap()[1], link);
        assert!(!format!("{session:?}{cookie:?}").contains("hunter2"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_link_that_nobody_used_is_replaced_after_ten_minutes() {
        let (session, links) = session();
        let token = |at: usize| {
            let links = links.lock().unwrap();
            links[at].split_once("token=").unwrap().1.to_owned()
        };
        session.offer().unwrap();
        tokio::time::advance(Duration::from_secs(599)).await;
        session.offer().unwrap();
        assert_eq!(links.lock().unwrap().len(), 1, "it still opens the page");
        tokio::time::advance(Duration::from_secs(1)).await;
        assert!(session.enter(&token(0)).is_none(), "too late");
        session.offer().unwrap();
        assert!(session.enter(&token(0)).is_none(), "replaced");
        tokio::time::advance(Duration::from_secs(599)).await;
        assert!(session.enter(&token(1)).is_some());
    }

    #[test]
    fn cookies() {
        let (session, _) = session();
        let cases: [(&[u8], bool); 12] = [
            (b"outrigger-80=hunter2", true),
            (b"a=b; outrigger-80=hunter2; c=d", true),
            (b"outrigger-80=hunter3; outrigger-80=hunter2", true),
            (b"a=\xe9; outrigger-80=hunter2", true),
            (b"outrigger-80=hunter2;a=\xc3\xa9", true),
            (b"\xff;outrigger-80=hunter2", true),
            (b"outrigger-80=hunter\xb2", false),
            (b"outrigger-80=hunter", false),
            (b"outrigger-80=", false),
            (b"outrigger-80hunter2", false),
            (b"outrigger-81=hunter2", false),
            (b"hunter2", false),
        ];
        for (line, known) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(COOKIE, HeaderValue::from_bytes(line).unwrap());
            let line = line.escape_ascii();
            assert_eq!(session.knows(&headers), known, "{line}");
        }
        assert!(!session.knows(&HeaderMap::new()));
    }
}
