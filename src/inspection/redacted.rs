//! Redacts an inspection after it was judged, so that the verdict and the findings stay as they are.

use std::borrow::Cow;
use std::ops::Range;

use super::Inspection;
use crate::json::{self, Value};
use crate::redact::{redacted_message, redacted_pointer, redacted_value, secrets_of_document, without};
use crate::rules::INVALID_JSON;
use crate::spec::Field;
use crate::text::shortened;

/// A quote in a message, and what replaces it.
type Quote = (String, String);

impl Inspection<'_> {
    /// Redacts all texts of the inspection.
    #[must_use]
    pub fn redacted(mut self) -> Self {
        self.secrets = Some(Vec::new());
        if !self.findings.is_empty() {
            self.redact_findings();
        }
        if let Some(callback) = &mut self.callback {
            callback.replace_strings(|field, text| match redacted_value(field, text) {
                Cow::Borrowed(_) => None,
                Cow::Owned(text) => Some(text),
            });
        }
        self
    }

    /// Redacts the findings, and finds what their excerpts must not show. Where a document has nothing to hide, its
    /// messages stay as they are.
    fn redact_findings(&mut self) {
        let secrets = secrets_of_document(self.document.bytes());
        let values = self.quoted_values();
        let mut findings = std::mem::take(&mut self.findings);
        for finding in &mut findings {
            let offset = finding.region.start.offset.checked_sub(self.document.start.offset);
            if secrets.is_empty() && values.is_empty() && offset.is_some() {
                continue;
            }
            let names = finding.pointer.split('/').map(json::pointer_name);
            let mut quotes: Vec<Quote> = names.filter_map(|name| quote(None, &name)).collect();
            quotes.extend(values.iter().cloned());
            if *finding.rule == INVALID_JSON {
                quotes
                    .extend(offset.and_then(|offset| self.quoted_source(&finding.message, offset, &secrets)));
            }
            // One may be a part of another.
            quotes.sort_by_key(|(shown, _)| std::cmp::Reverse(shown.len()));
            finding.message = replaced(std::mem::take(&mut finding.message), &quotes);
            finding.help = finding.help.take().map(|help| replaced(help, &quotes));
            finding.pointer = redacted_pointer(&finding.pointer);
        }
        self.findings = findings;
        let start = self.document.range.start;
        let secrets = secrets.into_iter().map(|range| start + range.start..start + range.end);
        self.secrets = Some(secrets.collect());
    }
    /// The values that messages quote, if redaction changes them. A message does not show where a value ends.
    fn quoted_values(&self) -> Vec<Quote> {
        let Some(callback) = &self.callback else { return Vec::new() };
        let fields = Field::ALL.into_iter().filter_map(|field| quote(Some(field), callback.text(field)?));
        let payload = callback.payload.as_ref().and_then(|payload| payload.other.as_ref());
        let others = callback.other_root.iter().chain(payload).filter_map(Value::as_str);
        fields.chain(others.filter_map(|text| quote(None, text))).collect()
    }

    /// What a message quotes of a source that is not JSON, from an offset of the document on.
    fn quoted_source(&self, message: &str, offset: usize, secrets: &[Range<usize>]) -> Option<Quote> {
        let of_token = || Some(message.split_once("as `")?.1.strip_suffix("` shows")?);
        let quoted = message.split_once("found `").and_then(|(_, rest)| rest.strip_suffix('`'));
        let shown = quoted.or_else(of_token)?;
        let text = shown.strip_suffix('…').unwrap_or(shown);
        let source = self.document.bytes().get(offset..)?;
        if !source.starts_with(text.as_bytes()) {
            return None;
        }
        let end = offset + text.len();
        let within = secrets.iter().filter(|secret| offset < secret.end && secret.start < end);
        let within = within.map(|secret| secret.start.max(offset) - offset..secret.end.min(end) - offset);
        let hidden = without(text, within.collect());
        // Help quotes it without single quotes.
        changed(text.trim_matches('\''), hidden.trim_matches('\''))
    }
}

/// A value or name as messages quote it.
fn quote(field: Option<Field>, text: &str) -> Option<Quote> {
    match redacted_value(field, text) {
        Cow::Borrowed(_) => None,
        Cow::Owned(hidden) => changed(&shortened(text), &shortened(&hidden)),
    }
}

fn changed(shown: &str, hidden: &str) -> Option<Quote> {
    (shown != hidden && !shown.is_empty()).then(|| (shown.to_owned(), hidden.to_owned()))
}

/// Replaces quotes in a message, then hides what else URLs show in it.
fn replaced(message: String, quotes: &[Quote]) -> String {
    let message = quotes.iter().fold(message, |message, (shown, hidden)| message.replace(shown, hidden));
    redacted_message(&message).into_owned()
}
