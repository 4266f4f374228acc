//! The transport contract, over each way of reaching a server.

use std::sync::{Arc, LazyLock};

use outrigger::transport::{ConnectionSettings, Connector, Roots};
use outrigger_hyper::{CryptoProvider, HttpVersions, HyperConnector, TokioTimer};
use outrigger_test::conformance::server::Server;
use outrigger_test::conformance::{Clause, Target};

static SERVER: LazyLock<Server> = LazyLock::new(|| Server::start().expect("ports to listen on"));

fn http1(clause: Clause) {
    check(clause, HttpVersions::Any, SERVER.http1());
}

fn http2(clause: Clause) {
    check(clause, HttpVersions::Http2Only, SERVER.http2());
}

fn tls(clause: Clause) {
    check(clause, HttpVersions::Any, SERVER.tls());
}

fn tls_http1(clause: Clause) {
    check(clause, HttpVersions::Http1Only, SERVER.tls());
}

fn mutual_tls(clause: Clause) {
    check(clause, HttpVersions::Any, SERVER.mutual_tls());
}

fn check(clause: Clause, versions: HttpVersions, base: &str) {
    let runtime = tokio::runtime::Runtime::new().expect("threads");
    let outcome = runtime.block_on(async { clause.check(&target(versions, base)).await });
    if let Err(violation) = outcome {
        panic!("{violation}");
    }
}

fn target(versions: HttpVersions, base: &str) -> Target {
    let mut settings = ConnectionSettings::default();
    settings.roots = Roots::Pem(SERVER.authority_pem().to_owned().into());
    settings.identity = Some(SERVER.client_identity());
    let link = HyperConnector::new(CryptoProvider::Ring)
        .expect("a runtime")
        .versions(versions)
        .connect(&settings)
        .expect("good settings");
    let timer = Arc::new(TokioTimer::new().expect("a runtime"));
    let target = Target::new(link, timer, base).settings(settings);
    match (versions, base.starts_with("https")) {
        (HttpVersions::Http2Only, _) => target.misbehaving_http2(SERVER.misbehaving_http2()),
        (HttpVersions::Any, true) => target.misbehaving_http2(SERVER.misbehaving_http2_tls()),
        _ => target.misbehaving(SERVER.misbehaving()),
    }
}

outrigger_test::conformance_tests!(mod over_http1, http1);
outrigger_test::conformance_tests!(mod over_http2, http2);
outrigger_test::conformance_tests!(mod over_tls, tls);
outrigger_test::conformance_tests!(mod over_tls_http1, tls_http1);
outrigger_test::conformance_tests!(mod over_mutual_tls, mutual_tls);
