//! An inspection: a document that was read and checked, with located findings.

mod finds;
mod inspections;
pub mod locate;
mod redacted;
mod utf8;

use std::ops::Range;

use crate::callback::{Callback, Object};
use crate::contract::{Field, Status};
use crate::find::at::{self, Extracted, NotFound};
use crate::find::embedding::Embedding;
use crate::find::layers::Layers;
use crate::framing::document::Document;
use crate::framing::encoding;
use crate::json::pointer::Pointer;
use crate::json::syntax_error::{HeadProblem, Malformed, too_large};
use crate::json::whitespace::first_significant;
use crate::position::Position;
use crate::rules::remark::Remark;
use crate::rules::settings::Settings;
use crate::rules::{self, INVALID_JSON, Level, REQUEST_HEAD, Rule};
use locate::Finding;

pub use inspections::Inspections;

/// Everything about one document.
#[derive(Clone, Debug)]
pub struct Inspection<'a> {
    /// The document and its position.
    #[doc(hidden)]
    pub document: Document<'a>,
    /// The callback; `None` if the document is not JSON.
    #[doc(hidden)]
    pub callback: Option<Box<Callback<'a>>>,
    /// The findings, in the order of the text.
    pub findings: Vec<Finding>,
    /// The byte ranges in `document.around` that must not be shown, in order; `None` if nothing is hidden.
    #[doc(hidden)]
    pub secrets: Option<Vec<Range<usize>>>,
    /// The callback, if it is not the whole document.
    #[doc(hidden)]
    pub embedded: Option<Box<Embedded>>,
    /// Whether the callback was found in other text.
    #[doc(hidden)]
    pub is_found: bool,
    /// Whether the callback is known to be [ordinary](rules::is_ordinary).
    #[doc(hidden)]
    pub is_ordinary: bool,
}

/// A callback that is only a part of its document, or was decoded from it.
#[derive(Clone, Debug)]
pub struct Embedded {
    /// The text of the callback.
    pub text: String,
    /// The location in the document.
    pub embedding: Embedding,
}

impl<'a> Inspection<'a> {
    /// Returns whether the callback is valid: no finding is an error.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        !self.has(Level::Error)
    }

    /// Returns whether any finding is a warning.
    #[must_use]
    pub fn is_warned(&self) -> bool {
        self.has(Level::Warning)
    }

    fn has(&self, level: Level) -> bool {
        self.findings.iter().any(|finding| finding.level == level)
    }

    /// Returns how the production ended, even if the callback is invalid; `None` if `Status` is neither of the two.
    #[must_use]
    pub fn status(&self) -> Option<Status> {
        self.callback.as_ref()?.status()
    }

    /// Returns the text of a field if it is a string. It comes from the body: pass it through
    /// [`escape`](crate::escape()) before printing it.
    #[must_use]
    pub fn text(&self, field: Field) -> Option<&str> {
        self.callback.as_ref()?.text(field)
    }

    /// Returns a member of `Payload` that only the progress query documents.
    #[doc(hidden)]
    #[must_use]
    pub fn query_field(&self, name: &str) -> Option<&crate::json::Value<'a>> {
        Some(&self.callback.as_ref()?.unknown_member(Object::Payload, name)?.member.value)
    }

    /// Returns the layers under which the callback lies in its document, the outermost first.
    #[doc(hidden)]
    #[must_use]
    pub fn layers(&self) -> Layers {
        self.embedded.as_ref().map_or(Layers::NONE, |embedded| embedded.embedding.layers)
    }

    /// Checks a document that is a callback.
    fn judged(
        document: Document<'a>,
        text: &'a str,
        callback: Box<Callback<'a>>,
        settings: &Settings,
    ) -> Self {
        let findings = judge(&document, text, &Embedding::default(), &callback, settings);
        let is_ordinary = findings.is_none();
        Self { is_ordinary, ..Self::of_document(document, Some(callback), findings.unwrap_or_default()) }
    }

    /// Creates an inspection without an embedded callback.
    const fn of_document(
        document: Document<'a>,
        callback: Option<Box<Callback<'a>>>,
        findings: Vec<Finding>,
    ) -> Self {
        Self {
            document,
            callback,
            findings,
            secrets: None,
            embedded: None,
            is_found: false,
            is_ordinary: false,
        }
    }

    /// Reads and checks a callback in a document.
    fn embedded(document: Document<'a>, text: String, embedding: Embedding, settings: &Settings) -> Self {
        let (callback, findings) = read(&document, &text, &embedding, settings);
        let callback = callback.map(|callback| Box::new(callback.into_owned()));
        let embedded = Some(Box::new(Embedded { text, embedding }));
        Self { embedded, ..Self::of_document(document, callback, findings) }
    }

    /// Reads and checks the callback at a pointer in a document.
    fn at_pointer(document: Document<'a>, text: &'a str, pointer: &Pointer, settings: &Settings) -> Self {
        let outer = match Callback::read(text) {
            Ok(outer) => outer,
            Err(error) => {
                let findings = malformed(&document, &Embedding::default(), error);
                return Self::of_document(document, None, findings);
            }
        };
        let findings = match at::find(text, pointer) {
            Ok(Extracted { text, embedding }) => {
                return Self::embedded(document, text.into_owned(), embedding, settings);
            }
            Err(NotFound::Undecodable(embedding, error)) => malformed(&document, &embedding, error),
            Err(NotFound::Nothing(parent)) => {
                let Extracted { text: parent, embedding } = *parent;
                let judged = rules::judge_absent(&outer, pointer, settings);
                locate::locate(&document, &parent, &embedding, &outer, judged)
            }
        };
        Self::of_document(document, None, findings)
    }

    /// Adds the remark of a rule that compares callbacks.
    pub(crate) fn add(
        &mut self,
        rule: &'static Rule,
        level: Level,
        remark: impl FnOnce(&Callback<'a>) -> Option<Remark>,
    ) {
        let Some(callback) = &self.callback else { return };
        let whole = Embedding::default();
        let (text, embedding) = match &self.embedded {
            Some(embedded) => (embedded.text.as_str(), &embedded.embedding),
            None => (std::str::from_utf8(self.document.bytes()).unwrap_or_default(), &whole),
        };
        let judged = remark(callback).map(|remark| (rule, level, remark)).into_iter().collect();
        self.findings.extend(locate::locate(&self.document, text, embedding, callback, judged));
        locate::sort(&mut self.findings);
    }

    /// Creates an inspection without a callback or findings.
    const fn without_text(document: Document<'a>) -> Self {
        Self::of_document(document, None, Vec::new())
    }

    /// Adds problems in the request head. Those that make the body unreadable cannot be allowed.
    fn with_head_problems(mut self, head_problems: &[HeadProblem], settings: &Settings) -> Self {
        let (rule, level) = match &self.callback {
            Some(_) => (&REQUEST_HEAD, settings.level(&REQUEST_HEAD)),
            None => (&INVALID_JSON, Level::Error),
        };
        if level == Level::Allow {
            return self;
        }
        let is_read = self.callback.is_some();
        let head_problems =
            head_problems.iter().filter(|head_problem| is_read || !head_problem.is_advice).cloned();
        self.findings.extend(head_problems.map(|HeadProblem { region, message, help, is_advice: _ }| {
            Finding { rule, level, message, help, pointer: String::new(), region, related: None, count: 1 }
        }));
        locate::sort(&mut self.findings);
        self
    }

    /// Reads and checks one body, as a receiver gets it.
    #[must_use]
    pub fn new(bytes: &'a [u8], settings: &Settings) -> Self {
        let mark = encoding::mark_len(bytes);
        let fault = encoding::refuse(bytes)
            .or_else(|| first_significant(&bytes[mark..]).is_none().then(|| Malformed::empty("the body")));
        let fault = fault.map(Box::new);
        let start = Position { offset: mark, ..Position::START };
        let document = Document { around: bytes, range: mark..bytes.len(), start, index: 0, fault };
        Self::from_document(document, settings)
    }

    /// Reads and checks a document.
    #[doc(hidden)]
    #[must_use]
    pub fn from_document(document: Document<'a>, settings: &Settings) -> Self {
        let (callback, findings) = match (text_of(&document, settings), &settings.pointer) {
            (Ok(text), None) => read(&document, text, &Embedding::default(), settings),
            (Ok(text), Some(pointer)) => return Self::at_pointer(document, text, pointer, settings),
            (Err(error), _) => (None, malformed(&document, &Embedding::default(), error)),
        };
        Self::of_document(document, callback, findings)
    }
}

fn text_of<'a>(document: &Document<'a>, settings: &Settings) -> Result<&'a str, Malformed> {
    if let Some(fault) = &document.fault {
        return Err((**fault).clone());
    }
    let bytes = document.bytes();
    if bytes.len() > settings.max_document_size {
        return Err(too_large(settings.max_document_size));
    }
    std::str::from_utf8(bytes).map_err(|error| Malformed::not_utf8(bytes, error))
}

/// Reads and checks the text of a callback, located in the document by `embedding`.
fn read<'t>(
    document: &Document<'_>,
    text: &'t str,
    embedding: &Embedding,
    settings: &Settings,
) -> (Option<Box<Callback<'t>>>, Vec<Finding>) {
    if embedding.is_string && first_significant(text.as_bytes()).is_none() {
        let subject = format!("the string at {}", embedding.pointer.described());
        return (None, malformed(document, embedding, Malformed::empty(&subject)));
    }
    match Callback::read(text) {
        Ok(callback) => {
            let findings = judge(document, text, embedding, &callback, settings).unwrap_or_default();
            (Some(Box::new(callback)), findings)
        }
        Err(error) => (None, malformed(document, embedding, error)),
    }
}

/// Returns the finding for text that is not JSON.
fn malformed(document: &Document<'_>, embedding: &Embedding, malformed: Malformed) -> Vec<Finding> {
    let subject = embedding.is_string.then(|| format!("the string at {}", embedding.pointer.described()));
    let message = malformed.message(subject.as_deref());
    let Malformed { offset, length, help, .. } = malformed;
    let range = embedding.range(offset..offset + length);
    let regions = locate::regions(document, vec![range]);
    let findings = regions.into_iter().map(|region| Finding {
        rule: &INVALID_JSON,
        level: Level::Error,
        message: message.clone(),
        help: help.clone(),
        pointer: embedding.pointer.to_string(),
        region,
        related: None,
        count: 1,
    });
    findings.collect()
}

/// Returns the findings of all rules, located unless they are only counted; `None` for an
/// [ordinary](rules::is_ordinary) callback.
fn judge(
    document: &Document<'_>,
    text: &str,
    embedding: &Embedding,
    callback: &Callback<'_>,
    settings: &Settings,
) -> Option<Vec<Finding>> {
    if rules::is_ordinary(callback, settings) {
        return None;
    }
    if settings.counts_only {
        let counted = rules::count(callback, settings).into_iter();
        return Some(counted.map(|(rule, level, count)| Finding::counted(rule, level, count)).collect());
    }
    let judged = rules::judge(callback, settings);
    Some(if judged.is_empty() {
        Vec::new()
    } else {
        locate::locate(document, text, embedding, callback, judged)
    })
}
