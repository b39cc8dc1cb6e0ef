//! The tool and its rules, as a log describes them.

use super::level;
use super::objects::{Message, ReportingConfiguration, ReportingDescriptor, Tool, ToolComponent};
use crate::rules::Level;
use crate::rules::RULES;
use crate::rules::Rule;

pub fn tool() -> Tool {
    let driver = ToolComponent {
        name: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        semantic_version: env!("CARGO_PKG_VERSION"),
        short_description: Message::new(env!("CARGO_PKG_DESCRIPTION")),
        rules: RULES.iter().map(descriptor).collect(),
    };
    Tool { driver }
}

fn descriptor(rule: &Rule) -> ReportingDescriptor {
    let text = format!("{}\n\nAn example, {}:\n\n{}", rule.explanation, rule.sample_path(), rule.sample);
    let markdown = format!(
        "{}\n\nAn example, which `{}` explains:\n\n```json\n{}```",
        rule.explanation,
        rule.sample_command(),
        rule.sample
    );
    ReportingDescriptor {
        id: rule.id,
        short_description: Message::new(rule.summary),
        full_description: Message::new(rule.explanation),
        help: Message { text: text.into(), markdown: Some(markdown) },
        default_configuration: ReportingConfiguration {
            enabled: rule.level != Level::Allow,
            level: level(rule.level),
        },
    }
}
