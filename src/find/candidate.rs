//! Reads the object of a name under given layers.

use super::decode::Plain;
use super::embedding::Embedding;
use super::foreign;
use super::layers::{LONGEST_ESCAPE, Layer, Layers, colors, controls, line_prefix};
use super::opening;
use super::outline::{self, Incomplete, Outline};
use super::search::{Found, Place};
use super::spelling;
use crate::contract::PAYLOAD;
use crate::json;
use crate::json::syntax_error::Malformed;

/// The number of bytes after a name that are decoded first. If the object is longer, it is four times as many, and so on.
const FIRST_REACH: usize = 1 << 10;

/// The most bytes after a name that are decoded under layers that are less likely.
const LONGEST_REACH: usize = 1 << 14;

/// How to read an object: the layers that its name stands under, and those that are removed because the object would not
/// be JSON otherwise.
#[derive(Clone, Debug)]
struct Recipe {
    spelled: Layers,
    layers: Layers,
    further: Vec<Further>,
}

impl Recipe {
    const fn new(spelled: Layers) -> Self {
        Self { spelled, layers: spelled, further: Vec::new() }
    }
}

#[derive(Clone, Debug)]
enum Further {
    Layer(Layer),
    /// Lines that begin with this prefix.
    Prefix(Vec<u8>),
}

/// An object as read.
#[derive(Clone, Debug)]
pub struct Candidate<'a> {
    /// The text that contains the object, without its layers.
    pub plain: Plain<'a>,
    /// The byte offset of the object in that text.
    pub start: usize,
    /// The extent of the object in that text.
    pub outline: Outline,
    layers: Layers,
    is_json: bool,
}

impl Candidate<'_> {
    /// Returns the text of the object.
    pub fn text(&self) -> &[u8] {
        &self.plain.bytes[self.start..self.outline.end]
    }

    /// Returns the location of the text that contains the object.
    pub fn around(&self) -> Embedding {
        Embedding::under(self.layers, self.plain.maps.clone())
    }

    /// Converts the candidate to the callback.
    pub fn into_found(self) -> Found {
        let embedding = self.around().at(self.start);
        Found {
            range: embedding.range(0..self.outline.end - self.start),
            text: (!self.layers.is_empty()).then(|| self.text().to_vec()),
            embedding,
            is_documented: self.outline.is_documented,
            is_too_large: self.outline.is_too_large,
        }
    }
}

/// Reads the object of the name at a place, under the first of some spellings under which it is JSON; else with outer layers
/// that do not touch the name, or further layers inside, if it is JSON then; else under the first spelling under which it is
/// an object.
///
/// # Errors
///
/// Fails if more text is needed.
pub fn read<'a>(place: &Place<'a>, spellings: &[Layers]) -> Result<Option<Candidate<'a>>, Incomplete> {
    let mut first = None;
    for spelled in spellings {
        let reach = if first.is_none() { usize::MAX } else { LONGEST_REACH };
        let Some(candidate) = place.read(&Recipe::new(*spelled), reach)? else { continue };
        if candidate.is_json {
            return Ok(Some(candidate));
        }
        let is_explained = candidate.is_near_escape();
        first.get_or_insert((candidate, *spelled));
        if !is_explained {
            break;
        }
    }
    if first.as_ref().is_none_or(|(first, _)| first.is_near_escape())
        && let Some(candidate) = read_with_others(place, spellings, first.as_ref())?
    {
        return Ok(Some(candidate));
    }
    let Some((first, spelled)) = first else { return Ok(None) };
    let candidate = read_further(place, spelled, &first)?;
    Ok(Some(candidate.unwrap_or(first)))
}

/// Reads the object with other layers around or between those of a spelling, if it is JSON then.
fn read_with_others<'a>(
    place: &Place<'a>,
    spellings: &[Layers],
    first: Option<&(Candidate<'a>, Layers)>,
) -> Result<Option<Candidate<'a>>, Incomplete> {
    let end = first.map(|(first, _)| first.around().range(0..first.outline.end).end);
    let near = place.near(end);
    for spelled in spellings.iter().flat_map(|spelled| spelling::with_others(near, *spelled)) {
        let candidate = place.read(&Recipe::new(spelled), LONGEST_REACH)?;
        if let Some(candidate) = candidate.filter(|candidate| candidate.is_json) {
            return Ok(Some(candidate));
        }
    }
    Ok(None)
}

/// Reads the object with further layers inside those of a spelling, if it is JSON then.
fn read_further<'a>(
    place: &Place<'a>,
    spelled: Layers,
    first: &Candidate<'a>,
) -> Result<Option<Candidate<'a>>, Incomplete> {
    let mut recipe = Recipe::new(spelled);
    let mut next = first.further();
    while let Some(further) = next {
        let Some(layers) = recipe.layers.with(further.layer()) else { break };
        recipe.further.push(further);
        recipe.layers = layers;
        match place.read(&recipe, usize::MAX)? {
            Some(candidate) if candidate.is_json => return Ok(Some(candidate)),
            candidate => next = candidate.and_then(|candidate| candidate.further()),
        }
    }
    Ok(None)
}

/// Reads the object of the name at a place in another notation than JSON.
///
/// # Errors
///
/// Fails if more text is needed.
pub fn read_foreign<'a>(place: &Place<'a>) -> Result<Option<Candidate<'a>>, Incomplete> {
    let (text, is_ended) = place.window(usize::MAX);
    let Some(start) = foreign::opening(text, place.name, place.floor) else { return Ok(None) };
    let end = outline::of_foreign(text, start, is_ended)?;
    let is_documented = foreign::is_documented(&text[start..end]);
    let outline =
        Outline { end, violation: Some(start), is_closed: false, is_documented, is_too_large: false };
    let plain = Plain::new(text, place.name, place.floor, Layers::NONE.iter(), is_ended)?;
    Ok(plain.map(|plain| Candidate { plain, start, outline, layers: Layers::NONE, is_json: false }))
}

impl<'a> Place<'a> {
    /// Reads the object under the layers of a recipe; `None` if there is no object.
    /// It may end up to `longest` bytes after the name.
    fn read(&self, recipe: &Recipe, longest: usize) -> Result<Option<Candidate<'a>>, Incomplete> {
        let mut reach = FIRST_REACH;
        loop {
            let (text, is_ended) = self.window(reach);
            match self.read_in(text, is_ended, recipe) {
                Err(Incomplete) if text.len() == self.available() => return Err(Incomplete),
                Err(Incomplete) if reach >= longest => return Ok(None),
                Err(Incomplete) => reach = reach.saturating_mul(4),
                read => return read,
            }
        }
    }

    fn read_in(
        &self,
        text: &'a [u8],
        is_ended: bool,
        recipe: &Recipe,
    ) -> Result<Option<Candidate<'a>>, Incomplete> {
        let Some(mut plain) = Plain::new(text, self.name, self.floor, recipe.spelled.iter(), is_ended)?
        else {
            return Ok(None);
        };
        let floor = if recipe.spelled.is_empty() { self.floor } else { 0 };
        let is_name = plain.bytes[plain.name..].starts_with(PAYLOAD.as_bytes());
        let quote = plain.name.checked_sub(1).filter(|quote| is_name && *quote >= floor);
        let Some(quote) = quote else { return Ok(None) };
        let Some(mut start) = opening::before(&plain.bytes, quote, floor) else { return Ok(None) };
        for further in &recipe.further {
            match further {
                Further::Layer(layer) => plain.remove(*layer, start),
                Further::Prefix(prefix) => plain.remove_prefix(prefix, start),
            }
            start = 0;
        }
        let outline = outline::of_object(&plain.bytes, start, plain.is_ended, self.limit)?;
        let text = std::str::from_utf8(&plain.bytes[start..outline.end]);
        let is_json = outline.is_closed && text.is_ok_and(|text| json::check(text).is_ok());
        Ok(Some(Candidate { plain, start, outline, layers: recipe.layers, is_json }))
    }
}

impl Further {
    const fn layer(&self) -> Layer {
        match self {
            Self::Layer(layer) => *layer,
            Self::Prefix(_) => Layer::LinePrefix,
        }
    }
}

impl Candidate<'_> {
    /// Returns the byte offset at which the object is no longer JSON.
    fn violation(&self) -> Option<usize> {
        self.outline.violation.or_else(|| {
            let object = std::str::from_utf8(self.text()).ok()?;
            Some(self.start + Malformed::in_text(object).offset)
        })
    }

    /// Returns whether the object has escapes of C that JSON does not have.
    fn has_c_escapes(&self) -> bool {
        let text = self.text();
        let is_of_c = |at: usize| matches!(text[at + 1..], [b'x' | b'\'' | b'0'..=b'3', ..]);
        memchr::memchr_iter(b'\\', text).any(is_of_c)
    }

    /// Returns whether an escape of another layer may be why the object is not JSON.
    fn is_near_escape(&self) -> bool {
        let text = &self.plain.bytes;
        self.violation().is_none_or(|at| {
            let near = at.saturating_sub(LONGEST_ESCAPE).max(self.start)..text.len().min(at + LONGEST_ESCAPE);
            text[near].iter().any(|byte| matches!(byte, b'\\' | b'%' | b'&'))
        })
    }

    /// Returns the layer that may explain why the object is not JSON.
    fn further(&self) -> Option<Further> {
        let text = &self.plain.bytes;
        let violation = self.violation()?;
        let (before, behind) = text.split_at(violation.min(text.len()));
        let before = &before[self.start..];
        if colors::len(behind) > 0 {
            return Some(Further::Layer(Layer::Colors));
        }
        if self.has_c_escapes() {
            return Some(Further::Layer(Layer::Bytes));
        }
        if controls::len(behind) > 0 && !is_in_string(before) {
            let is_doubled = memchr::memmem::find(self.text(), b"\\\\\"").is_some();
            let layer = if is_doubled { Layer::DoubledBackslashes } else { Layer::Controls };
            return Some(Further::Layer(layer));
        }
        let near = &text[self.start..text.len().min(violation + LONGEST_ESCAPE)];
        let line = before.iter().rposition(|byte| *byte == b'\n').map(|newline| self.start + newline + 1);
        let line = if line_prefix::begins_with_bar(behind) {
            memchr::memchr(b'\n', behind).map(|newline| violation + newline + 1)
        } else {
            line
        };
        let prefix = line.and_then(|line| line_prefix::of_lines(text, self.start, line));
        if let Some(prefix) = prefix {
            return Some(Further::Prefix(prefix.to_vec()));
        }
        memchr::memmem::find(near, b"\\\\\"").map(|_| Further::Layer(Layer::DoubledBackslashes))
    }
}

/// Returns whether a text ends in a string.
fn is_in_string(text: &[u8]) -> bool {
    json::lexer::tokens(text).last().is_some_and(|(_, token)| !token.is_closed)
}
