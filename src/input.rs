//! From paths to documents: which sources there are, what their bytes are, and where in them documents lie.

pub mod blank;
pub mod block;
pub mod decode;
pub mod discover;
pub mod encoding;
pub mod frame;
mod gzip;
pub mod http;
pub mod open;
mod opening;
mod scan;
mod special;
pub mod split;
mod steps;
mod stray;
pub mod supply;
mod vain;

/// What the system says of a failure, as people say it: without its number.
#[must_use]
pub fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split_once(" (os error ").map_or(text.as_str(), |(text, _)| text);
    if text == "Bad file descriptor" {
        // Such is the way to say that a redirection goes the other way.
        return "not open for reading".to_owned();
    }
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
}
