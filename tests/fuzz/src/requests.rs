use http::Method;
use outrigger::ListOptions;
use outrigger::request::RequestBuilder;

use crate::choices::Choices;

/// Any texts as the parts of a request: what is refused says why, and what is not asks for exactly
/// these parts, below the root that it was given.
///
/// # Panics
/// When one of these does not hold.
pub fn requests(data: &[u8]) -> usize {
    let mut choices = Choices::new(data);
    let parts: [String; 6] = std::array::from_fn(|_| choices.text());
    let [namespace, resource, name, subresource, key, value] = parts;
    let options = ListOptions::new().labels(&value);
    let request = RequestBuilder::new(Method::GET, "/apis/g/v1")
        .namespace(&namespace)
        .resource(&resource)
        .name(&name)
        .subresource(&subresource)
        .param(&*key, &value)
        .params(&options)
        .build();
    match request {
        Ok(request) => {
            let path = request.path();
            let decoded: Vec<String> = path.split('/').skip(1).map(decoded).collect();
            let wanted = [&*namespace, &resource.to_lowercase(), &name, &subresource];
            let mut expected = vec!["apis", "g", "v1"];
            expected.extend((!namespace.is_empty()).then_some("namespaces"));
            let subresources = subresource.split('/');
            expected.extend(wanted[..3].iter().filter(|part| !part.is_empty()));
            expected.extend(subresources.filter(|part| !part.is_empty()));
            assert_eq!(decoded, expected, "{path}");
            let query = request.as_http().uri().query().unwrap_or_default();
            let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
            assert!(
                pairs.contains(&((&*key).into(), (&*value).into())),
                "{query}"
            );
            assert!(!request.template().contains("//"), "{}", request.template());
        }
        Err(error) => {
            let shown = error.to_string();
            assert!(shown.starts_with("get /apis/g/v1"), "{shown}");
        }
    }
    let raw = String::from_utf8_lossy(data);
    for builder in [
        RequestBuilder::new(Method::GET, "").abs_path(&raw),
        RequestBuilder::new(Method::GET, "/a").suffix(&raw),
        RequestBuilder::new(Method::GET, "").request_uri(&raw),
    ] {
        if let Ok(request) = builder.build() {
            let uri = request.as_http().uri();
            assert!(
                uri.authority().is_none() && uri.path().starts_with('/'),
                "{uri}"
            );
        }
    }
    4 * data.len()
}

fn decoded(segment: &str) -> String {
    percent_encoding::percent_decode_str(segment)
        .decode_utf8_lossy()
        .into_owned()
}
