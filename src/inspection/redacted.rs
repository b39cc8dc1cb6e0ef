//! Redacts an inspection after it was judged, so that the verdict and the findings stay as they are.

use std::borrow::Cow;
use std::cmp::Reverse;

use super::Inspection;
use crate::json::{self, Value};
use crate::redact::{redacted, redacted_pointer, redacted_value, secrets_of_document};
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

    /// Redacts the findings, and finds what their excerpts must not show.
    fn redact_findings(&mut self) {
        let secrets = secrets_of_document(self.document.bytes());
        let values = self.quoted_values();
        let has_secrets = !secrets.is_empty() || !values.is_empty();
        for finding in &mut self.findings {
            let is_of_head = finding.region.start.offset < self.document.start.offset;
            if has_secrets || is_of_head {
                let names = finding.pointer.split('/').map(json::pointer_name);
                let names = names.filter_map(|name| quote(&name, &redacted(&name)));
                let mut quotes: Vec<_> = names.chain(values.iter().cloned()).collect();
                // One may be a part of another.
                quotes.sort_by_key(|(shown, _)| Reverse(shown.len()));
                finding.message = replaced(std::mem::take(&mut finding.message), &quotes);
                finding.help = finding.help.take().map(|help| replaced(help, &quotes));
                finding.pointer = redacted_pointer(&finding.pointer);
            }
        }
        let start = self.document.range.start;
        let secrets = secrets.into_iter().map(|secret| start + secret.start..start + secret.end);
        self.secrets = Some(secrets.collect());
    }

    /// The values that messages quote, if redaction changes them: a message does not show where a value ends.
    fn quoted_values(&self) -> Vec<Quote> {
        let Some(callback) = &self.callback else { return Vec::new() };
        let fields = Field::ALL.into_iter().filter_map(|field| Some((Some(field), callback.text(field)?)));
        let payload = callback.payload.as_ref().and_then(|payload| payload.other.as_ref());
        let others = callback.other_root.iter().chain(payload).filter_map(Value::as_str);
        let values = fields.chain(others.map(|text| (None, text)));
        values.filter_map(|(field, text)| quote(text, &redacted_value(field, text))).collect()
    }
}

/// A value or name as messages quote it, if redaction changes that.
fn quote(text: &str, hidden: &str) -> Option<Quote> {
    let (shown, hidden) = (shortened(text), shortened(hidden));
    (shown != hidden).then_some((shown, hidden))
}

/// Redacts quotes in a message, and what else it contains.
fn replaced(message: String, quotes: &[Quote]) -> String {
    let message = quotes.iter().fold(message, |message, (shown, hidden)| message.replace(shown, hidden));
    redacted(&message).into_owned()
}
