//! Messages on standard error, in the style of clap's.

use std::io::Write as _;

use anstream::ColorChoice;
use clap::builder::Styles;
use clap::builder::styling::{AnsiColor, Style};

use crate::escape::escape;
use crate::report::terminal::ColorWhen;
use crate::run::Severity;

/// Sets when messages have colors.
pub fn set_color(when: ColorWhen) {
    let choice = match when {
        ColorWhen::Auto => ColorChoice::Auto,
        ColorWhen::Always => ColorChoice::Always,
        ColorWhen::Never => ColorChoice::Never,
    };
    choice.write_global();
}

/// Prints an error.
pub fn fail(message: &str) {
    print(Severity::Error, message);
}

/// Prints a message, escaped. If standard error cannot be written, there is nobody to report that to.
pub fn print(severity: Severity, message: &str) {
    let (label, style) = match severity {
        Severity::Error => ("error:", *Styles::styled().get_error()),
        Severity::Warning => ("warning:", bold(AnsiColor::Yellow)),
        Severity::Note => ("note:", bold(AnsiColor::Green)),
    };
    let _ = writeln!(anstream::stderr(), "{style}{label}{style:#} {}", escape(message));
}

const fn bold(color: AnsiColor) -> Style {
    color.on_default().bold()
}
