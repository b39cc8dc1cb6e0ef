//! The format `urls`: the result URLs of valid callbacks, one a line, media before subtitles, for `wget -i -` and
//! `xargs`.

mod omitted;

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use omitted::{Omission, Omitted};

use super::Report;
use super::text::Text;
use crate::contract::Field;
use crate::inspection::Inspection;
use crate::redact::HIDDEN;
use crate::rules::result_url;
use crate::source::walk::Source;

/// The format.
#[derive(Debug, Default)]
pub struct Urls {
    omitted: Mutex<Omitted>,
}

impl Report for Urls {
    fn callback(&self, source: &Source, inspection: &Inspection<'_>, text: &mut Text) -> io::Result<()> {
        let out = &mut text.bytes;
        if !inspection.is_valid() {
            self.omit(source, inspection, Omission::Callback);
            return Ok(());
        }
        for field in Field::URLS {
            let Some(text) = inspection.text(field).filter(|text| !text.is_empty()) else { continue };
            match result_url::encoded(text) {
                // A client must not send the ellipsis of redaction.
                Some(url) if inspection.secrets.is_some() => {
                    writeln!(out, "{}", url.replace("%E2%80%A6", HIDDEN))?;
                }
                Some(url) => writeln!(out, "{url}")?,
                None => self.omit(source, inspection, Omission::Url(field, text)),
            }
        }
        Ok(())
    }

    fn omissions(&self) -> Vec<String> {
        self.omitted.lock().unwrap_or_else(PoisonError::into_inner).lines()
    }
}

impl Urls {
    fn omit(&self, source: &Source, inspection: &Inspection<'_>, omission: Omission<'_>) {
        self.omitted.lock().unwrap_or_else(PoisonError::into_inner).add(source, inspection, omission);
    }
}
