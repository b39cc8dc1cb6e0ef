//! Redacts an inspection after it was checked, so that verdicts and findings stay the same.

use std::borrow::Cow;

use super::Inspection;
use crate::contract::Field;
use crate::escape::shortened;
use crate::redact::{redacted, redacted_pointer, redacted_value, secrets_of_document};
use crate::rules::result_url;

impl Inspection<'_> {
    /// Redacts all texts.
    pub fn redact(&mut self) {
        self.secrets = Some(Vec::new());
        // The mark of a hidden text is not ASCII.
        self.is_ordinary = false;
        if !self.findings.is_empty() {
            self.redact_findings();
        }
        if let Some(callback) = &mut self.callback {
            callback.replace_strings(|field, text| match redacted_value(field, text) {
                Cow::Borrowed(_) => None,
                Cow::Owned(text) => Some(text),
            });
        }
    }

    /// Redacts the findings, and finds the ranges that excerpts must not show.
    fn redact_findings(&mut self) {
        let secrets = match &self.embedded {
            Some(embedded) if !embedded.embedding.layers.is_empty() => {
                let secrets = secrets_of_document(embedded.text.as_bytes()).into_iter();
                secrets.map(|secret| embedded.embedding.range(secret)).collect()
            }
            _ => secrets_of_document(self.document.bytes()),
        };
        let urls = self.quoted_urls();
        let has_secrets = !secrets.is_empty() || !urls.is_empty();
        for finding in &mut self.findings {
            let is_of_head = finding.region.start.offset < self.document.start.offset;
            if has_secrets || is_of_head {
                finding.message = redacted_message(&finding.message, &urls);
                finding.help = finding.help.as_deref().map(|help| redacted_message(help, &urls));
                finding.pointer = redacted_pointer(&finding.pointer);
            }
        }
        let start = self.document.range.start;
        let secrets = secrets.into_iter().map(|secret| start + secret.start..start + secret.end);
        self.secrets = Some(secrets.collect());
    }

    /// Returns the parts of URLs that messages quote, with their replacements. They are replaced as a whole, because a
    /// message does not mark the end of a quoted value.
    fn quoted_urls(&self) -> Vec<(String, String)> {
        let mut quoted = Vec::new();
        for field in Field::URLS {
            let Some(url) = self.text(field) else { continue };
            let hidden = redacted_value(Some(field), url);
            let [shown_file, hidden_file] = [url, &hidden].map(file);
            quoted.extend([(shortened(url), shortened(&hidden)), (shown_file, hidden_file)]);
        }
        quoted.retain(|(shown, hidden)| shown != hidden && !shown.is_empty());
        quoted
    }
}

/// Returns the last part of the path of a URL, as quoted in messages.
fn file(url: &str) -> String {
    let path = result_url::parse(url).map(|url| url.path().to_owned()).unwrap_or_default();
    shortened(path.rsplit('/').next().unwrap_or_default())
}

fn redacted_message(message: &str, quotes: &[(String, String)]) -> String {
    let message = quotes.iter().fold(message.to_owned(), |text, (shown, hidden)| text.replace(shown, hidden));
    redacted(&message).into_owned()
}
