//! Finds callbacks in other documents and in any text.

pub mod anchors;
pub mod at;
mod boundary;
mod candidate;
mod decode;
pub mod embedding;
mod foreign;
pub mod layers;
mod opening;
mod outline;
pub mod search;
pub mod source_map;
mod spelling;

pub use boundary::{last as last_boundary, of_character};
pub use outline::Incomplete;
