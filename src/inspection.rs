//! One document inspected: read, judged, and its findings located.

use crate::callback::{Callback, Object};
use crate::input::encoding;
use crate::input::frame::{Document, Documents, Segment, Segments, Stretch};
use crate::input::split::{self, first_significant};
use crate::locate::{self, Finding};
use crate::malformed::Malformed;
use crate::position::Position;
use crate::rules::{self, INVALID_JSON, Level, Remark, Rule};
use crate::settings::Settings;
use crate::spec::{Field, Status};

/// All there is to say about one document.
#[derive(Clone, Debug)]
pub struct Inspection<'a> {
    /// The document, and where it lies.
    pub document: Document<'a>,
    /// What could be read; `None` where the document is not JSON.
    pub callback: Option<Callback<'a>>,
    /// What the rules have found, in the order of the text.
    pub findings: Vec<Finding>,
}

impl<'a> Inspection<'a> {
    /// Whether the callback keeps the contract: no finding is an error.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        !self.has(Level::Error)
    }

    /// Whether any finding is a warning.
    #[must_use]
    pub fn is_warned(&self) -> bool {
        self.has(Level::Warning)
    }

    fn has(&self, level: Level) -> bool {
        self.findings.iter().any(|finding| finding.level == level)
    }

    /// How production ended, where the body says one of the two; also of an invalid callback.
    #[must_use]
    pub fn status(&self) -> Option<Status> {
        self.callback.as_ref()?.status()
    }

    /// The text of a field, where the field is there and a string. It comes from the body: pass it through
    /// [`text::printable`](crate::text::printable) before it reaches a terminal or a log.
    #[must_use]
    pub fn text(&self, field: Field) -> Option<&str> {
        self.callback.as_ref()?.text(field)
    }

    /// A member of `Payload` that only the progress query documents.
    #[must_use]
    pub fn query_field(&self, name: &str) -> Option<&crate::json::Value<'a>> {
        Some(&self.callback.as_ref()?.stray(Object::Payload, name)?.member.value)
    }

    /// A document whose text was read.
    fn judged(document: Document<'a>, text: &'a str, callback: Callback<'a>, settings: &Settings) -> Self {
        let judged = rules::judge(&callback, settings);
        let findings =
            if judged.is_empty() { Vec::new() } else { locate::locate(&document, text, &callback, judged) };
        Self { document, callback: Some(callback), findings }
    }

    /// Adds what a rule finds when it holds the callback against others.
    pub(crate) fn add(
        &mut self,
        rule: &'static Rule,
        level: Level,
        remark: impl FnOnce(&Callback<'a>) -> Option<Remark>,
    ) {
        let Some(callback) = &self.callback else { return };
        let text = std::str::from_utf8(self.document.bytes()).unwrap_or_default();
        let judged = remark(callback).map(|remark| (rule, level, remark)).into_iter().collect();
        self.findings.extend(locate::locate(&self.document, text, callback, judged));
        locate::sort(&mut self.findings);
    }

    /// A document that cannot be read.
    fn malformed(document: Document<'a>, malformed: Malformed) -> Self {
        let Malformed { offset, length, what, help } = malformed;
        let range = offset..offset + length;
        let regions = locate::regions(&document, vec![range]);
        let findings = regions.into_iter().map(|region| Finding {
            rule: &INVALID_JSON,
            level: Level::Error,
            message: format!("not JSON: {what}"),
            help: help.clone(),
            pointer: String::new(),
            region,
            related: None,
        });
        let findings = findings.collect();
        Self { document, callback: None, findings }
    }

    /// Reads and judges bytes that are to be one callback, as a receiver gets them.
    #[must_use]
    pub fn of_body(bytes: &'a [u8], settings: &Settings) -> Self {
        let mark = encoding::mark_len(bytes);
        let fault =
            encoding::refuse(bytes).or_else(|| first_significant(bytes).is_none().then(Malformed::empty));
        let fault = fault.map(Box::new);
        let start = Position { offset: mark, ..Position::START };
        let document = Document { around: bytes, range: mark..bytes.len(), start, index: 0, fault };
        Self::of(document, settings)
    }

    /// Reads and judges one document.
    #[must_use]
    pub fn of(document: Document<'a>, settings: &Settings) -> Self {
        match read(&document, settings) {
            Ok((text, callback)) => Self::judged(document, text, callback, settings),
            Err(malformed) => Self::malformed(document, malformed),
        }
    }
}

fn read<'a>(document: &Document<'a>, settings: &Settings) -> Result<(&'a str, Callback<'a>), Malformed> {
    if let Some(fault) = &document.fault {
        return Err((**fault).clone());
    }
    let bytes = document.bytes();
    if bytes.len() > settings.max_document_size {
        return Err(split::too_large(settings.max_document_size));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| Malformed::not_utf8(bytes, error))?;
    Ok((text, Callback::read(text)?))
}

/// The inspections of a stretch of a source, in order.
#[derive(Debug)]
pub struct Inspections<'a, 's> {
    segments: Segments<'a>,
    documents: Option<Documents<'a>>,
    index: usize,
    settings: &'s Settings,
}

impl<'a, 's> Inspections<'a, 's> {
    /// The inspections of a stretch that `index` documents came before.
    #[must_use]
    pub const fn of(stretch: Stretch<'a>, index: usize, settings: &'s Settings) -> Self {
        Self { segments: Segments::of(stretch), documents: None, index, settings }
    }

    /// The segment as one callback of the documented shape, which nearly every segment is.
    fn single(&self, segment: &Segment<'a>) -> Option<Inspection<'a>> {
        let bytes = segment.single().filter(|bytes| bytes.len() <= self.settings.max_document_size)?;
        let text = std::str::from_utf8(bytes).ok()?;
        let callback = Callback::read_documented(text)?;
        Some(Inspection::judged(segment.clone().into_document(self.index), text, callback, self.settings))
    }
}

impl<'a> Iterator for Inspections<'a, '_> {
    type Item = Inspection<'a>;

    fn next(&mut self) -> Option<Inspection<'a>> {
        let inspection = loop {
            if let Some(document) = self.documents.as_mut().and_then(Iterator::next) {
                break Inspection::of(document, self.settings);
            }
            let segment = self.segments.next()?;
            match self.single(&segment) {
                Some(inspection) => break inspection,
                None => {
                    let limit = self.settings.max_document_size;
                    self.documents = Some(segment.into_documents(self.index, limit));
                }
            }
        };
        self.index += 1;
        Some(inspection)
    }
}
