//! `urls`: every result URL of valid callbacks, one a line, media then subtitles, for `wget -i -` and `xargs`.

use std::borrow::Cow;
use std::io::{self, Write};

use super::Report;
use crate::address;
use crate::input::discover::Source;
use crate::inspection::Inspection;
use crate::redact::HIDDEN;
use crate::spec::Field;
use crate::text;

/// The format.
#[derive(Clone, Copy, Debug)]
pub struct Urls;

impl Report for Urls {
    fn callback(&self, _: &Source, inspection: &Inspection<'_>, out: &mut dyn Write) -> io::Result<()> {
        if !inspection.is_valid() {
            return Ok(());
        }
        for field in Field::URLS {
            let Some(url) = inspection.text(field).and_then(safe) else { continue };
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

/// The URL so that shells, `xargs`, terminals and CI logs take it for nothing else; `None` where it does not parse.
fn safe(url: &str) -> Option<Cow<'_, str>> {
    if let Some((page, fragment)) = url.split_once('#')
        && url.contains("##")
    {
        // It begins no fragment there, but might begin a command; what it is part of is never sent.
        let encoded = format!("{page}#{}", fragment.replace('#', "%23"));
        return safe(&encoded).map(|url| Cow::Owned(url.into_owned()));
    }
    let is_safe = |byte: u8| byte.is_ascii_graphic() & !b"\"'<>\\^`{|}".contains(&byte);
    let is_safe = text::all(url.as_bytes(), is_safe);
    if is_safe && address::is_ordinary(url) {
        return Some(Cow::Borrowed(url));
    }
    let parsed = address::parse(url)?;
    if is_safe {
        // As it came, since a signature may hold for this spelling only.
        return Some(Cow::Borrowed(url));
    }
    // Writing a parsed URL percent-encodes all that is unsafe but the single quote.
    Some(Cow::Owned(String::from(parsed).replace('\'', "%27")))
}
