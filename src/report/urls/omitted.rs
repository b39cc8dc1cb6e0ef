//! URLs that `urls` leaves out, in input order: one line for each of the first, and a count of the rest.

use std::collections::BTreeMap;

use indicatif::HumanCount;

use crate::contract::Field;
use crate::escape::{escape, shortened};
use crate::inspection::Inspection;
use crate::source::walk::Source;

/// The number of omissions that get a line.
const SHOWN: usize = 10;

/// An omission.
#[derive(Clone, Copy, Debug)]
pub enum Omission<'a> {
    /// The URLs of an invalid callback.
    Callback,
    /// The text of a field that is not a URL.
    Url(Field, &'a str),
}

/// The source, the byte offset and the index of a callback, and its field. Callbacks of one Base64 text begin at one offset.
type Key = (usize, usize, usize, Option<usize>);

/// The omissions of a run. Threads add them in any order.
#[derive(Debug, Default)]
pub struct Omitted {
    /// The first ones, in order of their keys.
    first: BTreeMap<Key, String>,
    callbacks: usize,
    urls: usize,
}

impl Omitted {
    pub fn add(&mut self, source: &Source, inspection: &Inspection<'_>, omission: Omission<'_>) {
        let (count, field) = match omission {
            Omission::Callback => (&mut self.callbacks, None),
            Omission::Url(field, _) => (&mut self.urls, Some(field as usize)),
        };
        *count += 1;
        let document = &inspection.document;
        let key = (source.number, document.start.offset, document.index, field);
        let is_full = self.first.len() == SHOWN;
        if is_full && self.first.last_key_value().is_some_and(|(last, _)| *last < key) {
            return;
        }
        if is_full {
            self.first.pop_last();
        }
        let place = format!("{}:{}", escape(source.bytes()), document.start.line);
        self.first.insert(key, format!("{place}: {}", omission.described()));
    }

    /// Returns the lines that report the omissions.
    pub fn lines(&self) -> Vec<String> {
        let urls = self.first.keys().filter(|(.., field)| field.is_some()).count();
        let (more_urls, more_callbacks) = (self.urls - urls, self.callbacks - (self.first.len() - urls));
        let counts = [(more_callbacks, "invalid callback"), (more_urls, "malformed URL")];
        let counts = counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, noun)| {
            let plural = if count == 1 { "" } else { "s" };
            format!("{} more {noun}{plural}", HumanCount(count as u64))
        });
        let counts = counts.collect::<Vec<_>>().join(", ");
        let rest = (!counts.is_empty()).then(|| format!("not printed: {counts}"));
        self.first.values().cloned().chain(rest).collect()
    }
}

impl Omission<'_> {
    fn described(self) -> String {
        match self {
            Self::Callback => "URLs not printed: the callback is invalid".to_owned(),
            Self::Url(field, text) => {
                format!("`{}` not printed: malformed URL \"{}\"", field.name(), escape(&shortened(text)))
            }
        }
    }
}
