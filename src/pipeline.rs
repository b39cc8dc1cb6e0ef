//! A run: sources to report, in input order.

use std::io::{self, Read as _, Write};
use std::path::PathBuf;

use anyhow::{Context as _, Error};

use crate::input::discover::{self, Source};
use crate::input::frame::Document;
use crate::input::{encoding, reason};
use crate::inspection::{Inspection, Inspections};
use crate::position::Position;
use crate::report::Report;
use crate::report::summary::Summary;
use crate::settings::Settings;
use crate::text::printable;

/// How a run ended.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// What was counted.
    pub summary: Summary,
    /// Whether something could not be read.
    pub unreadable: bool,
    /// Whether the reader of the report went away, so that the run stopped early.
    pub cut: bool,
}

/// What a run does with each callback.
pub struct Run<'r> {
    /// What callbacks are judged by.
    pub settings: &'r Settings,
    /// Which callbacks are shown.
    pub shows: &'r dyn Fn(&Inspection<'_>) -> bool,
    /// How; `None` for no report.
    pub report: Option<&'r dyn Report>,
}

impl Run<'_> {
    /// Inspects all that the paths stand for. What cannot be read is told to `complain` and passed over.
    ///
    /// # Errors
    ///
    /// Where the report cannot be written, other than because nobody reads on.
    pub fn inspect(
        &self,
        paths: &[PathBuf],
        out: &mut dyn Write,
        complain: &mut dyn FnMut(&str),
    ) -> anyhow::Result<Outcome> {
        let mut outcome = Outcome::default();
        for source in paths.iter().flat_map(|path| discover::discover(path)) {
            let read = source.and_then(|source| Ok((read(&source)?, source)));
            let (bytes, source) = match read {
                Ok(read) => read,
                Err(error) => {
                    outcome.unreadable = true;
                    complain(&printable(&format!("{error:#}")));
                    continue;
                }
            };
            match self.inspect_source(&source.name(), &bytes, &mut outcome.summary, out) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                    outcome.cut = true;
                    break;
                }
                Err(error) => return Err(unwritable(&error)),
            }
        }
        Ok(outcome)
    }

    fn inspect_source(
        &self,
        name: &str,
        bytes: &[u8],
        summary: &mut Summary,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut show = |inspection: &Inspection<'_>| {
            summary.count(inspection);
            match self.report.filter(|_| (self.shows)(inspection)) {
                Some(report) => report.callback(name, inspection, out),
                None => Ok(()),
            }
        };
        if let Some(fault) = encoding::refuse(bytes) {
            let document = Document {
                around: bytes,
                range: 0..bytes.len(),
                start: Position::START,
                index: 0,
                fault: Some(fault),
            };
            return show(&Inspection::of(document, self.settings));
        }
        let mark = encoding::mark_len(bytes);
        let start = Position { offset: mark, ..Position::START };
        let bytes = bytes.get(mark..).unwrap_or_default();
        Inspections::new(bytes, start, 0, self.settings).try_for_each(|inspection| show(&inspection))
    }
}

fn read(source: &Source) -> anyhow::Result<Vec<u8>> {
    let read = match source {
        Source::Stdin => {
            let mut bytes = Vec::new();
            io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
        }
        Source::File(path) => std::fs::read(path),
    };
    read.map_err(|error| Error::msg(reason(&error))).with_context(|| source.name().into_owned())
}

/// The error for a report that cannot be written.
#[must_use]
pub fn unwritable(error: &io::Error) -> Error {
    Error::msg(reason(error)).context("cannot write to standard output")
}
