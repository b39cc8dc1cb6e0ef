//! Tells from the text around a name under which layers it stands.

use memchr::memchr;

use super::decode::decode;
use super::layers::{Layer, Layers, Unit, colors, controls};
use crate::contract::PAYLOAD;
use crate::json::whitespace::is_blank;

/// The number of bytes on each side of a name that are examined.
pub const REACH: usize = 64;

/// The most combinations of layers that are tried for a name.
const MOST: usize = 6;

/// The most combinations with other layers that are tried.
const MOST_OTHERS: usize = 8;

/// Returns the combinations of layers under which the text is the name of a member, the likeliest first. `name` is the
/// byte offset of the name without its quotes. Reads nothing before `floor`.
#[must_use]
pub fn of_name(text: &[u8], name: usize, floor: usize) -> Vec<Layers> {
    let before = &text[name.saturating_sub(REACH).max(floor)..name];
    let is_separator = |byte: &u8| is_blank(*byte) || matches!(byte, b'{' | b',');
    let begin = before.iter().rposition(is_separator).map_or(0, |at| at + 1);
    let behind = line_behind(text, name);
    let mut spellings = Vec::new();
    find(&before[begin..], behind, Layers::NONE, &mut spellings);
    // Fewer layers explain the text better.
    spellings.sort_by_key(|layers| layers.len());
    spellings.truncate(MOST);
    spellings
}

/// Returns whether the name at `name` is followed by a quote and a colon as it stands.
#[must_use]
pub fn begins_member(text: &[u8], name: usize) -> bool {
    text[name + PAYLOAD.len()..].starts_with(b"\":") || is_member(line_behind(text, name))
}

/// Returns the text from a name on, on its line: at most [`REACH`] bytes.
#[must_use]
pub fn line_behind(text: &[u8], name: usize) -> &[u8] {
    let behind = &text[name..text.len().min(name + REACH)];
    &behind[..memchr(b'\n', behind).unwrap_or(behind.len())]
}

fn find(before: &[u8], behind: &[u8], layers: Layers, spellings: &mut Vec<Layers>) {
    if is_opening_quote(before) && is_member(behind) {
        spellings.push(layers);
    }
    let doubled = has_doubled_backslash(before).then_some([Layer::DoubledBackslashes, Layer::Bytes]);
    for layer in Layer::QUOTING.into_iter().chain(doubled.into_iter().flatten()) {
        let begin = layer.begin(before, before.len(), 0);
        let decoded = decode(layer, before, begin..before.len(), true);
        let is_all = decoded.map.range(decoded.bytes.len()..decoded.bytes.len()).end == before.len();
        let Some(layers) = layers.with(layer).filter(|_| is_all && decoded.bytes != before[begin..]) else {
            continue;
        };
        let behind = decode(layer, behind, 0..behind.len(), true);
        find(&decoded.bytes, &behind.bytes, layers, spellings);
    }
}

/// Returns the combinations of layers with others around or between them that do not touch the name, but have escapes in
/// `near`, the text around it: `{\n  &quot;Payload&quot;`.
#[must_use]
pub fn with_others(near: &[u8], layers: Layers) -> Vec<Layers> {
    let mut combinations = Vec::new();
    let (mut near, mut outer) = (near.to_vec(), Layers::NONE);
    for (index, inner) in layers.iter().enumerate() {
        let mut others = Vec::new();
        find_outer(&near, inner, outer, &mut others);
        let all =
            others.into_iter().filter_map(|others| layers.iter().skip(index).try_fold(others, Layers::with));
        combinations.extend(all);
        near = decode_leniently(inner, &near);
        outer = outer.with(inner).unwrap_or(outer);
    }
    combinations.truncate(MOST_OTHERS);
    combinations
}

fn find_outer(near: &[u8], inner: Layer, outer: Layers, combinations: &mut Vec<Layers>) {
    for layer in outer_of(near, inner) {
        let Some(outer) = outer.with(layer) else { return };
        find_outer(&decode_leniently(layer, near), inner, outer, combinations);
        combinations.push(outer);
    }
}

/// Returns the layers that have escapes in a text, other than `inner`.
fn outer_of(near: &[u8], inner: Layer) -> impl Iterator<Item = Layer> {
    let layers = [Layer::JsonString, Layer::Hex, Layer::Percent, Layer::Html].into_iter();
    layers.filter(move |layer| {
        let has_escape = || {
            (0..near.len()).any(|at| matches!(layer.unit(&near[at..]), Unit::Escape(length, _) if length > 1))
        };
        inner != *layer && has_escape()
    })
}

/// Decodes a text that may begin and end anywhere.
fn decode_leniently(layer: Layer, text: &[u8]) -> Vec<u8> {
    let (mut decoded, mut at) = (Vec::new(), 0);
    while at < text.len() {
        let length = match layer.unit(&text[at..]) {
            Unit::Escape(length, unit) => {
                decoded.extend_from_slice(unit.as_slice());
                length
            }
            Unit::Plain(length) => {
                decoded.extend_from_slice(&text[at..at + length]);
                length
            }
            Unit::End => {
                decoded.push(text[at]);
                1
            }
        };
        at += length;
    }
    decoded
}

/// Returns whether a text ends with a quote after a doubled backslash: a string under a layer whose quotes stand for
/// themselves.
fn has_doubled_backslash(text: &[u8]) -> bool {
    let slashes = text.strip_suffix(b"\"").unwrap_or_default();
    let slashes = slashes.iter().rev().take_while(|byte| **byte == b'\\').count();
    slashes > 0 && slashes % 2 == 0
}

/// Returns whether a text ends with a quote that is not escaped.
fn is_opening_quote(text: &[u8]) -> bool {
    matches!(text, [.., before, b'"'] if !matches!(before, b'"' | b'\\')) || text == b"\""
}

/// Returns whether a text is a name, a closing quote and a colon, or `=>` as in Ruby.
fn is_member(text: &[u8]) -> bool {
    let Some(mut rest) = text.strip_prefix(PAYLOAD.as_bytes()).and_then(|rest| rest.strip_prefix(b"\""))
    else {
        return false;
    };
    loop {
        let blanks = usize::from(rest.first().is_some_and(|byte| is_blank(*byte)));
        match blanks + colors::len(rest) + controls::len(rest) {
            0 => return rest.starts_with(b":") || rest.starts_with(b"=>"),
            gap => rest = &rest[gap..],
        }
    }
}
