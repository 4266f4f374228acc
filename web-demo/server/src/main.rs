//! Serves the dashboard, and its cluster beside it.

fn main() {}
