//! The tool and its rules, as a log describes them.

use serde_sarif::sarif::{
    MultiformatMessageString as Text, ReportingConfiguration, ReportingConfigurationLevel,
    ReportingDescriptor, Tool, ToolComponent,
};

use crate::rules::{Level, RULES, Rule};

pub fn tool() -> Tool {
    let driver = ToolComponent::builder()
        .name(env!("CARGO_PKG_NAME"))
        .version(env!("CARGO_PKG_VERSION"))
        .semantic_version(env!("CARGO_PKG_VERSION"))
        .short_description(text(env!("CARGO_PKG_DESCRIPTION").to_owned()))
        .rules(RULES.iter().map(descriptor).collect::<Vec<_>>())
        .build();
    Tool::builder().driver(driver).build()
}

fn descriptor(rule: &Rule) -> ReportingDescriptor {
    let help = Text::builder()
        .text(format!("{}\n\nAn example, {}:\n\n{}", rule.explanation, rule.sample_path(), rule.sample))
        .markdown(format!(
            "{}\n\nAn example, which `{}` explains:\n\n```json\n{}```",
            rule.explanation,
            rule.sample_command(),
            rule.sample
        ))
        .build();
    ReportingDescriptor::builder()
        .id(rule.id)
        .short_description(text(rule.summary.to_owned()))
        .full_description(text(rule.explanation.to_owned()))
        .help(help)
        .default_configuration(configuration(rule.level))
        .build()
}

fn text(text: String) -> Text {
    Text::builder().text(text).build()
}

fn configuration(level: Level) -> ReportingConfiguration {
    let name = match level {
        Level::Error => ReportingConfigurationLevel::Error,
        Level::Warning | Level::Allow => ReportingConfigurationLevel::Warning,
    };
    ReportingConfiguration::builder().enabled(level != Level::Allow).level(name.to_string()).build()
}
