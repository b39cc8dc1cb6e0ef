//! The tool and its rules as SARIF objects.

use super::level;
use super::objects::{Message, ReportingConfiguration, ReportingDescriptor, Tool, ToolComponent};
use crate::rules::{Level, RULES, Rule};

/// The vendor's page on the contract. `helpUri` must be absolute, and docs/rules.md has no address of its own.
const CONTRACT_URI: &str = "https://www.tencentcloud.com/document/product/1211/62096";

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
        "{}\n\nAn example, checked by `{}`:\n\n```json\n{}```\n\nSee `{}`.",
        rule.explanation,
        rule.sample_command(),
        rule.sample,
        rule.page()
    );
    ReportingDescriptor {
        id: rule.id,
        short_description: Message::new(rule.summary),
        full_description: Message::new(rule.explanation),
        help_uri: CONTRACT_URI,
        help: Message { text: text.into(), markdown: Some(markdown) },
        default_configuration: ReportingConfiguration {
            enabled: rule.level != Level::Allow,
            level: level(rule.level),
        },
    }
}
