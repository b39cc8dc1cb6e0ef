//! Finds the positions of remarks in the source.
//!
//! Only documents with remarks are read again for this.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::callback::{Callback, Object};
use crate::find::embedding::Embedding;
use crate::framing::document::Document;
use crate::json;
use crate::position::{Position, Region};
use crate::rules::remark::{Remark, Target};
use crate::rules::{Level, Rule};

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
    /// member that was probably meant, or to the object.
    pub pointer: String,
    /// The region of the member or value; of the opening bracket, if a member is missing from the object.
    pub region: Region,
    /// A related region, and a label for it.
    pub related: Option<(Region, &'static str)>,
    /// The number of findings of its rule that it represents: 1, or all that are not shown.
    pub count: usize,
}

impl Finding {
    /// Creates a finding for counting, without words and position.
    pub(super) const fn counted(rule: &'static Rule, level: Level, count: usize) -> Self {
        let region = Region { start: Position::START, end: Position::START };
        Self {
            rule,
            level,
            message: String::new(),
            help: None,
            pointer: String::new(),
            region,
            related: None,
            count,
        }
    }
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

/// The byte ranges of the document, and of the objects and members that remarks are about.
struct Layout {
    document: Range<usize>,
    /// The objects whose members are checked, each with its pointer and the byte offset of its opening bracket.
    objects: Vec<(Object, String, usize)>,
    members: HashMap<(Object, usize), MemberRanges>,
}

struct MemberRanges {
    name: Range<usize>,
    value: Range<usize>,
}

impl Layout {
    fn new(text: &str, callback: &Callback<'_>, targets: impl Iterator<Item = Target>) -> Self {
        let root = text.trim();
        let start = json::offset_in(text, root);
        let wanted: HashSet<_> = targets.filter_map(Target::member).collect();
        let document = start..start + root.len();
        let mut layout = Self { document, objects: Vec::new(), members: HashMap::new() };
        let payload = callback.payload.as_ref();
        let inner = payload.and_then(|payload| payload.inner.as_ref()).map(|inner| inner.ordinal);
        let payload = payload.map(|payload| payload.ordinal);
        let mut object = Some((String::new(), root));
        for (name, inner) in [(Object::Root, payload), (Object::Payload, inner), (Object::Inner, None)] {
            let Some((pointer, object_text)) = object else { break };
            layout.objects.push((name, pointer, json::offset_in(text, object_text)));
            object = layout.note(text, object_text, name, &wanted, inner);
        }
        layout
    }

    /// Records the wanted members of an object. Returns the pointer and the value of the member with the index `inner`.
    fn note<'t>(
        &mut self,
        text: &str,
        object: &'t str,
        name: Object,
        wanted: &HashSet<(Object, usize)>,
        inner: Option<usize>,
    ) -> Option<(String, &'t str)> {
        let (mut ordinal, mut value) = (0, None);
        json::each_member(object, |member| {
            if wanted.contains(&(name, ordinal)) || inner == Some(ordinal) {
                let range = |slice: &str| {
                    let start = json::offset_in(text, slice);
                    start..start + slice.len()
                };
                let ranges = MemberRanges { name: range(member.name), value: range(member.value) };
                self.members.insert((name, ordinal), ranges);
            }
            if inner == Some(ordinal) {
                value = Some(member.value);
            }
            ordinal += 1;
            true
        });
        Some((self.pointer(text, Target::Value(name, inner?)), value?))
    }

    /// Returns the JSON pointer from the callback to a target.
    fn pointer(&self, text: &str, target: Target) -> String {
        let pointer_to = |object| {
            self.objects.iter().find(|(name, ..)| *name == object).map(|(_, pointer, _)| pointer.as_str())
        };
        let pointer = match target {
            Target::Document => None,
            Target::Opening(object) => pointer_to(object).map(str::to_owned),
            Target::Member(object, ordinal) | Target::Value(object, ordinal) => {
                self.members.get(&(object, ordinal)).map(|ranges| {
                    let token = json::pointer_token(&json::decode(&text[ranges.name.clone()]));
                    format!("{}/{token}", pointer_to(object).unwrap_or_default())
                })
            }
        };
        pointer.unwrap_or_default()
    }

    fn range(&self, target: Target) -> Range<usize> {
        let ranges = target.member().and_then(|member| self.members.get(&member));
        let opening = |object| {
            self.objects.iter().find(|(name, ..)| *name == object).map(|(.., start)| *start..start + 1)
        };
        match (target, ranges) {
            (Target::Member(..), Some(ranges)) => ranges.name.start..ranges.value.end,
            (Target::Value(..), Some(ranges)) => ranges.value.clone(),
            (Target::Opening(object), _) => opening(object).unwrap_or_else(|| self.document.clone()),
            _ => self.document.clone(),
        }
    }
}
