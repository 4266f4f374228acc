//! Makes a module for browsers of what rustc compiled.

fn main() {}
