//! A body in chunks (RFC 9112, section 7.1): to the body put together, as far as the chunks are whole.

use std::io::Read;

use super::Requests;
use super::body::Body;
use super::head::{Field, MAX_LINE, Opening, opening};
use crate::escape::shortened;
use crate::json::whitespace::first_significant;

impl<R: Read> Requests<'_, R> {
    /// Passes a body that comes in chunks, as a line of the head says.
    pub fn chunked(&mut self, body: &mut Body, field: &Field) {
        let Err(what) = self.chunks(body) else { return };
        let message = format!("`Transfer-Encoding` is {}, but {what}", field.value);
        if body.before.is_empty() {
            let help = "remove the line, if the body was saved with its chunks put together";
            body.head_problems.push(field.head_problem(message, help));
            self.open_ended(body);
        } else {
            let help = "save the request anew, as bytes: a chunk's size counts them";
            body.head_problems.push(field.head_problem(message, help));
            self.skip(usize::MAX);
        }
    }

    /// Passes chunks.
    ///
    /// # Errors
    ///
    /// Where they do not go on as chunks do; in words.
    fn chunks(&mut self, body: &mut Body) -> Result<(), String> {
        loop {
            let line = self.position().line;
            let Some((size, length)) = self.chunk_size() else {
                return if self.is_over() && body.before.is_empty() {
                    Ok(())
                } else {
                    Err(self.no_size(body))
                };
            };
            let size_line = self.take(length);
            if body.before.is_empty() {
                body.before = size_line;
                body.start = self.position();
            }
            if size == 0 {
                self.skip_trailers();
                return Ok(());
            }
            if self.wait_for(size.min(self.room(body))) == self.room(body) {
                self.give_up(body, usize::MAX);
                return Ok(());
            }
            self.chunk(body, size).map_err(|what| format!("the chunk on line {line} has {what}"))?;
        }
    }

    /// The size of the chunk that begins here, and the length of the line that says so: bytes.
    fn chunk_size(&mut self) -> Option<(usize, usize)> {
        let length = self.line()?;
        let line = self.ahead().get(..length)?.trim_ascii_end();
        // An empty line would pass for a size of 0.
        if !line.first()?.is_ascii_hexdigit() {
            return None;
        }
        match httparse::parse_chunk_size(&[line, b"\r\n"].concat()) {
            Ok(httparse::Status::Complete((_, size))) => Some((usize::try_from(size).ok()?, length)),
            _ => None,
        }
    }

    fn no_size(&self, body: &Body) -> String {
        let found = self.beginning_of_line();
        if body.before.is_empty() {
            format!("the body is not: expected the size of a chunk, found `{found}`")
        } else if self.is_over() {
            "the last chunk, of size 0, is missing: the body was cut short".to_owned()
        } else {
            let line = self.position().line;
            format!("line {line} is not the size of a chunk, in hexadecimal: found `{found}`")
        }
    }

    /// Passes the bytes of a chunk, and the line break behind them.
    fn chunk(&mut self, body: &mut Body, size: usize) -> Result<(), String> {
        let had = self.wait_for(size);
        self.keep(body, had);
        if had < size {
            return Err(format!(
                "{had} bytes, not {size}: the body was cut short, or changed after it was saved"
            ));
        }
        match self.line() {
            Some(length) if self.is_blank_line(length) => self.pass(length),
            // That no other chunk follows is found next.
            _ if self.is_over() => {}
            _ => {
                let found = self.beginning_of_line();
                return Err(format!("more than {size} bytes: found `{found}` behind them"));
            }
        }
        Ok(())
    }

    /// Passes what may stand behind the last chunk, up to a blank line (RFC 9112, section 7.1.2).
    fn skip_trailers(&mut self) {
        while let Some(length) = self.line() {
            let is_blank = self.is_blank_line(length);
            let is_trailer = self.ahead().get(..length).is_some_and(|line| line.contains(&b':'));
            if self.is_over() || !(is_blank || is_trailer) {
                return;
            }
            self.pass(length);
            if is_blank {
                return;
            }
        }
    }

    /// Whether the source is at its end here, or at the next request; the line here must have come.
    fn is_over(&self) -> bool {
        match self.ahead() {
            [] => self.is_at_end(),
            rest => opening(rest, self.is_at_end()) == Opening::Request,
        }
    }

    /// The length of the line that begins here, with its line break, in bytes; `None` where there is nothing more, or
    /// a line that is too long to be one of HTTP's.
    fn line(&mut self) -> Option<usize> {
        loop {
            let window = self.ahead().get(..MAX_LINE).unwrap_or(self.ahead());
            if let Some(newline) = memchr::memchr(b'\n', window) {
                return Some(newline + 1);
            }
            if window.len() == MAX_LINE {
                return None;
            }
            if self.is_at_end() {
                return (!window.is_empty()).then_some(window.len());
            }
            self.more();
        }
    }

    fn is_blank_line(&self, length: usize) -> bool {
        first_significant(&self.ahead()[..length]).is_none()
    }

    /// What the line here begins with, as a message quotes it.
    fn beginning_of_line(&self) -> String {
        let window = self.ahead().get(..MAX_LINE).unwrap_or(self.ahead());
        let line = window.split(|byte| *byte == b'\n').next().unwrap_or_default().trim_ascii();
        shortened(&String::from_utf8_lossy(line))
    }
}
