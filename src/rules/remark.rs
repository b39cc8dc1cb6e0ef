//! Remarks of rules about members of a callback. `inspection::locate` finds their positions in the text.

use crate::callback::{Callback, Member, Object};
use crate::contract::Field;

/// The part of a document that a remark is about. Members are counted from 0 in the order of the text, including
/// duplicates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The whole document.
    Document,
    /// The opening bracket of an object.
    Opening(Object),
    /// A member: from its name to the end of its value.
    Member(Object, usize),
    /// A member's value.
    Value(Object, usize),
}

impl Target {
    /// Returns the value of a member as a target.
    #[must_use]
    pub const fn value(member: &Member<'_>) -> Self {
        Self::Value(member.object, member.ordinal)
    }

    /// Returns a member with its name as a target.
    #[must_use]
    pub const fn named(member: &Member<'_>) -> Self {
        Self::Member(member.object, member.ordinal)
    }

    /// Returns the member, or the member of the value.
    #[must_use]
    pub const fn member(self) -> Option<(Object, usize)> {
        match self {
            Self::Document | Self::Opening(_) => None,
            Self::Member(object, ordinal) | Self::Value(object, ordinal) => Some((object, ordinal)),
        }
    }
}

/// A remark of a rule about a callback.
#[derive(Clone, Debug)]
pub struct Remark {
    /// The part of the document.
    pub target: Target,
    /// What was found and what was expected.
    pub message: String,
    /// How to fix it.
    pub help: Option<String>,
    /// A related part of the text, and a label for it.
    pub related: Option<(Target, &'static str)>,
    /// The number of remarks that it represents.
    pub count: usize,
}

/// The maximum number of findings of one rule that are shown per document; the rest are counted.
pub const MAX_FINDINGS: usize = 100;

/// The remarks of one rule about a callback.
#[derive(Debug)]
pub struct Remarks {
    /// The first remarks, and one more that gives the rest a position.
    first: Vec<Remark>,
    count: usize,
    /// The number of remarks to build.
    most: usize,
}

impl Remarks {
    /// Builds the remarks that will be shown, or none and only counts them.
    #[must_use]
    pub const fn new(counts_only: bool) -> Self {
        Self { first: Vec::new(), count: 0, most: if counts_only { 0 } else { MAX_FINDINGS + 1 } }
    }

    /// Adds a remark. It is built only if it will be shown.
    pub fn push(&mut self, remark: impl FnOnce() -> Remark) {
        if self.first.len() < self.most {
            self.first.push(remark());
        }
        self.count += 1;
    }

    /// Adds a remark, if there is one.
    pub fn extend(&mut self, remark: Option<Remark>) {
        if let Some(remark) = remark {
            self.push(|| remark);
        }
    }

    /// Adds a remark on the value of a field, if the field is present. Its message and help are written only if it will
    /// be shown.
    pub fn push_on(
        &mut self,
        callback: &Callback<'_>,
        field: Field,
        words: impl FnOnce() -> (String, Option<String>),
    ) {
        if let Some(member) = callback.field(field) {
            self.push(|| {
                let (message, help) = words();
                Remark::new(Target::value(member), message).help(help)
            });
        }
    }

    /// Counts remarks without showing them.
    pub const fn count(&mut self, more: usize) {
        self.count += more;
    }

    /// Returns the number of remarks.
    #[must_use]
    pub const fn counted(&self) -> usize {
        self.count
    }

    /// Returns the remarks to show; the last one counts the rest.
    pub fn into_shown(mut self) -> Vec<Remark> {
        let shown = self.first.len().saturating_sub(1);
        if let Some(last) = self.first.last_mut().filter(|_| shown >= MAX_FINDINGS || self.count > shown + 1)
        {
            let count = self.count - shown;
            let noun = if count == 1 { "finding" } else { "findings" };
            let message = format!("{count} more {noun} of this rule: only the first {shown} are shown");
            *last = Remark { count, ..Remark::new(last.target, message) };
        }
        self.first
    }
}

impl Remark {
    /// Creates a remark without help.
    pub fn new(target: Target, message: impl Into<String>) -> Self {
        Self { target, message: message.into(), help: None, related: None, count: 1 }
    }

    /// Creates a remark on the value of a field; `None` if the field is missing.
    pub fn on_field(callback: &Callback<'_>, field: Field, message: impl Into<String>) -> Option<Self> {
        Some(Self::new(Target::value(callback.field(field)?), message))
    }

    /// Sets the help.
    pub fn help(mut self, help: impl Into<Option<String>>) -> Self {
        self.help = help.into();
        self
    }
}
