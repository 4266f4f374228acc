//! The names of images, as far as the pull policy depends on them.

/// Always for the latest image, which is also what no tag means; else, and for what is no image's
/// name, only when it is missing.
pub(super) fn pull_policy(image: &str) -> &'static str {
    match tag(image) {
        Some("latest") => "Always",
        _ => "IfNotPresent",
    }
}

/// The tag of a valid name; empty if only a digest names the version.
fn tag(image: &str) -> Option<&str> {
    let (name, digest) = match image.split_once('@') {
        Some((name, digest)) => (name, Some(digest)),
        None => (image, None),
    };
    let slash = name.rfind('/').map_or(0, |index| index + 1);
    let (path, tag) = match name[slash..].split_once(':') {
        Some((last, tag)) => (&name[..slash + last.len()], Some(tag)),
        None => (name, None),
    };
    let valid = is_path(path) && tag.is_none_or(is_tag) && digest.is_none_or(is_digest);
    let implied = if digest.is_some() { "" } else { "latest" };
    valid.then(|| tag.unwrap_or(implied))
}

/// A registry, if the first part looks like one, and a path of lower case parts.
fn is_path(path: &str) -> bool {
    let rest = match path.split_once('/') {
        Some((registry, rest)) if is_registry(registry) => rest,
        _ => path,
    };
    rest.split('/').all(is_component)
}

fn is_registry(part: &str) -> bool {
    part.contains(['.', ':']) || part == "localhost" || part.chars().any(|c| c.is_ascii_uppercase())
}

/// Letters and digits, separated by one dot, one or two underscores, or dashes.
fn is_component(part: &str) -> bool {
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    part.starts_with(is_word)
        && part.ends_with(is_word)
        && part
            .split(is_word)
            .all(|gap| matches!(gap, "" | "." | "_" | "__") || gap.chars().all(|c| c == '-'))
}

fn is_tag(tag: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    tag.len() <= 128
        && tag.starts_with(is_word)
        && tag.chars().all(|c| is_word(c) || matches!(c, '.' | '-'))
}

fn is_digest(digest: &str) -> bool {
    digest.split_once(':').is_some_and(|(algorithm, hex)| {
        !algorithm.is_empty() && hex.len() >= 32 && hex.chars().all(|c| c.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_latest_is_pulled_always() {
        let digest = "@sha256:0000000000000000000000000000000000000000000000000000000000000000";
        for (image, policy) in [
            ("nginx", "Always"),
            ("nginx:latest", "Always"),
            ("nginx:1", "IfNotPresent"),
            ("a:5000/b", "Always"),
            ("a:5000/b:1", "IfNotPresent"),
            (&format!("a{digest}"), "IfNotPresent"),
            (&format!("a:latest{digest}"), "Always"),
            ("A", "IfNotPresent"),
            ("a@x", "IfNotPresent"),
            ("a:b:c", "IfNotPresent"),
            ("nginx:", "IfNotPresent"),
            ("a/b/c:latest", "Always"),
            ("", "IfNotPresent"),
        ] {
            assert_eq!(pull_policy(image), policy, "{image}");
        }
    }
}
