//! Explains the rules, lists them, and prints the schema.

use owo_colors::Style;

use super::args::Args;
use crate::contract;
use crate::escape::escape;
use crate::framing::blocks::Blocks;
use crate::inspection::Inspections;
use crate::report::Report as _;
use crate::report::pretty::Pretty;
use crate::report::summary::Summary;
use crate::report::terminal::Terminal;
use crate::rules::settings::Settings;
use crate::rules::{RULES, Rule};
use crate::run::deliveries::Deliveries;
use crate::source::walk::Source;

/// Returns the text for `--explain`, `--list-rules` and `--schema`.
pub fn requested(args: &Args, settings: &Settings, terminal: Terminal) -> Option<String> {
    if let Some(rule) = args.explain {
        Some(explanation(rule, settings, terminal))
    } else if args.list_rules {
        Some(RULES.iter().map(|rule| row(rule, settings, terminal)).collect())
    } else if args.schema {
        Some(format!("{:#}\n", contract::schema()))
    } else {
        None
    }
}

fn row(rule: &Rule, settings: &Settings, terminal: Terminal) -> String {
    let level = settings.level(rule);
    let name = terminal.paint(format_args!("{:<25}", rule.id), Style::new().bold());
    let summary = if terminal.is_terminal {
        let indent = " ".repeat(35);
        let width = textwrap::Options::new(terminal.width).initial_indent(&indent).subsequent_indent(&indent);
        textwrap::fill(rule.summary, width).trim_start().to_owned()
    } else {
        rule.summary.to_owned()
    };
    format!("{name} {:<8} {summary}\n", level.name())
}

fn explanation(rule: &'static Rule, settings: &Settings, terminal: Terminal) -> String {
    let bold = Style::new().bold();
    let output = shown(rule, &rule.sample_settings(settings.now), terminal);
    let sample: String = rule.sample.lines().map(|line| format!("    {}\n", escape(line))).collect();
    format!(
        "{} ({})\n\n{}\n\n{}\n\n{sample}\n{}\n\n{}\n\nSee {}\n",
        terminal.paint(rule.id, bold),
        settings.level(rule).name(),
        textwrap::fill(&format!("Reported if: {}. {}", rule.summary, rule.explanation), terminal.width),
        terminal.paint(rule.sample_path(), bold),
        terminal.paint(format_args!("{} prints", rule.sample_command()), bold),
        output.trim_end(),
        rule.page(),
    )
}

/// Returns the report on the sample of a rule.
fn shown(rule: &Rule, settings: &Settings, terminal: Terminal) -> String {
    let source = Source::file(rule.sample_path());
    let mut deliveries = Deliveries::new(settings, usize::MAX);
    let mut summary = Summary::default();
    let mut output = Vec::new();
    let mut blocks = Blocks::new(rule.sample.as_bytes(), rule.sample.len(), settings.max_document_size);
    // Reading from memory and writing to it cannot fail.
    while let Ok(Some(block)) = blocks.next_block() {
        for mut inspection in Inspections::new(block.as_ref(), 0, settings) {
            deliveries.enter(&source, &mut inspection);
            summary.count(&inspection);
            let _ = Pretty { terminal }.callback(&source, &inspection, &mut output);
        }
    }
    summary.delivered_again = deliveries.again();
    if summary.callbacks > 1 {
        let _ = summary.write(terminal, settings, &mut output);
    }
    String::from_utf8_lossy(&output).into_owned()
}
