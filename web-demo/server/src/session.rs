//! Who may come in: whoever has the link, once, and then the browser that has the cookie.

use std::fmt;
use std::hint::black_box;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::header::{COOKIE, HeaderMap, HeaderValue};
use outrigger::Secret;

use crate::token_file;

/// Gets each new link.
pub(crate) type Announce = Arc<dyn Fn(&str) + Send + Sync>;

/// The session of this server's one user.
///
/// The link holds a token of its own, good for one use in this run, so that what is left of it in
/// a history or a log opens nothing. The cookie holds the key, which no link ever showed.
pub(crate) struct Session {
    key: Secret,
    /// Ports share cookies, so each server's has a name of its own.
    cookie: String,
    /// The URL before the token.
    url: String,
    /// The token of the link that was announced last; none once it has been used.
    token: Mutex<Option<Secret>>,
    announce: Announce,
}

impl Session {
    /// A session at `url` (`http://127.0.0.1:8080/`), by the key that its cookies hold.
    pub(crate) fn new(key: Secret, url: String, port: u16, announce: Announce) -> Self {
        Self {
            key,
            cookie: format!("outrigger-{port}"),
            url,
            token: Mutex::new(None),
            announce,
        }
    }

    /// Announces a link, unless one is still unused: nobody who asks without a cookie can make
    /// more than one.
    pub(crate) fn offer(&self) -> Result<(), String> {
        let mut token = self.token();
        if token.is_none() {
            let new = token_file::random()?;
            (self.announce)(&format!("{}?token={}", self.url, new.expose()));
            *token = Some(new);
        }
        Ok(())
    }

    /// Takes a link's token, which is then used up; the cookie to set, when it is the right one.
    pub(crate) fn enter(&self, presented: &str) -> Option<HeaderValue> {
        let mut token = self.token();
        token.take_if(|token| is_same(token.expose(), presented))?;
        let (name, key) = (&self.cookie, self.key.expose());
        let cookie = format!("{name}={key}; Path=/; HttpOnly; SameSite=Strict");
        let mut cookie = HeaderValue::try_from(cookie).ok()?;
        cookie.set_sensitive(true);
        Some(cookie)
    }

    /// Whether a request comes with the cookie.
    pub(crate) fn knows(&self, headers: &HeaderMap) -> bool {
        let lines = headers.get_all(COOKIE).iter();
        let pairs = lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        let mut own = pairs.filter(|(name, _)| *name == self.cookie);
        own.any(|(_, value)| is_same(self.key.expose(), value))
    }

    fn token(&self) -> MutexGuard<'_, Option<Secret>> {
        self.token.lock().unwrap_or_else(PoisonError::into_inner)
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
fn is_same(secret: &str, presented: &str) -> bool {
    let pairs = secret.bytes().zip(presented.bytes());
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

    #[test]
    fn cookies() {
        let (session, _) = session();
        for (line, known) in [
            ("outrigger-80=hunter2", true),
            ("a=b; outrigger-80=hunter2; c=d", true),
            ("outrigger-80=hunter3; outrigger-80=hunter2", true),
            ("outrigger-80=hunter", false),
            ("outrigger-80=", false),
            ("outrigger-81=hunter2", false),
            ("hunter2", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(COOKIE, HeaderValue::from_static(line));
            assert_eq!(session.knows(&headers), known, "{line}");
        }
        assert!(!session.knows(&HeaderMap::new()));
    }
}
