/// Who sent a request, as the server found out.
///
/// It stands among the request's [extensions](http::Extensions) when the request reaches the
/// transport.
///
/// # Examples
/// ```
/// use http::Request;
/// use outrigger_test::serve::User;
///
/// fn who(request: &Request<bytes::Bytes>) -> &str {
///     request.extensions().get::<User>().map_or("nobody", |user| &user.name)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct User {
    /// The user's name.
    pub name: String,
    /// The groups that the user is in.
    pub groups: Vec<String>,
}

impl User {
    pub(crate) const ANONYMOUS: &'static str = "system:anonymous";

    /// A user who may do everything.
    pub(crate) fn admin(name: &str) -> Self {
        Self::in_groups(name, &["system:masters", "system:authenticated"])
    }

    pub(crate) fn anonymous() -> Self {
        Self::in_groups(Self::ANONYMOUS, &["system:unauthenticated"])
    }

    fn in_groups(name: &str, groups: &[&str]) -> Self {
        Self {
            name: name.to_owned(),
            groups: groups.iter().map(|&group| group.to_owned()).collect(),
        }
    }

    pub(crate) fn is_anonymous(&self) -> bool {
        self.name == Self::ANONYMOUS
    }
}
