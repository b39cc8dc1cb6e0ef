//! Callbacks inside other documents.

pub mod at;
