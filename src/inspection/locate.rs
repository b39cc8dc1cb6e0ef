//! Finds the positions of remarks in the source.
//!
//! Only documents with remarks are read again for this.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::callback::{Callback, Object};
use crate::find::embedding::Embedding;
use crate::framing::document::Document;
use crate::position::{Position, Region};
use crate::rules::remark::{Remark, Target};
use crate::rules::{Level, Rule};
use crate::{contract, json};

/// A finding of a rule, with its position in the source.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// The level in the current settings.
    pub level: Level,
    /// What was found and what was expected. It may quote the body: pass it through [`escape`](crate::escape())
    /// before printing it.
    pub message: String,
    /// How to fix it. It may quote the body too.
    pub help: Option<String>,
    /// A JSON Pointer (RFC 6901) from the root to the member or value. If a member is missing, it points to the
    /// object, or to the member that was probably meant as `Payload`.
    pub pointer: String,
    /// The region of the member or value.
    pub region: Region,
    /// A related region, and a label for it.
    pub related: Option<(Region, &'static str)>,
    /// The number of findings of its rule that it represents: 1, or all that are not shown.
    pub count: usize,
}

/// Locates remarks, in the order of the text. `text` is the text of the callback, and `embedding` its location in the
/// document.
#[must_use]
pub fn locate(
    document: &Document<'_>,
    text: &str,
    embedding: &Embedding,
    callback: &Callback<'_>,
    judged: Vec<(&'static Rule, Level, Remark)>,
) -> Vec<Finding> {
    let targets = judged.iter().flat_map(|(_, _, remark)| {
        std::iter::once(remark.target).chain(remark.related.iter().map(|(target, _)| *target))
    });
    let layout = Layout::new(text, callback, targets.clone());
    let ranges = targets.map(|target| embedding.range(layout.range(target)));
    let mut regions = regions(document, ranges.collect()).into_iter();
    let findings = judged.into_iter().filter_map(|(rule, level, remark)| {
        let region = regions.next()?;
        let related = match remark.related {
            Some((_, label)) => Some((regions.next()?, label)),
            None => None,
        };
        let Remark { target, message, help, count, .. } = remark;
        let pointer = format!("{}{}", embedding.pointer, layout.pointer(text, target));
        Some(Finding { rule, level, message, help, pointer, region, related, count })
    });
    let mut findings: Vec<_> = findings.collect();
    sort(&mut findings);
    findings
}

/// Sorts findings by position. Findings at the same position stay in the order of the catalogue.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by_key(|finding| finding.region.start.offset);
}

/// Converts byte ranges in a document to regions, in one pass.
#[must_use]
pub fn regions(document: &Document<'_>, ranges: Vec<Range<usize>>) -> Vec<Region> {
    let mut offsets: Vec<_> = ranges.iter().flat_map(|range| [range.start, range.end]).collect();
    offsets.sort_unstable();
    offsets.dedup();
    let (mut passed, mut position) = (0, document.start);
    let positions: Vec<Position> = offsets
        .iter()
        .map(|&offset| {
            position = position.after(&document.bytes()[passed..offset]);
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

/// The byte ranges of the document and of the members that remarks are about.
struct Layout {
    document: Range<usize>,
    members: HashMap<(Object, usize), MemberRanges>,
}

struct MemberRanges {
    name: Range<usize>,
    value: Range<usize>,
}

impl Layout {
    fn new(text: &str, callback: &Callback<'_>, targets: impl Iterator<Item = Target>) -> Self {
        let start = text.len() - text.trim_start().len();
        let wanted: HashSet<_> = targets.filter_map(Target::member).collect();
        let mut layout = Self { document: start..text.trim_end().len(), members: HashMap::new() };
        let payload = callback.payload.as_ref().map(|payload| payload.ordinal);
        if let Some(payload) = layout.note(text, text, Object::Root, &wanted, payload) {
            layout.note(text, payload, Object::Payload, &wanted, None);
        }
        layout
    }

    /// Records the wanted members of an object. Returns the value of the member with the index `returned`.
    fn note<'t>(
        &mut self,
        text: &str,
        object: &'t str,
        name: Object,
        wanted: &HashSet<(Object, usize)>,
        returned: Option<usize>,
    ) -> Option<&'t str> {
        let (mut ordinal, mut value) = (0, None);
        json::each_member(object, |member| {
            if wanted.contains(&(name, ordinal)) {
                let range = |slice: &str| {
                    let start = json::offset_in(text, slice);
                    start..start + slice.len()
                };
                let ranges = MemberRanges { name: range(member.name), value: range(member.value) };
                self.members.insert((name, ordinal), ranges);
            }
            if returned == Some(ordinal) {
                value = Some(member.value);
            }
            ordinal += 1;
            true
        });
        value
    }

    /// Returns the JSON pointer from the callback to a target.
    fn pointer(&self, text: &str, target: Target) -> String {
        let member = target.member().and_then(|member| Some((member.0, self.members.get(&member)?)));
        let Some((object, ranges)) = member else { return String::new() };
        let token = json::pointer_token(&json::decode(&text[ranges.name.clone()]));
        match object {
            Object::Root => format!("/{token}"),
            Object::Payload => format!("/{}/{token}", contract::PAYLOAD),
        }
    }

    fn range(&self, target: Target) -> Range<usize> {
        let ranges = target.member().and_then(|member| self.members.get(&member));
        match (target, ranges) {
            (Target::Member(..), Some(ranges)) => ranges.name.start..ranges.value.end,
            (Target::Value(..), Some(ranges)) => ranges.value.clone(),
            _ => self.document.clone(),
        }
    }
}
