//! Kubeconfigs: which clusters there are, how to reach them, and whom to be there.

mod base64;
#[cfg(test)]
mod tests;
pub mod yaml;
