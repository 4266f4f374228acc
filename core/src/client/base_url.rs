use std::fmt;

use http::Uri;
use http::uri::{Authority, PathAndQuery, Scheme};

use crate::error::{Error, ErrorKind, Result};

/// Where an API server is: scheme, authority and a path prefix.
#[derive(Clone)]
pub(crate) struct BaseUrl {
    scheme: Scheme,
    authority: Authority,
    prefix: String,
}

impl BaseUrl {
    /// Reads `https://host:port/prefix`. A query is dropped, as client-go does; credentials in
    /// the URL are refused, since they would end up in errors and logs.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let wrong = |problem: &str| {
            let message = format!("the server's URL {problem}; it must be like https://host:6443");
            Error::new(ErrorKind::Config, message)
        };
        let uri: Uri = text.trim().parse().map_err(|_| wrong("cannot be parsed"))?;
        let scheme = uri
            .scheme()
            .cloned()
            .ok_or_else(|| wrong("has no scheme"))?;
        if scheme != Scheme::HTTP && scheme != Scheme::HTTPS {
            return Err(wrong("is neither http nor https"));
        }
        let authority = uri
            .authority()
            .cloned()
            .ok_or_else(|| wrong("has no host"))?;
        if authority.as_str().as_bytes().contains(&b'@') {
            return Err(wrong("holds a user name or password"));
        }
        if authority.host().is_empty() {
            return Err(wrong("has no host"));
        }
        let prefix = uri.path().trim_end_matches('/').to_owned();
        Ok(Self {
            scheme,
            authority,
            prefix,
        })
    }

    /// The host, with its port if it has one.
    pub(crate) fn host(&self) -> &str {
        self.authority.as_str()
    }

    /// The absolute form of a relative URI.
    pub(crate) fn join(&self, relative: &Uri) -> Result<Uri> {
        let builder = Uri::builder()
            .scheme(self.scheme.clone())
            .authority(self.authority.clone());
        let tail = relative.path_and_query();
        match tail {
            // As it is, not parsed again.
            Some(tail) if self.prefix.is_empty() => builder.path_and_query(tail.clone()),
            _ => {
                let tail = tail.map_or("/", PathAndQuery::as_str);
                builder.path_and_query(format!("{}{tail}", self.prefix))
            }
        }
        .build()
        .map_err(|source| {
            Error::new(ErrorKind::InvalidRequest, "cannot be made a URL").with_source(source)
        })
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.authority, self.prefix)
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_kept_and_queries_dropped() {
        for (base, expected) in [
            ("https://h:6443", "https://h:6443/api/v1/pods?limit=1"),
            ("https://h:6443/", "https://h:6443/api/v1/pods?limit=1"),
            (
                "http://[::1]:80/k8s/c-1/?x=1",
                "http://[::1]:80/k8s/c-1/api/v1/pods?limit=1",
            ),
        ] {
            let base = BaseUrl::parse(base).unwrap();
            let joined = base
                .join(&Uri::from_static("/api/v1/pods?limit=1"))
                .unwrap();
            assert_eq!(joined.to_string(), expected);
        }
    }

    #[test]
    fn unusable_urls_are_told_apart_and_never_printed() {
        for (base, problem) in [
            ("", "cannot be parsed"),
            ("h:6443", "has no scheme"),
            ("ftp://h", "neither http nor https"),
            ("https://admin:hunter2@h", "holds a user name or password"),
        ] {
            let error = BaseUrl::parse(base).unwrap_err().to_string();
            assert!(error.contains(problem), "{base}: {error}");
            assert!(!error.contains("hunter2"));
        }
    }
}
