//! Finds what URLs in a text must not show, in one pass over its characters.

use std::ops::Range;

use super::unit::{Unit, units};
use crate::spec::Field;

/// What may follow a URL in running text without belonging to it.
const CLOSING: &str = "\"'`,.;:!)]}>，。；：！、）】」』》”’";

/// HTTP methods, which the target of a request follows.
const METHODS: [&str; 7] = ["GET", "POST", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS"];

/// Longer words are neither a method nor the name of a field.
const LONGEST_WORD: usize = 12;

/// What a text is, which decides where a URL in it begins and ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// Bytes of an input, JSON or not: a URL in a string ends with that.
    Document,
    /// A text without anything around it.
    Plain,
    /// A message, which may quote a truncated URL.
    Message,
    /// One URL, or a part of one.
    Url,
    /// The name of a file, in which `#` begins no fragment unless a scheme stands before.
    Name,
}

/// The part of a text that the next character belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Outside,
    /// From `start` on; behind `user`, if there is one, stands an `@`; `cut` is the end of the last `…`.
    Authority {
        start: usize,
        user: usize,
        cut: usize,
    },
    Path,
    /// A query or fragment.
    Tail(Range<usize>),
}

/// What ends a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// White space, or the end of the string that it stands in.
    Blank,
    /// This quote, written with no more backslashes and percent-encoded no more often.
    Quote(char, usize, usize),
    /// Nothing before the end of the text.
    Text,
}

/// What would begin a URL that has no scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    Nothing,
    /// A path, behind a method.
    Target,
    /// A colon, behind the name of a field that holds a URL.
    Colon,
    /// The quote before that field's value.
    Quote,
    /// The value behind that quote, which is written with so many backslashes and percent-encoded so often.
    Value(char, usize, usize),
}

/// A pass over a text. Each character takes constant time and memory.
#[derive(Debug)]
pub struct Scan {
    text: Text,
    secrets: Vec<Range<usize>>,
    place: Place,
    end: End,
    /// How often the delimiters of the URL are percent-encoded at the most.
    level: usize,
    /// Whether `#` begins a fragment.
    has_fragment: bool,
    /// Whether the text is inside of double quotes.
    in_string: bool,
    expected: Expected,
    /// The letters and digits just before.
    word: String,
    /// Whether what stands just before may be a scheme.
    is_scheme: bool,
    /// Behind a scheme and colon: how many slashes are missing, and how often the colon is percent-encoded.
    slashes: Option<(usize, usize)>,
}

impl Scan {
    /// Returns the byte ranges to hide, in order.
    pub fn secrets(text: &[u8], kind: Text) -> Vec<Range<usize>> {
        let mut scan = Self::of(kind);
        units(text).for_each(|unit| scan.step(&unit));
        scan.close();
        scan.secrets
    }

    pub fn of(text: Text) -> Self {
        let (place, end) = match text {
            Text::Url => (Place::Authority { start: 0, user: 0, cut: 0 }, End::Text),
            Text::Name => (Place::Path, End::Text),
            _ => (Place::Outside, End::Blank),
        };
        Self {
            text,
            secrets: Vec::new(),
            place,
            end,
            level: 0,
            has_fragment: text == Text::Url,
            in_string: false,
            expected: Expected::Nothing,
            word: String::new(),
            is_scheme: false,
            slashes: None,
        }
    }

    fn step(&mut self, unit: &Unit) {
        if self.place != Place::Outside && self.is_end(unit) {
            self.close();
        }
        if self.place == Place::Outside && self.text == Text::Document {
            self.in_string = !is_line_break(unit) && self.in_string != is_string_quote(unit);
        }
        if self.end == End::Blank {
            self.look_for_value(unit);
        }
        self.advance(unit);
        self.look_for_scheme(unit);
    }

    fn is_end(&self, unit: &Unit) -> bool {
        match self.end {
            End::Text => false,
            End::Quote(quote, slashes, level) => {
                is_line_break(unit) || unit.letter == quote && unit.slashes <= slashes && unit.level <= level
            }
            End::Blank => self.is_blank(unit) || self.in_string && is_string_quote(unit),
        }
    }

    /// Whether a character is white space. In a string of a document it may be escaped.
    fn is_blank(&self, unit: &Unit) -> bool {
        unit.letter.is_ascii_whitespace() && unit.level == 0 && unit.slashes <= usize::from(self.in_string)
    }

    /// Ends the URL.
    fn close(&mut self) {
        self.leave_authority();
        if let Place::Tail(range) = &self.place
            && !range.is_empty()
        {
            self.secrets.push(range.clone());
        }
        (self.place, self.end, self.level) = (Place::Outside, End::Blank, 0);
    }

    /// Hides the user information of the authority. One that is truncated may be nothing else.
    fn leave_authority(&mut self) {
        if let Place::Authority { start, user, cut } = self.place {
            let end = if self.text == Text::Message { user.max(cut) } else { user };
            if end > start {
                self.secrets.push(start..end);
            }
        }
    }

    fn begin_authority(&mut self, start: usize, level: usize) {
        self.leave_authority();
        self.place = Place::Authority { start, user: start, cut: start };
        self.level = self.level.max(level);
        self.has_fragment = true;
    }

    /// Begins what is a URL without a scheme. It may stand in the text that belongs to another URL.
    fn look_for_value(&mut self, unit: &Unit) {
        match self.expected {
            Expected::Target if unit.letter == '/' && self.place == Place::Outside => {
                self.place = Place::Path;
                self.has_fragment = false;
            }
            Expected::Value(quote, slashes, level) if unit.letter != quote || unit.slashes > slashes => {
                if !matches!(self.place, Place::Tail(_)) {
                    self.begin_authority(unit.range.start, level);
                }
                self.end = End::Quote(quote, slashes, level);
                self.expected = Expected::Nothing;
                return;
            }
            _ => {}
        }
        let is_of_word = unit.letter.is_ascii_alphanumeric();
        let is_name = !is_of_word && Field::URLS.iter().any(|field| field.name() == self.word);
        let expected = if is_name { Expected::Colon } else { self.expected };
        self.expected = match (expected, unit.letter) {
            (_, ' ') if METHODS.contains(&self.word.as_str()) => Expected::Target,
            (Expected::Colon | Expected::Quote, letter) if letter.is_ascii_whitespace() => expected,
            (Expected::Colon, '"' | '\'') => Expected::Colon,
            (Expected::Colon, ':' | '=') => Expected::Quote,
            (Expected::Quote, quote @ ('"' | '\'')) => Expected::Value(quote, unit.slashes, unit.level),
            (Expected::Value(..), _) => expected,
            _ => Expected::Nothing,
        };
    }

    /// Takes a character of a URL.
    fn advance(&mut self, unit: &Unit) {
        let is_delimiter = unit.level <= self.level;
        match &mut self.place {
            Place::Tail(range) => {
                let is_trimmed = self.end == End::Blank && unit.level == 0 && CLOSING.contains(unit.letter);
                if !is_trimmed {
                    range.end = unit.range.end;
                }
            }
            Place::Authority { start, user, cut } if is_delimiter => match unit.letter {
                '/' | '\\' if *start == unit.range.start => {
                    (*start, *user, *cut) = (unit.range.end, unit.range.end, unit.range.end);
                }
                '/' => {
                    self.leave_authority();
                    self.place = Place::Path;
                }
                '?' | '#' => {
                    self.leave_authority();
                    self.place = Place::Tail(unit.range.end..unit.range.end);
                }
                '@' => *user = unit.range.start,
                '…' => *cut = unit.range.end,
                _ => {}
            },
            Place::Path
                if is_delimiter && (unit.letter == '?' || unit.letter == '#' && self.has_fragment) =>
            {
                self.place = Place::Tail(unit.range.end..unit.range.end);
            }
            _ => {}
        }
    }

    /// Begins a URL behind `scheme://`. Browsers take one slash for `http`, too.
    fn look_for_scheme(&mut self, unit: &Unit) {
        let letter = unit.letter;
        let slashes = self.slashes.take();
        match letter {
            _ if matches!(self.place, Place::Tail(_)) => {}
            ':' if self.is_scheme => {
                let is_web = ["http", "https"].iter().any(|scheme| self.word.eq_ignore_ascii_case(scheme));
                self.slashes = Some((if is_web { 1 } else { 2 }, unit.level));
            }
            '/' | '\\' => match slashes {
                Some((0 | 1, level)) => self.begin_authority(unit.range.end, level.max(unit.level)),
                Some((missing, level)) => self.slashes = Some((missing - 1, level.max(unit.level))),
                None => {}
            },
            _ => {}
        }
        let is_of_scheme = letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.');
        self.is_scheme = is_of_scheme && (self.is_scheme || letter.is_ascii_alphabetic());
        if !letter.is_ascii_alphanumeric() {
            self.word.clear();
        } else if self.word.len() <= LONGEST_WORD {
            self.word.push(letter);
        }
    }
}

/// Whether a character ends a line of the text itself.
fn is_line_break(unit: &Unit) -> bool {
    unit.letter == '\n' && unit.slashes == 0 && unit.level == 0
}

/// Whether a character begins or ends a string of the text itself.
fn is_string_quote(unit: &Unit) -> bool {
    unit.letter == '"' && unit.slashes == 0 && unit.level == 0
}
