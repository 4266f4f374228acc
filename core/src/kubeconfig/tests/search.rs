use crate::kubeconfig::PathStyle::{Unix, Windows};
use crate::kubeconfig::{PathFacts, home_folder, search_environment, search_paths};

#[test]
fn search() {
    let paths = |list, home, style| search_paths(list, home, style).paths;
    assert_eq!(paths(Some("a::/b:a"), None, Unix), ["a", "/b"]);
    assert_eq!(
        paths(Some(r#"C:\a;"D:\x;y";C:\a"#), None, Windows),
        [r"C:\a", r"D:\x;y"]
    );
    assert_eq!(paths(Some(r"C:\a;;d"), None, Windows), [r"C:\a", "d"]);
    assert_eq!(paths(Some(""), Some("/h/"), Unix), ["/h/.kube/config"]);
    assert_eq!(paths(None, Some(r"C:\h"), Windows), [r"C:\h\.kube\config"]);
    assert!(paths(None, None, Unix).is_empty());
    assert!(paths(None, Some(""), Unix).is_empty());
    assert!(paths(Some(":"), Some("/h"), Unix).is_empty());
    assert!(search_paths(Some("/a"), None, Unix).warn_if_all_missing);
    assert!(!search_paths(None, Some("/a"), Unix).warn_if_all_missing);
}

#[test]
fn the_old_file_is_migrated_whichever_is_read() {
    for list in [None, Some("/a")] {
        let migration = search_paths(list, Some("/h"), Unix).migration.unwrap();
        assert_eq!(migration.from, "/h/.kube/.kubeconfig");
        assert_eq!(migration.to, "/h/.kube/config");
    }
    assert!(search_paths(Some("/a"), None, Unix).migration.is_none());
}

/// An environment, and what there is on the disk: `+` marks what can be written to.
struct Machine {
    variables: &'static [(&'static str, &'static str)],
    disk: &'static [&'static str],
}

impl Machine {
    fn variable(&self, name: &str) -> Option<String> {
        let found = self.variables.iter().find(|(key, _)| *key == name);
        found.map(|(_, value)| (*value).to_owned())
    }

    fn facts(&self, path: &str) -> PathFacts {
        let find = |mark: &str| self.disk.contains(&format!("{mark}{path}").as_str());
        PathFacts {
            exists: find("") || find("+"),
            writable_folder: find("+"),
        }
    }

    fn home(&self) -> Option<String> {
        home_folder(Windows, |name| self.variable(name), |path| self.facts(path))
    }
}

const ALL: &[(&str, &str)] = &[
    ("HOME", r"C:\home"),
    ("HOMEDRIVE", "D:"),
    ("HOMEPATH", r"\drive"),
    ("USERPROFILE", r"E:\profile"),
];

#[test]
fn homes_on_windows() {
    let cases: [(&[&str], &str); 8] = [
        (&[], r"C:\home"),
        (&[r"D:\drive"], r"D:\drive"),
        (&[r"D:\drive", r"E:\profile"], r"E:\profile"),
        (&[r"C:\home", r"+D:\drive"], r"D:\drive"),
        (&[r"+E:\profile", r"+D:\drive"], r"E:\profile"),
        (&[r"+C:\home", r"E:\profile\.kube\config"], r"E:\profile"),
        (
            &[r"D:\drive\.kube\config", r"E:\profile\.kube\config"],
            r"D:\drive",
        ),
        (
            &[r"C:\home\.kube\config", r"D:\drive\.kube\config"],
            r"C:\home",
        ),
    ];
    for (disk, expected) in cases {
        let machine = Machine {
            variables: ALL,
            disk,
        };
        assert_eq!(machine.home().as_deref(), Some(expected), "{disk:?}");
    }
    // Half of a drive and a path is nothing, and so is what is empty.
    let machine = Machine {
        variables: &[("HOME", ""), ("HOMEDRIVE", "D:"), ("USERPROFILE", r"E:\p")],
        disk: &["D:"],
    };
    assert_eq!(machine.home().as_deref(), Some(r"E:\p"));
    let machine = Machine {
        variables: &[("HOMEPATH", r"\p")],
        disk: &[],
    };
    assert_eq!(machine.home(), None);
}

#[test]
fn environments() {
    let machine = Machine {
        variables: ALL,
        disk: &[r"+E:\profile"],
    };
    let facts = |path: &str| machine.facts(path);
    let found = search_environment(Windows, |name| machine.variable(name), facts);
    assert_eq!(found.paths, [r"E:\profile\.kube\config"]);
    assert!(!found.warn_if_all_missing);
    let migration = found.migration.unwrap();
    assert_eq!(migration.from, r"C:\home\.kube\config");
    assert_eq!(migration.to, r"E:\profile\.kube\config");

    let variable = |name: &str| match name {
        "KUBECONFIG" => Some("/a:/b".to_owned()),
        "HOME" => Some("/h".to_owned()),
        _ => None,
    };
    let found = search_environment(Unix, variable, |_| unreachable!());
    assert_eq!(found.paths, ["/a", "/b"]);
    assert!(found.warn_if_all_missing);
    assert_eq!(found.migration.unwrap().to, "/h/.kube/config");

    // Nothing is copied onto itself.
    let home = |name: &str| (name == "HOME").then(|| r"C:\h".to_owned());
    let found = search_environment(Windows, home, |_| PathFacts::default());
    assert_eq!(found.paths, [r"C:\h\.kube\config"]);
    assert!(found.migration.is_none());
}
