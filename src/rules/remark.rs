//! What rules find in a callback, in terms of its members; `inspection::locate` finds these in the text.

use crate::callback::{Callback, Object};
use crate::contract::Field;

/// The part of a document that a remark is about. Members are counted from 0 in the order of the text, duplicates
/// included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The whole document.
    Document,
    /// A member: from its name to the end of its value.
    Member(Object, usize),
    /// A member's value.
    Value(Object, usize),
}

impl Target {
    /// Returns the member that it is, or whose value it is.
    #[must_use]
    pub const fn member(self) -> Option<(Object, usize)> {
        match self {
            Self::Document => None,
            Self::Member(object, ordinal) | Self::Value(object, ordinal) => Some((object, ordinal)),
        }
    }
}

/// What a rule has to say about a callback, and where.
#[derive(Clone, Debug)]
pub struct Remark {
    /// What it is about.
    pub target: Target,
    /// Names the field and the value found, and says what was expected.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Another part of the text that has to do with it, and what that is.
    pub related: Option<(Target, &'static str)>,
    /// How many remarks of its rule it stands for.
    pub count: usize,
}

/// How many findings of one rule in a document are shown; the rest are counted.
pub const MAX_FINDINGS: usize = 100;

/// What one rule has to say about a callback.
#[derive(Debug, Default)]
pub struct Remarks {
    /// The first remarks, and one more for the place of those that are not shown.
    first: Vec<Remark>,
    count: usize,
}

impl Remarks {
    /// Adds a remark, which is made only if it is shown.
    pub fn push(&mut self, remark: impl FnOnce() -> Remark) {
        if self.first.len() <= MAX_FINDINGS {
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

    /// Adds remarks that are only counted.
    pub const fn count(&mut self, more: usize) {
        self.count += more;
    }

    /// Returns the remarks that are shown; the last counts the rest.
    pub fn into_shown(mut self) -> Vec<Remark> {
        let shown = self.first.len().saturating_sub(1);
        if let Some(last) = self.first.last_mut().filter(|_| shown >= MAX_FINDINGS || self.count > shown + 1)
        {
            let count = self.count - shown;
            let noun = if count == 1 { "finding" } else { "findings" };
            let message =
                format!("{count} more {noun} of this rule in the document: only the first {shown} are shown");
            *last = Remark { count, ..Remark::new(last.target, message) };
        }
        self.first
    }
}

impl Remark {
    /// A remark without help.
    pub fn new(target: Target, message: impl Into<String>) -> Self {
        Self { target, message: message.into(), help: None, related: None, count: 1 }
    }

    /// On the value of a field, where the field is there.
    pub fn on_field(callback: &Callback<'_>, field: Field, message: impl Into<String>) -> Option<Self> {
        let ordinal = callback.field(field)?.ordinal;
        Some(Self::new(Target::Value(Object::Payload, ordinal), message))
    }

    /// Returns the remark with this help, if any.
    pub fn help(mut self, help: impl Into<Option<String>>) -> Self {
        self.help = help.into();
        self
    }
}
