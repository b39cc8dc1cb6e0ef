//! Finds callbacks inside other documents.

pub mod at;
