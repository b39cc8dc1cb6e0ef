//! The capabilities of the output: colors, hyperlinks, symbols and width.

use std::borrow::Cow;
use std::env;
use std::fmt::Display;
use std::io;

use anstream::{AutoStream, ColorChoice};
use owo_colors::{OwoColorize, Style};

use crate::rules::Level;

/// The width if the output is not a terminal and `COLUMNS` is not set, in columns.
const PLAIN_WIDTH: usize = 100;

/// When to use colors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ColorWhen {
    /// If the output is a terminal that supports them
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The capabilities of the output.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    /// Whether to use colors.
    pub color: bool,
    /// Whether to write hyperlinks (OSC 8).
    pub hyperlinks: bool,
    /// Whether to use symbols other than ASCII.
    pub unicode: bool,
    /// The width in columns.
    pub width: usize,
    /// Whether the output is a terminal.
    pub is_terminal: bool,
}

impl Terminal {
    /// Returns the capabilities of standard output, from the terminal and the environment (`COLUMNS`, `NO_COLOR`,
    /// `CLICOLOR_FORCE`, `FORCE_HYPERLINK`, the locale). `color` overrides them.
    #[must_use]
    pub fn stdout(color: ColorWhen) -> Self {
        let color = match color {
            ColorWhen::Auto => AutoStream::choice(&io::stdout()) != ColorChoice::Never,
            ColorWhen::Always => true,
            ColorWhen::Never => false,
        };
        let width = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
        let columns = || env::var("COLUMNS").ok()?.parse().ok();
        Self {
            color,
            hyperlinks: supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout),
            unicode: supports_unicode::supports_unicode(),
            width: width.or_else(columns).filter(|width| *width > 0).unwrap_or(PLAIN_WIDTH),
            is_terminal: width.is_some(),
        }
    }

    /// Capabilities that any output has.
    pub const PLAIN: Self =
        Self { color: false, hyperlinks: false, unicode: false, width: PLAIN_WIDTH, is_terminal: false };

    /// Returns the style of findings of a level.
    #[must_use]
    pub const fn style(level: Level) -> Style {
        match level {
            Level::Error => Style::new().bright_red().bold(),
            Level::Warning | Level::Allow => Style::new().yellow().bold(),
        }
    }

    /// Returns a text in a style, or plain without colors.
    pub fn paint<T: Display>(self, text: T, style: Style) -> String {
        if self.color { text.style(style).to_string() } else { text.to_string() }
    }

    /// Returns `symbol`, or `ascii` if only ASCII can be used.
    #[must_use]
    pub const fn sign(self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.unicode { unicode } else { ascii }
    }

    /// Replaces an ellipsis at the end if only ASCII can be used.
    #[must_use]
    pub fn ellipsis(self, text: Cow<'_, str>) -> Cow<'_, str> {
        match text.strip_suffix('…') {
            Some(rest) if !self.unicode => Cow::Owned(format!("{rest}...")),
            _ => text,
        }
    }

    /// Returns a text as a link to `target`, a URL that is [encoded](crate::rules::result_url::encoded).
    #[must_use]
    pub fn link(self, text: &str, target: &str) -> String {
        if self.hyperlinks {
            format!("\u{1b}]8;;{target}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\")
        } else {
            text.to_owned()
        }
    }
}
