//! `urls`: every result URL of valid callbacks, one a line, media then subtitles, for `wget -i -` and `xargs`.

use std::io::{self, Write};

use super::Report;
use crate::address;
use crate::inspection::Inspection;
use crate::spec::Field;

/// The format.
#[derive(Clone, Copy, Debug)]
pub struct Urls;

impl Report for Urls {
    fn callback(&self, _: &str, inspection: &Inspection<'_>, out: &mut dyn Write) -> io::Result<()> {
        if !inspection.is_valid() {
            return Ok(());
        }
        for field in Field::URLS {
            // What has been parsed is percent-encoded when it is written, so that nothing unsafe is left in it.
            if let Some(url) = inspection.text(field).and_then(address::parse) {
                writeln!(out, "{url}")?;
            }
        }
        Ok(())
    }
}
