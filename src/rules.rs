//! The rules: what a rule is, and the judging of a callback by all of them.
//!
//! A rule is one row in `catalogue`, one function in `contract` or `advice`, and one sample in
//! `samples/rules`.

pub mod address;
mod advice;
mod catalogue;
mod contract;
mod suggest;

pub use catalogue::{INVALID_JSON, RULES};

use crate::callback::{Callback, Object};
use crate::place::Place;
use crate::settings::Settings;
use crate::spec::{Field, Status};

/// What a finding means for its callback.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Not reported at all.
    Allow,
    /// Advice about a body that the contract allows.
    Warning,
    /// A breach of the contract: the callback is invalid.
    Error,
}

impl Level {
    /// The level's name, as reports spell it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One row of the catalogue.
#[derive(Debug)]
pub struct Rule {
    /// The name, which is a promise to users and never changes.
    pub id: &'static str,
    /// The level, unless an option sets another.
    pub level: Level,
    /// When it finds something, in one line.
    pub summary: &'static str,
    /// What it checks and why that matters, in a few sentences.
    pub explanation: &'static str,
    /// A body in which this rule finds something and no other does.
    pub sample: &'static str,
    /// The status to expect of the sample, for the rule that finds something only where one is expected.
    pub sample_expects: Option<Status>,
    check: Check,
}

type Check = fn(&Callback<'_>, &Settings, &mut Vec<Remark>);

impl Rule {
    /// The rule of this name.
    #[must_use]
    pub fn named(id: &str) -> Option<&'static Self> {
        RULES.iter().find(|rule| rule.id == id)
    }

    /// Where the sample lies, from the top of the repository.
    #[must_use]
    pub fn sample_path(&self) -> String {
        format!("samples/rules/{}.json", self.id)
    }

    /// Whether a user may set its level: what is not JSON cannot be judged any further.
    #[must_use]
    pub fn is_adjustable(&self) -> bool {
        self.id != INVALID_JSON.id
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// What a rule has to say about a callback, and where.
#[derive(Clone, Debug)]
pub struct Remark {
    /// What it is about.
    pub place: Place,
    /// Names the field and the value found, and says what was expected.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Another place that has to do with it, and what that place is.
    pub related: Option<(Place, &'static str)>,
}

impl Remark {
    fn new(place: Place, message: impl Into<String>) -> Self {
        Self { place, message: message.into(), help: None, related: None }
    }

    /// On the value of a field, where the field is there.
    fn on_field(callback: &Callback<'_>, field: Field, message: impl Into<String>) -> Option<Self> {
        let ordinal = callback.field(field)?.ordinal;
        Some(Self::new(Place::value(Object::Payload, field.name(), ordinal), message))
    }

    fn help(mut self, help: impl Into<Option<String>>) -> Self {
        self.help = help.into();
        self
    }
}

/// Judges a callback: all that the rules have to say, in the order of the catalogue.
pub fn judge(callback: &Callback<'_>, settings: &Settings) -> Vec<(&'static Rule, Level, Remark)> {
    let mut judged = Vec::new();
    let mut remarks = Vec::new();
    for (rule, level) in RULES.iter().zip(settings.levels()) {
        if level == Level::Allow {
            continue;
        }
        (rule.check)(callback, settings, &mut remarks);
        judged.extend(remarks.drain(..).map(|remark| (rule, level, remark)));
    }
    judged
}

/// A value in quotes, as a message names it, no longer than a message should be.
fn quoted(value: &str) -> String {
    format!("\"{}\"", shortened(value))
}

/// The first 60 characters, with an ellipsis where there are more.
fn shortened(value: &str) -> String {
    match value.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", value.get(..end).unwrap_or_default()),
        None => value.to_owned(),
    }
}
