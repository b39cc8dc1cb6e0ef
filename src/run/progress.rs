//! The progress of a long run, on standard error.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use console::Term;
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle, TermLike};

use crate::report::summary::Summary;

/// The time after which progress is shown.
const PATIENCE: Duration = Duration::from_secs(1);

/// The progress of a run. It is shown only on request and if the run takes long.
pub struct Progress {
    bar: ProgressBar,
    is_wanted: bool,
    is_shown: AtomicBool,
}

impl Progress {
    /// Progress that is never shown.
    #[must_use]
    pub fn hidden() -> Self {
        Self { bar: ProgressBar::hidden(), is_wanted: false, is_shown: AtomicBool::new(false) }
    }

    /// Progress on standard error. `total` is the size of the input in bytes, if known.
    #[must_use]
    pub fn shown(total: Option<u64>) -> Self {
        let template = match total {
            Some(_) => "{spinner} {bytes} of {total_bytes}, {bytes_per_sec}, {msg}",
            None => "{spinner} {bytes}, {bytes_per_sec}, {msg}",
        };
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self { bar, is_wanted: true, is_shown: AtomicBool::new(false) }
    }

    /// Adds bytes that were read.
    pub fn has_read(&self, bytes: usize) {
        if self.is_wanted {
            self.bar.inc(bytes as u64);
        }
    }

    /// Updates the counts.
    pub fn has_counted(&self, summary: &Summary) {
        if !self.is_wanted || self.bar.elapsed() < PATIENCE {
            return;
        }
        if !self.is_shown.swap(true, Ordering::Relaxed) {
            self.bar
                .set_draw_target(ProgressDrawTarget::term_like_with_hz(Box::new(Narrow(Term::stderr())), 10));
        }
        let [callbacks, invalid] =
            [summary.callbacks, summary.invalid()].map(|count| HumanCount(count as u64));
        self.bar.set_message(format!("{callbacks} callbacks, {invalid} invalid"));
    }

    /// Hides the progress while something else is written to standard error.
    pub fn suspend(&self, write: impl FnOnce()) {
        self.bar.suspend(write);
    }

    /// Clears the progress.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
        // After an interrupt, other threads go on reading.
        self.bar.set_draw_target(ProgressDrawTarget::hidden());
    }
}

/// A terminal that reports a smaller width. The bar fills its line, so the `^C` of an interrupt would wrap to
/// the next line, which would then be cleared instead of the bar.
#[derive(Debug)]
struct Narrow(Term);

impl TermLike for Narrow {
    fn width(&self) -> u16 {
        self.0.size().1.saturating_sub(4)
    }

    fn move_cursor_up(&self, lines: usize) -> io::Result<()> {
        self.0.move_cursor_up(lines)
    }

    fn move_cursor_down(&self, lines: usize) -> io::Result<()> {
        self.0.move_cursor_down(lines)
    }

    fn move_cursor_right(&self, columns: usize) -> io::Result<()> {
        self.0.move_cursor_right(columns)
    }

    fn move_cursor_left(&self, columns: usize) -> io::Result<()> {
        self.0.move_cursor_left(columns)
    }

    fn write_line(&self, line: &str) -> io::Result<()> {
        self.0.write_line(line)
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        self.0.write_str(text)
    }

    fn clear_line(&self) -> io::Result<()> {
        self.0.clear_line()
    }

    fn flush(&self) -> io::Result<()> {
        self.0.flush()
    }
}
