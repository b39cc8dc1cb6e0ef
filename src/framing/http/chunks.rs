//! Joins the chunks of a body (RFC 9112, section 7.1), as far as they are complete.

use std::io::Read;

use super::Requests;
use super::body::Body;
use super::head::Field;
use super::opening::{MAX_LINE, Opening, opening};
use crate::escape::shortened;
use crate::json::whitespace::first_significant;

impl<R: Read> Requests<'_, R> {
    /// Reads a chunked body; `field` is `Transfer-Encoding`.
    pub fn chunked(&mut self, body: &mut Body, field: &Field) {
        let Err(found) = self.chunks(body) else { return };
        let message = format!("`Transfer-Encoding` is {}, but {found}", shortened(&field.value));
        if body.before.is_empty() {
            let help = "remove the header if the body was saved with its chunks joined";
            body.head_problems.push(field.problem(message, help));
            self.open_ended(body);
        } else {
            let help = "capture the request again, unchanged: chunk sizes count bytes";
            body.head_problems.push(field.problem(message, help));
            self.skip(usize::MAX);
        }
    }

    /// Reads all chunks.
    ///
    /// # Errors
    ///
    /// Fails at an invalid chunk, with a description.
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

    /// Returns the size of the next chunk, and the length of the line that contains it, in bytes.
    fn chunk_size(&mut self) -> Option<(usize, usize)> {
        let length = self.line()?;
        let line = self.ahead().get(..length)?.trim_ascii_end();
        // `httparse` reads an empty line as 0.
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
            format!("the body is not: expected a chunk size, found `{found}`")
        } else if self.is_over() {
            "the last chunk, of size 0, is missing: the body is truncated".to_owned()
        } else {
            let line = self.position().line;
            format!("line {line} is not a chunk size: expected a hexadecimal number, found `{found}`")
        }
    }

    /// Reads the bytes of a chunk, and the line break after them.
    fn chunk(&mut self, body: &mut Body, size: usize) -> Result<(), String> {
        let had = self.wait_for(size);
        self.keep(body, had);
        if had < size {
            return Err(format!(
                "{had} bytes, not {size}: the body is truncated, or was changed after capture"
            ));
        }
        match self.line() {
            Some(length) if self.is_blank_line(length) => self.consume(length),
            // `chunks` reports the missing last chunk.
            _ if self.is_over() => {}
            _ => {
                let found = self.beginning_of_line();
                return Err(format!("more than {size} bytes: found `{found}` after them"));
            }
        }
        Ok(())
    }

    /// Skips the trailers after the last chunk, and the blank line after them (RFC 9112, section 7.1.2).
    fn skip_trailers(&mut self) {
        while let Some(length) = self.line() {
            let is_blank = self.is_blank_line(length);
            let is_trailer = self.ahead().get(..length).is_some_and(|line| line.contains(&b':'));
            if self.is_over() || !(is_blank || is_trailer) {
                return;
            }
            self.consume(length);
            if is_blank {
                return;
            }
        }
    }

    /// Returns whether the source ends or another request begins here. This line must have been read.
    fn is_over(&self) -> bool {
        match self.ahead() {
            [] => self.is_at_end(),
            rest => opening(rest, self.is_at_end()) == Opening::Message,
        }
    }

    /// Returns the length in bytes of this line with its line break; `None` at the end of the source, or if the line is
    /// longer than [`MAX_LINE`].
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

    /// Returns the beginning of this line, shortened for a message.
    fn beginning_of_line(&self) -> String {
        let window = self.ahead().get(..MAX_LINE).unwrap_or(self.ahead());
        let line = window.split(|byte| *byte == b'\n').next().unwrap_or_default().trim_ascii();
        shortened(&String::from_utf8_lossy(line))
    }
}
