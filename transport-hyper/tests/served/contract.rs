//! The contract of transports, through a real server.

use std::sync::{Arc, LazyLock};

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use outrigger::transport::{
    Body, ConnectionSettings, Connector, HttpTransport, Roots, TransportError,
};
use outrigger_hyper::{CryptoProvider, HttpVersions, HyperConnector, TokioTimer};
use outrigger_test::conformance::{Clause, Endpoints, Target};
use outrigger_test::serve::{ServeOptions, Server};
use tokio::runtime::Runtime;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("threads"));
static HTTP: LazyLock<Server> = LazyLock::new(|| start(ServeOptions::http()));
static HTTPS: LazyLock<Server> = LazyLock::new(|| start(ServeOptions::https()));

/// The suite's well-behaved server, as a transport.
#[derive(Debug)]
struct Behaving(Endpoints);

#[async_trait]
impl HttpTransport for Behaving {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        Ok(self.0.answer(request).await)
    }
}

fn start(options: ServeOptions) -> Server {
    let _entered = RUNTIME.enter();
    let timer = TokioTimer::new().expect("a runtime");
    let behaving = Behaving(Endpoints::new(Arc::new(timer)));
    Server::start(Arc::new(behaving), options.without_authentication()).expect("a port")
}

fn check(clause: Clause, versions: HttpVersions, server: &Server) {
    let runtime = Runtime::new().expect("threads");
    let outcome = runtime.block_on(async {
        let mut settings = ConnectionSettings::default();
        if let Some(pem) = server.authority_pem() {
            settings.roots = Roots::Pem(pem.to_owned().into());
        }
        let link = HyperConnector::new(CryptoProvider::Ring)
            .expect("a runtime")
            .versions(versions)
            .connect(&settings)
            .expect("good settings");
        let timer = Arc::new(TokioTimer::new().expect("a runtime"));
        clause.check(&Target::new(link, timer, server.url())).await
    });
    if let Err(violation) = outcome {
        panic!("{violation}");
    }
}

fn http1(clause: Clause) {
    check(clause, HttpVersions::Any, &HTTP);
}

fn http2(clause: Clause) {
    check(clause, HttpVersions::Http2Only, &HTTP);
}

fn tls(clause: Clause) {
    check(clause, HttpVersions::Any, &HTTPS);
}

fn tls_http1(clause: Clause) {
    check(clause, HttpVersions::Http1Only, &HTTPS);
}

outrigger_test::conformance_tests!(mod over_http1, http1);
outrigger_test::conformance_tests!(mod over_http2, http2);
outrigger_test::conformance_tests!(mod over_tls, tls);
outrigger_test::conformance_tests!(mod over_tls_http1, tls_http1);
