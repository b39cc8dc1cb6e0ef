//! `urls`: every result URL of valid callbacks, one a line, media then subtitles, for `wget -i -` and `xargs`.

use std::io::{self, Write};

use super::Report;
use crate::address;
use crate::input::discover::Source;
use crate::inspection::Inspection;
use crate::redact::HIDDEN;
use crate::spec::Field;

/// The format.
#[derive(Clone, Copy, Debug)]
pub struct Urls;

impl Report for Urls {
    fn callback(&self, _: &Source, inspection: &Inspection<'_>, out: &mut dyn Write) -> io::Result<()> {
        if !inspection.is_valid() {
            return Ok(());
        }
        for field in Field::URLS {
            let Some(url) = inspection.text(field).and_then(address::encoded) else { continue };
            if inspection.secrets.is_some() {
                // What stands for what is hidden is only there to be seen.
                writeln!(out, "{}", url.replace("%E2%80%A6", HIDDEN))?;
            } else {
                writeln!(out, "{url}")?;
            }
        }
        Ok(())
    }
}
