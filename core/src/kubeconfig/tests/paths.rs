use crate::kubeconfig::PathStyle::{self, Unix, Windows};

#[track_caller]
fn check(style: PathStyle, file: &str, path: &str, expected: &str) {
    assert_eq!(style.resolve(file, path), expected);
}

#[test]
fn relative_to_the_file() {
    check(Unix, "/h/.kube/config", "ca.crt", "/h/.kube/ca.crt");
    check(Unix, "/h/.kube/config", "../x//./ca.crt", "/h/x/ca.crt");
    check(Unix, "/h/.kube/config", "/etc/../ca.crt", "/etc/../ca.crt");
    check(Unix, "/config", "../../ca.crt", "/ca.crt");
    check(Unix, "conf/config", "ca.crt", "conf/ca.crt");
    check(Unix, "conf/config", "../../bin/x", "../bin/x");
    check(Unix, "conf/config", "../x", "./x");
    check(Unix, "config", "./x", "./x");
    check(Unix, "config", "x", "./x");
    check(Unix, "/h/config", "", "");
}

#[test]
fn relative_to_the_file_on_windows() {
    check(Windows, r"C:\h\config", r"..\ca.crt", r"C:\ca.crt");
    check(Windows, r"C:\h\config", "sub/ca.crt", r"C:\h\sub\ca.crt");
    check(Windows, r"\config", "ca.crt", r"\ca.crt");
    check(Windows, r"C:\config", r"D:\ca.crt", r"D:\ca.crt");
    check(Windows, r"C:\h\config", r"\ca.crt", r"C:\h\ca.crt");
    check(
        Windows,
        r"\\host\share\h\config",
        r"..\..\ca.crt",
        r"\\host\share\ca.crt",
    );
    check(
        Windows,
        r"C:\h\config",
        r"\\host\share\ca.crt",
        r"\\host\share\ca.crt",
    );
    check(
        Windows,
        "//host/share/h/config",
        "../../../ca",
        r"\\host\share\ca",
    );
    check(
        Windows,
        r"\\.\UNC\host\share\h\config",
        r"..\..\..\ca",
        r"\\.\UNC\host\share\ca",
    );
    check(Windows, r"\\?\C:\h\config", r"..\..\ca", r"\\?\C:\ca");
    check(Windows, "C:/h/config", "sub/ca", r"C:\h\sub\ca");
    check(Windows, r"C:\h\config", "C:/ca", "C:/ca");
    check(Windows, r"C:\h\config", "D:ca", r"C:\h\D:ca");
}
