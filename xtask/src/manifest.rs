//! What manifests say of their tests, for tests that all of those are run.

use std::fs;
use std::path::Path;

/// The tests of the package in this folder that need this feature.
pub(crate) fn tests_that_need(feature: &str, package: &Path) -> Vec<String> {
    let manifest = fs::read_to_string(package.join("Cargo.toml")).expect("a manifest");
    let tests = manifest.split("[[test]]").skip(1);
    // Of a section no more than its own lines.
    let tests = tests.map(|section| section.split("\n[").next().unwrap_or(section));
    let needs = format!("\"{feature}\"");
    tests
        .filter(|test| value(test, "required-features").is_some_and(|list| list.contains(&needs)))
        .map(|test| {
            value(test, "name")
                .expect("a name")
                .trim_matches('"')
                .into()
        })
        .collect()
}

fn value<'a>(section: &'a str, key: &str) -> Option<&'a str> {
    let mut pairs = section.lines().filter_map(|line| line.split_once('='));
    let (_, value) = pairs.find(|(name, _)| name.trim() == key)?;
    Some(value.trim())
}
