//! What is answered by whom, behind the gate.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::any;
use tower_http::compression::CompressionLayer;

use crate::cluster::Cluster;
use crate::gate::{self, Gate};
use crate::page::Page;
use crate::proxy;

/// The page and the cluster. Only the page is compressed here: what comes from the cluster is as
/// the cluster sends it, when it sends it.
pub(crate) fn routes(gate: Gate, page: Page, cluster: Cluster) -> Router {
    let page = Router::new()
        .fallback(file)
        .layer(CompressionLayer::new())
        .with_state(Arc::new(page));
    Router::new()
        .route("/cluster/", any(proxy::answer))
        .route("/cluster/{*path}", any(proxy::answer))
        .with_state(Arc::new(cluster))
        .fallback_service(page)
        .layer(from_fn_with_state(Arc::new(gate), gate::pass))
}

async fn file(State(page): State<Arc<Page>>, request: Request) -> Response {
    // No file is asked for with a body.
    page.answer(&request.into_parts().0).await
}
