//! Finds the documents in a source, broken ones included.

mod anchor;
pub mod block;
pub mod blocks;
mod brackets;
pub mod buffer;
pub mod document;
pub mod encoding;
pub mod http;
pub mod passages;
mod resync;
mod scanned;
pub mod segments;
pub mod split;
pub mod state;
mod text;
