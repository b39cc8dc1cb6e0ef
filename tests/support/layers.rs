//! Writes texts inside other texts, and follows a byte range through that.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cbinspect::find::layers::Layer;

/// A text with a byte range of interest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    pub text: String,
    pub mark: Range<usize>,
}

impl Marked {
    /// Writes the text under a layer. The mark becomes the smallest range that contains its encoded form.
    pub fn under(&self, layer: Layer) -> Self {
        let Range { start, end } = self.mark.clone();
        if layer == Layer::Base64 {
            let text = STANDARD.encode(&self.text);
            let place = |offset: usize| offset / 3 * 4 + offset % 3;
            return Self { text, mark: place(start)..place(end - 1) + 2 };
        }
        let encode = |text: &str| text.chars().map(|letter| escaped(layer, letter)).collect::<String>();
        let (before, marked) = (encode(&self.text[..start]), encode(&self.text[start..end]));
        let mark = before.len()..before.len() + marked.len();
        Self { text: before + &marked + &encode(&self.text[end..]), mark }
    }

    /// Writes other text around the text.
    pub fn between(&self, before: &str, behind: &str) -> Self {
        let mark = self.mark.start + before.len()..self.mark.end + before.len();
        Self { text: format!("{before}{}{behind}", self.text), mark }
    }
}

fn escaped(layer: Layer, letter: char) -> String {
    let bytes = |format: fn(u8) -> String| letter.to_string().bytes().map(format).collect::<String>();
    match (layer, letter) {
        (Layer::JsonString, '"' | '\\') => format!("\\{letter}"),
        (Layer::JsonString, '\n') => "\\n".to_owned(),
        (Layer::JsonString, '音') => "\\u97f3".to_owned(),
        (Layer::Hex, '"' | '\\' | '\n') => bytes(|byte| format!("\\x{byte:02X}")),
        (Layer::Hex, letter) if !letter.is_ascii() => bytes(|byte| format!("\\x{byte:02X}")),
        (Layer::DoubledQuotes, '"') => "\"\"".to_owned(),
        (Layer::Percent, ' ') => "+".to_owned(),
        (Layer::Percent, letter) if !letter.is_ascii_alphanumeric() => bytes(|byte| format!("%{byte:02X}")),
        (Layer::Html, '"') => "&quot;".to_owned(),
        (Layer::Html, '&') => "&amp;".to_owned(),
        (Layer::Html, '<') => "&lt;".to_owned(),
        _ => letter.to_string(),
    }
}
