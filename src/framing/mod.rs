//! Bytes to documents: where in a source they lie, whatever is wrong with them.

mod anchor;
pub mod block;
pub mod blocks;
mod brackets;
pub mod buffer;
pub mod document;
pub mod encoding;
pub mod http;
mod resync;
pub mod segments;
pub mod split;
pub mod state;
mod vain;
