//! An inspection whose texts tell no secrets. It was judged before, so that verdict and findings stay as they are.

use std::borrow::Cow;

use super::Inspection;
use crate::redact::{redacted, redacted_pointer};

impl Inspection<'_> {
    /// The inspection with all its texts redacted; excerpts are when they are made.
    #[must_use]
    pub fn redacted(mut self) -> Self {
        self.is_redacted = true;
        if let Some(callback) = &mut self.callback {
            callback.replace_strings(|text| match redacted(text) {
                Cow::Borrowed(_) => None,
                Cow::Owned(text) => Some(text),
            });
        }
        for finding in &mut self.findings {
            finding.message = redacted(&finding.message).into_owned();
            finding.help = finding.help.as_deref().map(|help| redacted(help).into_owned());
            finding.pointer = redacted_pointer(&finding.pointer);
        }
        self
    }
}
