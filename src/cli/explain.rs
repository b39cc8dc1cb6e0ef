//! Explains the rules, lists them, and prints the schema.

use owo_colors::Style;
use serde::Serialize;

use super::args::{Args, Format};
use crate::contract;
use crate::escape::escape;
use crate::framing::blocks::Blocks;
use crate::inspection::Inspections;
use crate::report::Report as _;
use crate::report::json::serialize;
use crate::report::marked_line::wrap;
use crate::report::pretty::Pretty;
use crate::report::summary::Summary;
use crate::report::terminal::Terminal;
use crate::report::text::Text;
use crate::rules::settings::Settings;
use crate::rules::{RULES, Rule};
use crate::run::deliveries::Deliveries;
use crate::source::walk::Source;

/// Returns the text for `--explain`, `--list-rules` and `--schema`.
pub fn requested(args: &Args, settings: &Settings, terminal: Terminal) -> Option<String> {
    let is_json = args.format == Format::Json;
    if let Some(rule) = args.explain {
        Some(if is_json {
            json(&Explanation::new(rule, settings))
        } else {
            explanation(rule, settings, terminal)
        })
    } else if args.list_rules {
        let text =
            |rule| if is_json { json(&Row::new(rule, settings)) } else { row(rule, settings, terminal) };
        Some(RULES.iter().map(text).collect())
    } else if args.schema {
        Some(format!("{:#}\n", contract::schema()))
    } else {
        None
    }
}

/// A rule in JSON.
#[derive(Serialize)]
struct Row {
    rule: &'static str,
    level: &'static str,
    summary: &'static str,
}

impl Row {
    fn new(rule: &'static Rule, settings: &Settings) -> Self {
        Self { rule: rule.id, level: settings.level(rule).name(), summary: rule.summary }
    }
}

/// A rule with its explanation in JSON.
#[derive(Serialize)]
struct Explanation {
    #[serde(flatten)]
    row: Row,
    explanation: &'static str,
    /// The body that only this rule reports, or several.
    sample: &'static str,
    /// The options that the sample needs.
    options: &'static str,
    page: String,
}

impl Explanation {
    fn new(rule: &'static Rule, settings: &Settings) -> Self {
        Self {
            row: Row::new(rule, settings),
            explanation: rule.explanation,
            sample: rule.sample,
            options: rule.sample_run.options.trim_start(),
            page: rule.page(),
        }
    }
}

fn json(value: &impl Serialize) -> String {
    let mut out = Vec::new();
    // Writing to memory cannot fail.
    let _ = serialize(&mut out, value);
    String::from_utf8_lossy(&out).into_owned() + "\n"
}

fn row(rule: &Rule, settings: &Settings, terminal: Terminal) -> String {
    let level = settings.level(rule);
    let name = terminal.paint(format_args!("{:<25}", rule.id), Style::new().bold());
    let summary = if terminal.is_terminal {
        wrap(rule.summary, terminal.width.saturating_sub(35), "").join(&format!("\n{:35}", ""))
    } else {
        rule.summary.to_owned()
    };
    format!("{name} {:<8} {summary}\n", level.name())
}

fn explanation(rule: &'static Rule, settings: &Settings, terminal: Terminal) -> String {
    let output = shown(rule, &rule.sample_settings(settings.now), terminal);
    let text = format!("Reported if: {}. {}", rule.summary, rule.explanation);
    format!(
        "{} ({})\n\n{}\n\n{}\n\n{}\nprints\n\n{}\n\nSee {}\n",
        terminal.paint(rule.id, Style::new().bold()),
        settings.level(rule).name(),
        wrap(&text, terminal.width, "").join("\n"),
        "The command",
        piped(rule),
        output.trim_end(),
        rule.page(),
    )
}

/// Returns the command that reports on the sample, which it contains.
fn piped(rule: &Rule) -> String {
    let sample: String = rule.sample.lines().map(|line| format!("{}\n", escape(line))).collect();
    format!("cbinspect{} <<'END'\n{sample}END\n", rule.sample_run.options)
}

/// Returns the report on the sample of a rule.
fn shown(rule: &Rule, settings: &Settings, terminal: Terminal) -> String {
    let source = Source::stdin();
    let mut deliveries = Deliveries::new(settings, usize::MAX);
    let mut summary = Summary::default();
    let mut output = Text::default();
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
        let _ = summary.write(terminal, settings, &mut output.bytes);
    }
    String::from_utf8_lossy(&output.bytes).into_owned()
}
