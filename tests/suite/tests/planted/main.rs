//! Bugs planted into the core, one at a time: the fault schedules must find each of them.
//!
//! The workspace is copied, a few words of one file are replaced, and `schedules` runs on that. A
//! plant whose text is no longer in the core fails here, so that it is moved with the code.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::fs;
use std::path::{Path, PathBuf};

use outrigger_suite::cargo::{cargo, target, workspace};

/// A bug, as the words of the core that it replaces.
struct Bug {
    name: &'static str,
    file: &'static str,
    right: &'static str,
    wrong: &'static str,
}

const BUGS: [Bug; 6] = [
    Bug {
        name: "a list does not take back what is gone",
        file: "core/src/informer/delta.rs",
        right: ".filter(|old| !listing.seen.contains_key(old.key()))",
        wrong: ".filter(|old| listing.seen.contains_key(old.key()) && self.listing.is_some())",
    },
    Bug {
        name: "bookmarks are ignored",
        file: "core/src/informer/reflector/watch.rs",
        right: "Decoded::Bookmark(seen) => seen,",
        wrong: "Decoded::Bookmark(_) => \"\",",
    },
    Bug {
        name: "after expired history any state will do",
        file: "core/src/informer/reflector/list.rs",
        right: "        if !token.is_empty() {\n",
        wrong: "        if token.is_empty() && !self.resource_version.is_empty() {\n            \
                options = options.resource_version(\"0\", None);\n        }\n        \
                if !token.is_empty() {\n",
    },
    Bug {
        name: "an error event is taken for the watch's end",
        file: "core/src/informer/reflector/watch.rs",
        right: "EventType::Error => return Err(Error::from_event(event.object)),",
        wrong: "EventType::Error => {\n            let _ = Error::from_event(event.object);\n            \
                return Ok((Decoded::Bookmark(String::new()), None));\n        }",
    },
    Bug {
        name: "the backoff never begins anew",
        file: "core/src/informer/backoff.rs",
        right: "        self.next = FIRST;\n        self.obeyed = 0;\n",
        wrong: "        self.obeyed = 0;\n",
    },
    Bug {
        name: "another object of the same name is taken for a change",
        file: "core/src/informer/delta.rs",
        right: "Some(old) if old.is_same_object(&new) => {",
        wrong: "Some(old) if old.key() == new.key() => {",
    },
];

/// Each bug shows within this many.
const SCHEDULES: &str = "300";

/// What the copy needs.
const COPIED: [&str; 6] = [
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    "core",
    "transport-hyper",
    "tests",
];

/// The members that the copy keeps.
const MEMBERS: [&str; 5] = [
    "core",
    "transport-hyper",
    "tests/kit",
    "tests/scenarios",
    "tests/suite",
];

#[test]
fn every_planted_bug_is_found() {
    let folder = copy_of_the_workspace();
    let healthy = schedules(&folder);
    assert!(healthy.is_empty(), "without a bug: {healthy}");
    for bug in BUGS {
        let file = folder.join(bug.file);
        let right = fs::read_to_string(&file).unwrap();
        assert_eq!(
            right.matches(bug.right).count(),
            1,
            "{}: {}",
            bug.file,
            bug.right
        );
        fs::write(&file, right.replace(bug.right, bug.wrong)).unwrap();
        let found = schedules(&folder);
        assert!(
            found.contains("schedules failed"),
            "not found: {}\n{found}",
            bug.name
        );
        let mut lines = found.lines();
        let first = lines.find(|line| line.contains("schedules failed"));
        let first = first.and_then(|_| lines.next()).unwrap_or_default();
        // The beginning says enough; the rest is the state of both sides.
        let first: String = first.chars().take(160).collect();
        eprintln!("{}: seed {first}", bug.name);
        fs::write(&file, right).unwrap();
    }
}

/// A fresh copy, always at the same place: what cargo built of an earlier one is overwritten.
fn copy_of_the_workspace() -> PathBuf {
    let folder = target().join("planted").join("workspace");
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    for name in COPIED {
        copy(&workspace().join(name), &folder.join(name));
    }
    let manifest = folder.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, with_fewer_members(&text)).unwrap();
    folder
}

/// The manifest, its lists of members cut down to what was copied.
fn with_fewer_members(manifest: &str) -> String {
    let kept = |line: &&str| {
        let member = line
            .strip_prefix("    \"")
            .and_then(|it| it.strip_suffix("\","));
        member.is_none_or(|member| MEMBERS.contains(&member))
    };
    let kept: Vec<&str> = manifest.lines().filter(kept).collect();
    kept.join("\n")
}

/// Runs the schedules on the copy; what they print if they fail.
fn schedules(copy: &Path) -> String {
    let mut test = cargo();
    test.args(["test", "--quiet", "--package", "outrigger-suite"]);
    test.args(["--test", "schedules", "every"]);
    let test = test.current_dir(copy).env("SCHEDULES", SCHEDULES);
    // Those who look for a seed have set these.
    let test = test.env_remove("SEED").env_remove("FIRST");
    let output = test.env("RUST_BACKTRACE", "0").output().unwrap();
    if output.status.success() {
        return String::new();
    }
    let text = [output.stdout, output.stderr].concat();
    String::from_utf8_lossy(&text).into_owned()
}

fn copy(from: &Path, to: &Path) {
    if !from.is_dir() {
        fs::copy(from, to).unwrap();
        return;
    }
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_name() != "target" {
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    }
}
