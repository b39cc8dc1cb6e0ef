//! Finds the callbacks in a text, whatever is around them.

use std::collections::VecDeque;
use std::iter;
use std::ops::Range;

use memchr::memchr;

use super::anchors::{self, Anchor, Anchors};
use super::boundary;
use super::candidate::{self, Candidate};
use super::decode::Plain;
use super::embedding::Embedding;
use super::foreign;
use super::layers::base64::Run;
use super::layers::{Layer, Layers, MAX_LAYERS};
use super::outline::Incomplete;
use super::spelling;
use crate::contract::PAYLOAD;
use crate::json::steps;
use crate::json::whitespace::is_blank;

/// The most bytes before a name that may belong to the same callback, or to the same Base64.
pub const LONGEST_BEGINNING: usize = 1 << 16;

/// The number of bytes after a name in which escapes of other layers are looked for.
const FAR: usize = 1 << 10;

/// The number of bytes after a place in which Base64 is decoded, even if callbacks must be smaller.
const SHORTEST_WINDOW: usize = 1 << 12;

/// How deep callbacks are searched in callbacks.
const MAX_NESTING: usize = 8;

/// A callback in a text.
#[derive(Clone, Debug)]
pub struct Found {
    /// The byte range in the text.
    pub range: Range<usize>,
    /// The callback without its layers; `None` if there are none.
    pub text: Option<Vec<u8>>,
    /// The location in the text.
    pub embedding: Embedding,
    /// Whether its `Payload` has a documented field.
    pub is_documented: bool,
    /// Whether it is larger than allowed. Its range is the beginning then.
    pub is_too_large: bool,
}

impl Found {
    /// Converts a callback found in a text that is itself located by `outer`. `text` is that text.
    fn inside(self, outer: &Embedding, text: &[u8]) -> Option<Self> {
        let text = self.text.unwrap_or_else(|| text[self.range.clone()].to_vec());
        let text = (!outer.layers.is_empty() || !self.embedding.layers.is_empty()).then_some(text);
        let embedding = outer.around(&self.embedding)?;
        Some(Self { range: outer.range(self.range), text, embedding, ..self })
    }
}

/// The name of a member, and the text around it.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    text: &'a [u8],
    /// The byte offset of the name.
    pub name: usize,
    /// The byte offset before which nothing belongs to the callback.
    pub floor: usize,
    /// The byte offset after which nothing belongs to the callback, if it is known.
    end: Option<usize>,
    /// The largest size of a callback in bytes.
    pub limit: usize,
}

impl<'a> Place<'a> {
    /// Returns the text up to `reach` bytes after the name, and whether nothing can follow.
    #[must_use]
    pub fn window(&self, reach: usize) -> (&'a [u8], bool) {
        let end = self.available().min(self.name.saturating_add(reach));
        (&self.text[..end], self.end == Some(end))
    }

    /// Returns the text on both sides of the name, up to the byte offset `end`, or nearer.
    #[must_use]
    pub fn near(&self, end: Option<usize>) -> &'a [u8] {
        let begin = self.name.saturating_sub(spelling::REACH).max(self.floor);
        let line = &self.text[self.name..self.available().min(self.name + spelling::REACH)];
        let line = memchr(b'\n', line).unwrap_or(line.len());
        let end = end.unwrap_or(self.name + line).min(self.name + FAR);
        &self.text[begin..end.max(self.name)]
    }

    /// Returns the byte offset up to which the text is known.
    pub fn available(&self) -> usize {
        self.end.unwrap_or(self.text.len())
    }
}

/// A search for the callbacks in a text that may be followed by more.
#[derive(Clone, Debug)]
pub struct Search<'a> {
    text: &'a [u8],
    is_whole: bool,
    limit: usize,
    /// The byte offset from which names are searched.
    at: usize,
    /// The byte offset before which everything is decided.
    floor: usize,
    anchors: Anchors<'a>,
    segment: Segment,
    nesting: usize,
    ready: VecDeque<Found>,
}

/// The segment of the last name.
#[derive(Clone, Copy, Debug)]
enum Segment {
    Unknown,
    /// It ends at this byte offset.
    Ends(usize),
    /// It does not end in the text.
    Open,
}

impl<'a> Search<'a> {
    /// Searches a text from the byte offset `at`; nothing before `floor` belongs to a callback. A callback of more than
    /// `limit` bytes is too large.
    #[must_use]
    pub const fn new(text: &'a [u8], floor: usize, at: usize, is_whole: bool, limit: usize) -> Self {
        Self {
            text,
            is_whole,
            limit,
            at,
            floor,
            anchors: Anchors::new(text),
            segment: Segment::Unknown,
            nesting: MAX_NESTING,
            ready: VecDeque::new(),
        }
    }

    /// Returns the byte offset before which all callbacks have been found, and the offset before which nothing belongs to
    /// a later one.
    #[must_use]
    pub const fn decided(&self) -> (usize, usize) {
        (self.at, self.floor)
    }

    /// Returns whether all callbacks before the offset of [`decided`](Self::decided) have been returned.
    #[must_use]
    pub fn is_between(&self) -> bool {
        self.ready.is_empty()
    }

    /// Returns the next callback.
    ///
    /// # Errors
    ///
    /// Fails if more text is needed.
    pub fn next_found(&mut self) -> Result<Option<Found>, Incomplete> {
        loop {
            if let Some(found) = self.ready.pop_front() {
                return Ok(Some(found));
            }
            let Some(anchor) = self.next_anchor() else { return Ok(None) };
            let examined = match anchor.base64 {
                Some(skipped) => self.examine_base64(anchor, skipped),
                None => self.examine_name(anchor.at),
            };
            match examined {
                // Nothing more can come.
                Err(Incomplete) if self.is_whole => self.at = anchor.at + 1,
                examined => examined?,
            }
        }
    }

    /// Returns the bracket of the next callback if it can be read from there without removing layers.
    pub fn next_plain(&mut self) -> Option<usize> {
        if !self.ready.is_empty() {
            return None;
        }
        let Anchor { at, base64: None } = self.next_anchor()? else { return None };
        if !spelling::begins_member(self.text, at) {
            return None;
        }
        let before =
            self.text[self.floor.max(at.saturating_sub(LONGEST_BEGINNING))..at].strip_suffix(b"\"")?;
        let gap = before.iter().rev().take_while(|byte| is_blank(**byte)).count();
        (before[..before.len() - gap].last() == Some(&b'{')).then(|| at - gap - 2)
    }

    /// Takes a callback at the last place of [`next_plain`](Self::next_plain) that ends at the byte offset `end`, unless
    /// others may be inside it.
    pub fn take_plain(&mut self, end: usize) -> bool {
        // If another name is inside, the search goes on at this one.
        let mut anchors = self.anchors.clone();
        let next = anchors.next(self.at + PAYLOAD.len());
        let is_single = next.is_none_or(|next| next.at >= end);
        if is_single {
            (self.at, self.floor, self.anchors) = (end, end, anchors);
        }
        is_single
    }

    /// Moves to the next place where a callback may be.
    fn next_anchor(&mut self) -> Option<Anchor> {
        let from = self.at;
        let next = self.anchors.next(self.at);
        let end = next.map_or(self.text.len(), |anchor| anchor.at);
        steps::count(end - from.min(end));
        match next {
            Some(anchor) => self.at = anchor.at,
            None if self.is_whole => self.at = self.text.len(),
            None => {
                // The last bytes may begin a name.
                let end = self.text.len().saturating_sub(anchors::LONGEST - 1);
                self.at = self.at.max(boundary::of_character(self.text, end));
            }
        }
        next
    }

    fn place(&mut self, name: usize) -> Place<'a> {
        let floor = self.floor.max(name.saturating_sub(LONGEST_BEGINNING));
        let floor = boundary::last_before(self.text, floor, name).unwrap_or(floor);
        let end = self.segment_end(name);
        let known = if end.is_some() { self.text.len() } else { boundary::decided_len(self.text).max(name) };
        Place { text: &self.text[..known], name, floor, end, limit: self.limit }
    }

    /// Returns where the segment of a name ends, if that is known.
    fn segment_end(&mut self, name: usize) -> Option<usize> {
        match self.segment {
            Segment::Ends(end) if name < end => return Some(end),
            Segment::Open => return self.is_whole.then_some(self.text.len()),
            _ => {}
        }
        let end = boundary::next(self.text, name);
        steps::count(end.unwrap_or(self.text.len()) - name);
        self.segment = end.map_or(Segment::Open, Segment::Ends);
        end.or_else(|| self.is_whole.then_some(self.text.len()))
    }

    fn examine_name(&mut self, name: usize) -> Result<(), Incomplete> {
        let behind = name + PAYLOAD.len();
        let is_near_end = !self.is_whole && self.text.len() < name + spelling::REACH;
        if is_near_end && memchr(b'\n', &self.text[name..]).is_none() {
            return Err(Incomplete);
        }
        let spellings = spelling::of_name(self.text, name, self.floor);
        let is_foreign = spellings.is_empty() && foreign::opening(self.text, name, self.floor).is_some();
        let candidate = match spellings.as_slice() {
            [] if !is_foreign => None,
            [] => candidate::read_foreign(&self.place(name))?,
            spellings => candidate::read(&self.place(name), spellings)?,
        };
        match candidate {
            Some(candidate) => self.note(candidate),
            None if spellings.is_empty() => self.at = behind,
            None => (self.at, self.floor) = (behind, behind),
        }
        Ok(())
    }

    /// Notes the callback of a candidate, or the callbacks inside it.
    fn note(&mut self, candidate: Candidate<'a>) {
        let (plain, end) = (&candidate.plain, candidate.outline.end);
        let behind = plain.name + PAYLOAD.len();
        let mut inner = Vec::new();
        if self.nesting > 0 && behind < end {
            let outer = candidate.around();
            let text = &plain.bytes[..end];
            let found = self.inside(text, behind).into_iter().filter(|found| found.is_documented);
            inner.extend(found.filter_map(|found| found.inside(&outer, text)));
        }
        let has_name = plain.name < end;
        let outer = candidate.into_found();
        (self.at, self.floor) = (outer.range.end.max(self.at), outer.range.end);
        if !has_name {
            // The object is broken before the name, where another one begins.
            return;
        }
        if inner.is_empty() {
            self.ready.push_back(outer);
        } else {
            self.ready.extend(inner);
        }
    }

    /// Returns the callbacks in a whole text from the byte offset `at`, which was found in this one.
    fn inside(&self, text: &[u8], at: usize) -> Vec<Found> {
        let mut search = Search::new(text, at, at, true, self.limit);
        search.nesting = self.nesting - 1;
        iter::from_fn(|| search.next_found().ok().flatten()).collect()
    }

    /// Finds the callbacks in the Base64 around a place.
    fn examine_base64(&mut self, anchor: Anchor, skipped: usize) -> Result<(), Incomplete> {
        let place = self.place(anchor.at);
        let Some(group) = anchor.at.checked_sub(skipped).filter(|group| *group >= place.floor) else {
            self.at = anchor.at + 1;
            return Ok(());
        };
        let (text, is_ended) = place.window(self.limit.saturating_mul(2).max(SHORTEST_WINDOW));
        let mut outer = Layers::NONE;
        let (plain, run) = loop {
            let plain = match Plain::new(text, group, place.floor, outer.iter(), is_ended) {
                Err(Incomplete) if text.len() == place.available() => return Err(Incomplete),
                plain => plain.ok().flatten(),
            };
            let Some(plain) = plain else {
                self.at = anchor.at + 1;
                return Ok(());
            };
            let floor = if outer.is_empty() { place.floor } else { 0 };
            let run = Run::around(&plain.bytes, plain.name, floor);
            match run.escaping_layer(&plain.bytes, floor).and_then(|layer| outer.with(layer)) {
                Some(layers) => outer = layers,
                None => break (plain, run),
            }
        };
        let Range { start, end } = run.range();
        let is_near_end =
            plain.bytes.len() < end + 3 && !(plain.bytes.ends_with(b"\n") && run.is_last_line());
        if is_near_end && !plain.is_ended && text.len() == place.available() {
            return Err(Incomplete);
        }
        let (bytes, map) = run.decoded(&plain.bytes);
        let outer = Embedding::under(outer, plain.maps);
        self.at = outer.range(start..end).end.max(anchor.at + 1);
        let is_deep = self.nesting + MAX_LAYERS <= MAX_NESTING;
        let Some(decoded) = outer.decoded(Layer::Base64, map).filter(|_| !is_deep) else { return Ok(()) };
        let found = self.inside(&bytes, 0).into_iter();
        self.ready.extend(found.filter_map(|found| found.inside(&decoded, &bytes)));
        if !self.ready.is_empty() {
            self.floor = self.at;
        }
        Ok(())
    }
}
