//! On the simulated API server, which checks definitions as the real one does.

use outrigger_test::Cluster;

use crate::{content, life};

#[test]
fn a_kind_lives() {
    let cluster = Cluster::seeded(7);
    cluster.run(life::live(&cluster.client(), cluster.timer()));
}

#[test]
fn a_kind_without_a_spec_lives() {
    let cluster = Cluster::seeded(7);
    cluster.run(content::live(&cluster.client(), cluster.timer()));
}

#[test]
fn awkward_types_are_taken() {
    let cluster = Cluster::seeded(7);
    cluster.run(life::awkward_types(&cluster.client(), cluster.timer()));
}
