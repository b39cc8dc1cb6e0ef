//! An inspection whose texts tell no secrets. It was judged before, so that verdict and findings stay as they are.

use std::borrow::Cow;

use super::Inspection;
use crate::redact::{redacted, redacted_fragments, redacted_pointer, redacted_url, secrets_of_document};
use crate::rules::INVALID_JSON;
use crate::spec::Field;
use crate::text::shortened;

impl Inspection<'_> {
    /// The inspection with all its texts redacted.
    #[must_use]
    pub fn redacted(mut self) -> Self {
        self.secrets = Some(Vec::new());
        if !self.findings.is_empty() {
            self.redact_findings();
        }
        if let Some(callback) = &mut self.callback {
            callback.replace_strings(|field, text| {
                let is_url = field.is_some_and(|field| Field::URLS.contains(&field));
                match if is_url { redacted_url(text) } else { redacted(text) } {
                    Cow::Borrowed(_) => None,
                    Cow::Owned(text) => Some(text),
                }
            });
        }
        self
    }

    /// Redacts the findings, and finds what their excerpts must not show.
    fn redact_findings(&mut self) {
        let start = self.document.range.start;
        let secrets = secrets_of_document(self.document.bytes()).into_iter();
        self.secrets = Some(secrets.map(|range| start + range.start..start + range.end).collect());
        let urls = self.urls();
        for finding in &mut self.findings {
            let mut message = std::mem::take(&mut finding.message);
            for (shown, hidden) in &urls {
                message = message.replace(shown, hidden);
            }
            let is_broken = *finding.rule == INVALID_JSON;
            let message = if is_broken { redacted_fragments(&message) } else { redacted(&message) };
            finding.message = message.into_owned();
            finding.help = finding.help.as_deref().map(|help| redacted(help).into_owned());
            finding.pointer = redacted_pointer(&finding.pointer);
        }
    }

    /// How messages quote the fields that are to be URLs, and how they should: a message does not tell where a URL ends.
    fn urls(&self) -> Vec<(String, String)> {
        let texts = Field::URLS.into_iter().filter_map(|field| self.text(field));
        let quoted = texts.map(|text| (shortened(text), redacted_url(&shortened(text)).into_owned()));
        quoted.filter(|(shown, hidden)| shown != hidden).collect()
    }
}
