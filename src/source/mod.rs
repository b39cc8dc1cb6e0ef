//! Paths to bytes: which files there are, and what is in them.

pub mod decode;
pub mod file_kind;
pub mod gzip;
pub mod open;
pub mod walk;

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
