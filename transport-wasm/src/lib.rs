//! The browser backend of Outrigger.
