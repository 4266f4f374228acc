//! What the other commands of the examples print.
