//! Remarks on members to regions of the source.
//!
//! Only a document that has findings comes here: it is read once more, for where its members lie.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::callback::{Callback, Object};
use crate::contract;
use crate::find::at::Embedding;
use crate::framing::document::Document;
use crate::json;
use crate::position::{Position, Region};
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::remark::{Remark, Target};

/// What a rule has found, and where in the source.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// Its level under the settings in force.
    pub level: Level,
    /// Names the field and the value found, and says what was expected. It may quote the body: pass it through
    /// [`text::escape`](crate::escape::escape) before it reaches a terminal or a log.
    pub message: String,
    /// What to do; may quote the body too.
    pub help: Option<String>,
    /// A JSON pointer (RFC 6901) from the document's root to the member or value in question; of the object,
    /// where a member is missing; of the member that was probably meant to be `Payload`, where that is.
    pub pointer: String,
    /// The text of that member or value.
    pub region: Region,
    /// Another region that has to do with it, and what that is.
    pub related: Option<(Region, &'static str)>,
    /// How many findings of its rule in the document it stands for: 1, or all that are not shown one by one.
    pub count: usize,
}

/// Finds the places of all remarks, in the order of the text; `text` is the callback's, which stands in the document
/// as `embedding` says.
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

/// Where the document and those of its members that findings are about lie: byte ranges in its text.
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

    /// Notes where the wanted members of an object lie in a text, and returns the value of one that is to be returned.
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
