//! How far a long run has come, on standard error.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use console::Term;
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle, TermLike};

use crate::report::summary::Summary;

/// How long a run may last before its progress is shown.
const PATIENCE: Duration = Duration::from_secs(1);

/// How far a run has come. It is shown only where it was asked for and the run lasts.
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

    /// Progress that is shown on standard error, of `total` bytes where that is known.
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

    /// Notes that so many bytes more have been read.
    pub fn has_read(&self, bytes: usize) {
        if self.is_wanted {
            self.bar.inc(bytes as u64);
        }
    }

    /// Notes what has been counted so far.
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

    /// Takes the progress away while something else is written to standard error.
    pub fn suspend(&self, write: impl FnOnce()) {
        self.bar.suspend(write);
    }

    /// Takes the progress away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
        // After an interrupt other threads still read.
        self.bar.set_draw_target(ProgressDrawTarget::hidden());
    }
}

/// A terminal that says it is a little narrower than it is. The bar fills its line, and the `^C` that the terminal
/// shows at an interrupt would else begin another, which is then cleared in place of the bar's.
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
