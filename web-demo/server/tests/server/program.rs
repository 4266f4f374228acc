//! The program: what it prints, and how it ends.

use std::path::Path;
use std::process::{Output, Stdio};

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::site::LIMIT;

pub(crate) fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("index.html"), "<p>").unwrap();
    folder
}

fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = keeping_its_token_itself(folder, arguments);
    command.arg("--token-file").arg(folder.join("token"));
    command
}

/// Without `--token-file`.
pub(crate) fn keeping_its_token_itself(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_outrigger-demo-server"));
    command.arg("--page").arg(folder).args(arguments);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.env_remove("KUBECONFIG").kill_on_drop(true);
    command
}

async fn fails(mut command: Command) -> String {
    let output: Output = tokio::time::timeout(LIMIT, command.output())
        .await
        .unwrap()
        .unwrap();
    assert!(!output.status.success());
    assert_eq!(output.stdout, b"");
    String::from_utf8(output.stderr).unwrap()
}

pub(crate) async fn link(child: &mut Child) -> String {
    let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
    let line = tokio::time::timeout(LIMIT, lines.next_line()).await;
    line.unwrap().unwrap().unwrap()
}

#[tokio::test]
async fn what_is_wrong_is_said() {
    let page = folder();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let absent = page.path().join("absent");
    let config = page.path().join("config");
    let text = "current-context: a\ncontexts: [{name: a, context: {cluster: c}}]\n\
                clusters: [{name: c, cluster: {server: 'https://10.0.0.1'}}]\n\
                users: [{name: u, user: {token: hunter2}}]\n";
    std::fs::write(&config, text).unwrap();
    let config = config.to_str().unwrap();
    for (folder, arguments, expected) in [
        (
            page.path(),
            vec!["--port", &port],
            format!("port {port} is in use"),
        ),
        (&*absent, vec!["--port", "0"], "--page ".to_owned()),
        (
            page.path(),
            vec!["--port", "0", "--kubeconfig", config, "--context", "nope"],
            "nope".to_owned(),
        ),
        (
            page.path(),
            vec!["--port", "0", "--kubeconfig", "/nonexistent/config"],
            "/nonexistent/config".to_owned(),
        ),
        (
            page.path(),
            vec!["--prot", "1"],
            "unknown flag --prot".to_owned(),
        ),
        (
            page.path(),
            vec!["--port", "0", "--listen", "192.0.2.1"],
            "no such address".to_owned(),
        ),
    ] {
        let text = fails(program(folder, &arguments)).await;
        assert!(text.starts_with("error: "), "{text}");
        assert!(text.contains(&expected), "{expected}: {text}");
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn it_prints_the_link_and_ends_when_interrupted() {
    let page = folder();
    let arguments = ["--port", "0", "--pods", "3"];
    let mut child = program(page.path(), &arguments).spawn().unwrap();
    let link = link(&mut child).await;
    assert!(link.starts_with("http://127.0.0.1:"), "{link}");
    let key = std::fs::read_to_string(page.path().join("token")).unwrap();
    assert!(!link.contains(key.trim()), "the key itself is never shown");

    let id = child.id().unwrap().to_string();
    let sent = Command::new("kill").args(["-INT", &id]).status().await;
    assert!(sent.unwrap().success());
    let ended = tokio::time::timeout(LIMIT, child.wait()).await;
    assert!(ended.unwrap().unwrap().success());
    let mut text = String::new();
    let mut errors = child.stderr.take().unwrap();
    errors.read_to_string(&mut text).await.unwrap();
    assert_eq!(text, "stopped\n");
}

#[cfg(unix)]
#[tokio::test]
async fn no_secret_is_printed() {
    use std::sync::Arc;

    use outrigger_test::serve::{ServeOptions, Server};
    use outrigger_test::{Answer, MockTransport};

    let mock = MockTransport::new();
    mock.get("/version")
        .answer(Answer::api_error(401, "Unauthorized", "no"));
    let options = ServeOptions::http().token("hunter2-the-token");
    let upstream = Server::start(Arc::new(mock), options).unwrap();
    let page = folder();
    let config = page.path().join("config");
    upstream.write_kubeconfig(&config).unwrap();
    let arguments = ["--port", "0", "--kubeconfig", config.to_str().unwrap()];
    let mut child = program(page.path(), &arguments).spawn().unwrap();
    let link = link(&mut child).await;
    let key = std::fs::read_to_string(page.path().join("token")).unwrap();
    let address = link["http://".len()..]
        .split('/')
        .next()
        .unwrap()
        .to_owned();
    let cookie = format!(
        "outrigger-{}={}",
        address.rsplit(':').next().unwrap(),
        key.trim()
    );
    for request in [
        "GET /cluster/version HTTP/1.1\r\n",
        "GET /cluster/absent HTTP/1.1\r\n",
        "GET /?token=wrong HTTP/1.1\r\n",
        "NONSENSE\r\n",
    ] {
        use tokio::io::AsyncWriteExt;
        let mut stream = tokio::net::TcpStream::connect(&address).await.unwrap();
        let text =
            format!("{request}Host: {address}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n");
        stream.write_all(text.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(
            !answer.contains("hunter2") && !answer.contains(key.trim()),
            "{answer}"
        );
    }
    child.start_kill().unwrap();
    let mut printed = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut printed)
        .await
        .unwrap();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut printed)
        .await
        .unwrap();
    assert!(
        !printed.contains("hunter2") && !printed.contains(key.trim()),
        "{printed}"
    );
}
