//! Finds the secrets of URLs in one pass over the characters of a text.

use std::ops::Range;

use super::unit::{Unit, units};

/// Characters that may follow a URL in running text and are not part of it.
const CLOSING: &str = "\"'`,.;:!)]}>，。；：！、）】」』》”’";

/// Text before a value that is one URL: the name of its field, without white space.
const FIELDS: [&str; 2] = ["MediaUrl\":\"", "SubtitlesUrl\":\""];

/// Text before the target of an HTTP request.
const METHODS: [&str; 6] = ["GET ", "POST ", "PUT ", "HEAD ", "DELETE ", "PATCH "];

/// The maximum length of such text.
const LONGEST_LEAD: usize = 16;

/// The kind of a text. It decides where a URL begins and ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// Bytes of an input, JSON or not. A URL ends with its string.
    Document,
    /// A text alone.
    Plain,
    /// A URL or a part of one.
    Url,
    /// A file name.
    Name,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Outside,
    /// The authority, with the end of its user information found so far.
    Authority(Range<usize>),
    Path,
    /// A path that may have a query, but no fragment.
    File,
    /// A query or fragment.
    Tail(Range<usize>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// White space, or the end of the string.
    Blank,
    /// A quote with at most this many backslashes, percent-encoded at most this many times.
    Quote(usize, usize),
    /// The end of the text.
    Text,
}

/// Returns the byte ranges to hide, in order. Each character takes constant time.
pub fn secrets_of_urls(text: &[u8], kind: Text) -> Vec<Range<usize>> {
    if super::is_without_marks(text) {
        return Vec::new();
    }
    let (place, end) = match kind {
        Text::Document | Text::Plain => (Place::Outside, End::Blank),
        Text::Url => (Place::Authority(0..0), End::Text),
        Text::Name => (Place::File, End::Text),
    };
    let (secrets, lead) = (Vec::new(), String::new());
    let (is_scheme, slashes, quote) = (false, None, (0, 0));
    let mut scan =
        Scan { secrets, kind, place, end, level: 0, in_string: false, lead, quote, is_scheme, slashes };
    for unit in units(text) {
        scan.step(&unit);
        if let (Place::Tail(range), End::Text) = (&mut scan.place, end) {
            range.end = text.len();
            break;
        }
    }
    scan.close();
    scan.secrets
}

struct Scan {
    secrets: Vec<Range<usize>>,
    kind: Text,
    place: Place,
    end: End,
    /// The maximum number of times the delimiters of the URL are percent-encoded.
    level: usize,
    /// Whether the text is inside double quotes.
    in_string: bool,
    /// The last word and everything after it, without white space between marks.
    lead: String,
    /// The spelling of the last quote: its backslashes, and how many times it is percent-encoded.
    quote: (usize, usize),
    /// Whether the text before may be a scheme.
    is_scheme: bool,
    /// After a scheme and colon: the number of missing slashes, and how many times they are percent-encoded.
    slashes: Option<(usize, usize)>,
}

impl Scan {
    fn step(&mut self, unit: &Unit) {
        if self.place != Place::Outside && self.is_end(unit) {
            self.close();
        }
        if self.place == Place::Outside && self.kind == Text::Document {
            self.in_string = !is_line_break(unit) && self.in_string != is_quote(unit, (0, 0));
        }
        if self.end == End::Blank {
            self.look_for_value(unit);
        }
        self.advance(unit);
        self.look_for_scheme(unit);
        self.remember(unit);
    }

    fn is_end(&self, unit: &Unit) -> bool {
        match self.end {
            End::Text => false,
            End::Quote(slashes, level) => is_line_break(unit) || is_quote(unit, (slashes, level)),
            // In a string of a document, white space may be escaped.
            End::Blank => {
                unit.letter.is_ascii_whitespace()
                    && unit.level == 0
                    && unit.slashes <= usize::from(self.in_string)
                    || self.in_string && is_quote(unit, (0, 0))
            }
        }
    }

    /// Ends the URL.
    fn close(&mut self) {
        self.enter(Place::Outside);
        (self.end, self.level) = (End::Blank, 0);
    }

    /// Leaves a part of the URL, and hides it if it is secret.
    fn enter(&mut self, place: Place) {
        if let Place::Authority(secret) | Place::Tail(secret) = std::mem::replace(&mut self.place, place)
            && !secret.is_empty()
        {
            self.secrets.push(secret);
        }
    }

    /// Begins a URL without a scheme. In nested JSON, the value of a field may follow another URL.
    fn look_for_value(&mut self, unit: &Unit) {
        let is_after = |leads: &[&str]| leads.contains(&self.lead.as_str());
        if self.lead.ends_with('"') && !is_quote(unit, self.quote) && is_after(&FIELDS) {
            self.end = End::Quote(self.quote.0, self.quote.1);
            self.level = self.level.max(self.quote.1);
            if !matches!(self.place, Place::Tail(_)) {
                self.enter(Place::Authority(unit.range.start..unit.range.start));
            }
        } else if self.lead.ends_with(' ') && unit.letter == '/' && is_after(&METHODS) {
            self.enter(Place::File);
        }
    }

    /// Processes a character of a URL.
    fn advance(&mut self, unit: &Unit) {
        let Range { start, end } = unit.range;
        let is_delimiter = unit.level <= self.level;
        match (&mut self.place, unit.letter) {
            (Place::Tail(_), letter)
                if unit.level == 0 && self.end == End::Blank && CLOSING.contains(letter) => {}
            (Place::Tail(secret), _) => secret.end = end,
            (Place::Outside, _) => {}
            (Place::Authority(user), '/' | '\\') if is_delimiter && user.start == start => *user = end..end,
            (Place::Authority(_), '/') if is_delimiter => self.enter(Place::Path),
            (Place::Authority(user), '@') if is_delimiter => user.end = start,
            // A message truncated the URL, so the end of its user information is missing.
            (Place::Authority(user), '…') => user.end = end,
            (Place::File, '#') => {}
            (_, '?' | '#') if is_delimiter => self.enter(Place::Tail(end..end)),
            _ => {}
        }
    }

    /// Begins a URL after `scheme://`. Browsers accept one slash for `http`, too.
    fn look_for_scheme(&mut self, unit: &Unit) {
        let slashes = self.slashes.take();
        match unit.letter {
            _ if matches!(self.place, Place::Tail(_)) => {}
            ':' if self.is_scheme => {
                let is_web = ["http", "https"].iter().any(|scheme| self.lead.eq_ignore_ascii_case(scheme));
                self.slashes = Some((if is_web { 1 } else { 2 }, unit.level));
            }
            '/' | '\\' => match slashes.map(|(missing, level)| (missing, level.max(unit.level))) {
                Some((1, level)) => {
                    self.enter(Place::Authority(unit.range.end..unit.range.end));
                    self.level = self.level.max(level);
                }
                missing => self.slashes = missing.map(|(missing, level)| (missing - 1, level)),
            },
            _ => {}
        }
        let is_of_scheme = unit.letter.is_ascii_alphanumeric() || matches!(unit.letter, '+' | '-' | '.');
        self.is_scheme = is_of_scheme && (self.is_scheme || unit.letter.is_ascii_alphabetic());
    }

    /// Adds a character to the text before a URL.
    fn remember(&mut self, unit: &Unit) {
        if unit.letter == '"' {
            self.quote = (unit.slashes, unit.level);
        }
        let is_of_word = unit.letter.is_ascii_alphanumeric();
        let is_in_word = self.lead.ends_with(|letter: char| letter.is_ascii_alphanumeric());
        let is_full = self.lead.len() >= LONGEST_LEAD;
        if is_of_word && !is_in_word || is_full && !is_of_word {
            self.lead.clear();
        }
        let is_blank = unit.letter.is_ascii_whitespace();
        if self.lead.len() < LONGEST_LEAD && (is_in_word || !is_blank) {
            self.lead.push(if is_blank { ' ' } else { unit.letter });
        }
    }
}

/// Returns whether a character ends a line of the text.
fn is_line_break(unit: &Unit) -> bool {
    unit.letter == '\n' && unit.slashes == 0 && unit.level == 0
}

/// Returns whether a character is a quote with at most so many backslashes, percent-encoded at most so many times.
fn is_quote(unit: &Unit, (slashes, level): (usize, usize)) -> bool {
    unit.letter == '"' && unit.slashes <= slashes && unit.level <= level
}
