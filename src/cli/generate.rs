//! The man page, and completions for shells.

use std::io::Write as _;

use clap::CommandFactory as _;
use clap_complete::{Shell, generate};
use clap_mangen::Man;

use super::args::{Args, EXAMPLES, EXIT_STATUS, Generate};

/// Returns the man page (roff) or the completion script.
pub fn generated(what: Generate) -> Vec<u8> {
    let shell = match what {
        Generate::Man => return man(),
        Generate::Bash => Shell::Bash,
        Generate::Zsh => Shell::Zsh,
        Generate::Fish => Shell::Fish,
        Generate::PowerShell => Shell::PowerShell,
        Generate::Elvish => Shell::Elvish,
    };
    let mut script = Vec::new();
    generate(shell, &mut Args::command(), "cbinspect", &mut script);
    script
}

/// Returns the man page. Its sections have the order of `man-pages(7)`.
fn man() -> Vec<u8> {
    let command = Args::command().about("inspect callbacks of Tencent Cloud AI Digital Human");
    let page = Man::new(command).section("1").source(concat!("cbinspect ", env!("CARGO_PKG_VERSION")));
    let mut text = Vec::new();
    let written = page
        .render_title(&mut text)
        .and_then(|()| page.render_name_section(&mut text))
        .and_then(|()| page.render_synopsis_section(&mut text))
        .and_then(|()| page.render_description_section(&mut text))
        .and_then(|()| page.render_options_section(&mut text))
        .and_then(|()| writeln!(text, ".SH EXIT STATUS\n.nf\n{EXIT_STATUS}\n.fi"))
        .and_then(|()| writeln!(text, ".SH EXAMPLES\n.nf\n{}\n.fi", EXAMPLES.replace('-', "\\-")));
    // Writing to memory cannot fail.
    let _ = written;
    text
}
