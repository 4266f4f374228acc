//! This workspace's tests in a real browser.
