//! Layers: ways to write a text inside another text. A callback may lie under up to [`MAX_LAYERS`] of them.
//!
//! A layer is described by its units. [`Unit`] says what the next one is, how long it is, and what it decodes to.

pub mod base64;
mod bytes;
pub mod colors;
pub mod controls;
mod doubled_backslashes;
mod doubled_quotes;
mod hex;
mod html;
mod json_string;
pub mod line_prefix;
mod percent;

use std::fmt;

/// The most layers that are removed.
pub const MAX_LAYERS: usize = 4;

/// A way to write a text inside another text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// A JSON string: `\"`, `\u0022`.
    JsonString,
    /// A string with C escapes, quotes included: `\x22`.
    Hex,
    /// A field of a CSV file: `""`.
    DoubledQuotes,
    /// A form or query string: `%22`.
    Percent,
    /// HTML: `&quot;`, `&#34;`.
    Html,
    /// Base64.
    Base64,
    /// A string in which only some bytes have C escapes: `"\xe6"`. Its quotes stand for themselves.
    Bytes,
    /// Text in which each backslash is doubled.
    DoubledBackslashes,
    /// Text in which line breaks and tabs between tokens are written out: `#012`, `\n`.
    Controls,
    /// Terminal colors.
    Colors,
    /// Lines that begin with the same prefix.
    LinePrefix,
}

/// The start of an encoded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// This many bytes stand for themselves: at least 1.
    Plain(usize),
    /// An escape of this many bytes.
    Escape(usize, Decoded),
    /// The encoded text ends here.
    End,
}

/// The bytes that an escape stands for: at most 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decoded {
    bytes: [u8; 4],
    len: usize,
}

/// The length of the longest escape in bytes.
pub const LONGEST_ESCAPE: usize = 32;

impl Layer {
    /// Returns the name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::JsonString => "json-string",
            Self::Hex | Self::Bytes => "hex",
            Self::DoubledQuotes => "doubled-quotes",
            Self::Percent => "percent",
            Self::Html => "html",
            Self::Base64 => "base64",
            Self::DoubledBackslashes => "doubled-backslashes",
            Self::Controls => "controls",
            Self::Colors => "colors",
            Self::LinePrefix => "line-prefix",
        }
    }

    /// The layers that have their own spelling of a quote.
    pub const QUOTING: [Self; 5] =
        [Self::JsonString, Self::Hex, Self::DoubledQuotes, Self::Percent, Self::Html];

    /// Returns the unit at the start of an encoded text that is not empty.
    #[must_use]
    pub fn unit(self, text: &[u8]) -> Unit {
        match self {
            Self::JsonString => json_string::unit(text),
            Self::Hex => hex::unit(text),
            Self::DoubledQuotes => doubled_quotes::unit(text),
            Self::Percent => percent::unit(text),
            Self::Html => html::unit(text),
            Self::Bytes => bytes::unit(text),
            Self::DoubledBackslashes => doubled_backslashes::unit(text),
            Self::Controls => controls::unit(text),
            Self::Colors => colors::unit(text),
            // These do not consist of independent units.
            Self::Base64 | Self::LinePrefix => Unit::Plain(text.len()),
        }
    }

    /// Returns the byte offset at which the encoded text around `at` begins, at least `floor`.
    #[must_use]
    pub fn begin(self, text: &[u8], at: usize, floor: usize) -> usize {
        let before = &text[floor..at];
        floor
            + match self {
                Self::JsonString | Self::Hex => json_string::begin(before),
                Self::DoubledQuotes => doubled_quotes::begin(before),
                Self::Percent => percent::begin(before),
                Self::Html => html::begin(before),
                _ => 0,
            }
    }
}

impl Decoded {
    /// Nothing.
    pub const NOTHING: Self = Self { bytes: [0; 4], len: 0 };

    /// One byte.
    #[must_use]
    pub const fn byte(byte: u8) -> Self {
        Self { bytes: [byte, 0, 0, 0], len: 1 }
    }

    /// A character.
    #[must_use]
    pub fn character(letter: char) -> Self {
        let mut bytes = [0; 4];
        let len = letter.encode_utf8(&mut bytes).len();
        Self { bytes, len }
    }

    /// Returns the bytes.
    #[must_use]
    pub fn as_slice(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

/// The layers of a callback, the outermost first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layers {
    layers: [Option<Layer>; MAX_LAYERS],
}

impl Layers {
    /// No layer.
    pub const NONE: Self = Self { layers: [None; MAX_LAYERS] };

    /// Returns the layers with another one inside them; `None` if there would be too many.
    #[must_use]
    pub fn with(mut self, layer: Layer) -> Option<Self> {
        *self.layers.iter_mut().find(|slot| slot.is_none())? = Some(layer);
        Some(self)
    }

    /// Returns the layers with others inside them; `None` if there would be too many.
    #[must_use]
    pub fn with_all(self, inner: Self) -> Option<Self> {
        inner.iter().try_fold(self, Self::with)
    }

    /// Iterates over the layers, the outermost first.
    pub fn iter(self) -> impl Iterator<Item = Layer> {
        self.layers.into_iter().flatten()
    }

    /// Returns the number of layers.
    #[must_use]
    pub fn len(self) -> usize {
        self.iter().count()
    }

    /// Returns whether there is no layer.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.layers[0].is_none()
    }
}

impl fmt::Display for Layers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.iter().map(Layer::name).collect();
        formatter.write_str(&names.join(", "))
    }
}

/// Returns the byte that two hexadecimal digits at the start of a text stand for.
fn hex_byte(text: &[u8]) -> Option<u8> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let (high, low) = (text.first().and_then(digit)?, text.get(1).and_then(digit)?);
    u8::try_from(high << 4 | low).ok()
}

/// Returns the bytes of a text before the special one at `found`, or all of them, as a unit.
fn plain_until(found: Option<usize>, text: &[u8]) -> Unit {
    Unit::Plain(found.unwrap_or(text.len()).max(1))
}
