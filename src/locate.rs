//! Remarks on members to regions of the source.
//!
//! Only a document that has findings comes here: it is read once more, for where its members lie.

use std::ops::Range;

use crate::callback::{Callback, Object};
use crate::embedded::Setting;
use crate::input::frame::Document;
use crate::json::{self, Member};
use crate::place::Part;
use crate::position::{Position, Region};
use crate::rules::{Level, Remark, Rule};

/// What a rule has found, and where in the source.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// Its level under the settings in force.
    pub level: Level,
    /// Names the field and the value found, and says what was expected. It may quote the body: pass it through
    /// [`text::printable`](crate::text::printable) before it reaches a terminal or a log.
    pub message: String,
    /// What to do; may quote the body too.
    pub help: Option<String>,
    /// A JSON pointer (RFC 6901) from the document's root to the member or value in question; of the object,
    /// where a member is missing; of the member that was probably meant to be `Payload`, where that is.
    pub pointer: String,
    /// The text of that member or value.
    pub region: Region,
    /// Another region that has to do with it, and what that is. Few have one, and there may be millions of findings.
    pub related: Option<Box<(Region, &'static str)>>,
}

/// Finds the places of all remarks, in the order of the text; `text` is the callback's, which stands in the document
/// as `setting` says.
#[must_use]
pub fn locate(
    document: &Document<'_>,
    text: &str,
    setting: &Setting,
    callback: &Callback<'_>,
    judged: Vec<(&'static Rule, Level, Remark)>,
) -> Vec<Finding> {
    let layout = Layout::of(text, callback);
    let ranges = judged.iter().flat_map(|(_, _, remark)| {
        let related = remark.related.iter().map(|(part, _)| *part);
        std::iter::once(remark.place.part).chain(related).map(|part| setting.range(layout.range(part)))
    });
    let mut regions = regions(document, ranges.collect()).into_iter();
    // There may be millions of them, and no room for twice as many.
    let mut findings = Vec::with_capacity(judged.len());
    findings.extend(judged.into_iter().filter_map(|(rule, level, remark)| {
        let region = regions.next()?;
        let related = match remark.related {
            Some((_, label)) => Some(Box::new((regions.next()?, label))),
            None => None,
        };
        let Remark { place, message, help, .. } = remark;
        let pointer = if setting.pointer.is_empty() {
            place.pointer
        } else {
            format!("{}{}", setting.pointer, place.pointer)
        };
        Some(Finding { rule, level, message, help, pointer, region, related })
    }));
    sort(&mut findings);
    findings
}

/// Puts findings, which must be in the order of the catalogue, in the order of the text. What stands at one place
/// keeps its order.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by_key(|finding| finding.region.start.offset);
}

/// The regions of byte ranges in a document, in one walk over it.
#[must_use]
pub fn regions(document: &Document<'_>, ranges: Vec<Range<usize>>) -> Vec<Region> {
    let mut offsets: Vec<_> = ranges.iter().flat_map(|range| [range.start, range.end]).collect();
    offsets.sort_unstable();
    offsets.dedup();
    let (mut passed, mut position) = (0, document.start);
    let positions: Vec<Position> = offsets
        .iter()
        .map(|&offset| {
            position = position.after(document.bytes().get(passed..offset).unwrap_or_default());
            passed = offset;
            position
        })
        .collect();
    let position = |offset: usize| {
        let found = offsets.binary_search(&offset).ok().and_then(|index| positions.get(index));
        found.copied().unwrap_or(document.start)
    };
    ranges.iter().map(|range| Region { start: position(range.start), end: position(range.end) }).collect()
}

/// Where the members of a document lie: byte offsets in its text.
struct Layout<'a> {
    text: &'a str,
    document: Range<usize>,
    root: Vec<Member<'a>>,
    payload: Vec<Member<'a>>,
}

impl<'a> Layout<'a> {
    fn of(text: &'a str, callback: &Callback<'_>) -> Self {
        let start = text.len() - text.trim_start().len();
        let root = json::members(text);
        let payload = callback.payload.as_ref().and_then(|payload| root.get(payload.ordinal));
        let payload = payload.map(|member| json::members(member.value)).unwrap_or_default();
        Self { text, document: start..text.trim_end().len(), root, payload }
    }

    fn range(&self, part: Part) -> Range<usize> {
        match part {
            Part::Document => self.document.clone(),
            Part::Member(object, ordinal) => {
                self.member(object, ordinal).map_or(self.document.clone(), |member| {
                    self.of_slice(member.name).start..self.of_slice(member.value).end
                })
            }
            Part::Value(object, ordinal) => self
                .member(object, ordinal)
                .map_or(self.document.clone(), |member| self.of_slice(member.value)),
        }
    }

    fn member(&self, object: Object, ordinal: usize) -> Option<&Member<'a>> {
        match object {
            Object::Root => self.root.get(ordinal),
            Object::Payload => self.payload.get(ordinal),
        }
    }

    fn of_slice(&self, slice: &str) -> Range<usize> {
        let start = json::offset_in(self.text, slice);
        start..start + slice.len()
    }
}
