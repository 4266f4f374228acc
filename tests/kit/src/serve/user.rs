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
