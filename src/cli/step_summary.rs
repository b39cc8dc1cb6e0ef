//! The job summary of GitHub Actions.
//!
//! Source: GitHub Docs, "Workflow commands for GitHub Actions", "Adding a job summary": a step appends Markdown to
//! the file in `GITHUB_STEP_SUMMARY`.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, Error};

use super::workspace;
use crate::report::summary::Summary;
use crate::rules::settings::Settings;
use crate::source::reason;

/// Returns the file of the job summary; `None` outside of a job.
pub fn path() -> Option<PathBuf> {
    workspace::actions_path("GITHUB_STEP_SUMMARY")
}

/// Appends the summary in a job on GitHub.
pub fn append(summary: &Summary, settings: &Settings) -> anyhow::Result<()> {
    let Some(path) = path() else { return Ok(()) };
    let mut text = Vec::new();
    summary
        .write_markdown(settings, &mut text)
        .and_then(|()| OpenOptions::new().append(true).create(true).open(&path)?.write_all(&text))
        .map_err(|error| Error::msg(reason(&error)))
        .with_context(|| format!("cannot write the step summary to {}", path.display()))
}
