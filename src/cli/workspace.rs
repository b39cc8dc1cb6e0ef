//! The directory that reported paths are relative to: the workspace in GitHub Actions, otherwise the current
//! directory.
//!
//! Source: GitHub Docs, "Variables reference", "Default environment variables".

use std::path::PathBuf;
use std::{env, fs};

use crate::report::base::Base;

/// Returns the directory that reported paths are relative to.
pub fn base() -> Base {
    let current = env::current_dir().unwrap_or_default();
    let Some(workspace) = actions_path("GITHUB_WORKSPACE") else {
        return Base::new(&current, std::slice::from_ref(&current));
    };
    // The current directory has no symbolic links in its name, but the workspace may.
    let resolved = fs::canonicalize(&workspace).unwrap_or_default();
    let roots = [workspace, resolved].into_iter().filter(|root| root.is_absolute());
    Base::new(current, &roots.collect::<Vec<_>>())
}

/// Returns the path in an environment variable of GitHub Actions; `None` outside of a job.
pub fn actions_path(variable: &str) -> Option<PathBuf> {
    let is_step = env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true");
    env::var_os(variable).filter(|path| is_step && !path.is_empty()).map(PathBuf::from)
}
