//! Completion scripts, loaded by their shells. If a shell is not installed, only the text of its script is checked.

#[cfg(unix)]
use std::io::ErrorKind;
use std::process::Command;
#[cfg(unix)]
use std::process::Stdio;

use cbinspect::rules::RULES;

use crate::support::PROGRAM;
#[cfg(unix)]
use crate::support::{not_run, path_with_program};

const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "powershell", "elvish"];

/// Runs a script in a shell that finds the command. Returns `None` if the shell is not installed.
#[cfg(unix)]
fn run(shell: &str, script: &str) -> Option<String> {
    let output = Command::new(shell)
        .args(["-c", script])
        .env("PATH", path_with_program())
        .stdin(Stdio::null())
        .output();
    match output {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            not_run(&format!("the completions of {shell}"), "the shell is not installed");
            None
        }
        output => {
            let output = output.unwrap();
            assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{shell}");
            Some(String::from_utf8(output.stdout).unwrap())
        }
    }
}

#[test]
fn every_completion_script_offers_rules_formats_and_groups() {
    for shell in SHELLS {
        let output = Command::new(PROGRAM).args(["--generate", shell]).output().unwrap();
        let script = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && script.contains("cbinspect"), "{shell}");
        // For these shells, clap_complete completes only the names of options.
        if !matches!(shell, "powershell" | "elvish") {
            let names = RULES.iter().map(|rule| rule.id);
            for name in names.chain(["pretty", "github", "junit", "sarif", "errors", "warnings"]) {
                assert!(script.contains(name), "{shell}: {name}");
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn bash_completes_options_and_values() {
    let completed = |words: &str| {
        let last = words.split(' ').count();
        run(
            "bash",
            &format!(
                "source <(cbinspect --generate bash)
                 COMP_WORDS=(cbinspect {words}); COMP_CWORD={last}
                 _cbinspect cbinspect \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD-1]}}\"
                 echo \"${{COMPREPLY[*]}}\""
            ),
        )
    };
    for (words, expected) in [
        ("--format s", "sarif\n"),
        ("-f j", "json junit\n"),
        ("--explain dup", "duplicate-key\n"),
        ("-A miss", "missing-field missing-fail-message\n"),
        ("-D warn", "warnings\n"),
        ("--generate z", "zsh\n"),
        ("--max", "--max-document-size\n"),
    ] {
        if let Some(completed) = completed(words) {
            assert_eq!(completed, expected, "{words}");
        }
    }
}

/// Types a command and the Tab key in an interactive `zsh` that a `zsh` drives.
#[cfg(unix)]
#[test]
fn zsh_completes_options_and_values() {
    for (typed, expected) in [
        ("--format sar", "--format sarif"),
        ("--explain dup", "--explain duplicate-key"),
        ("-D warn", "-D warnings"),
        ("--max", "--max-document-size="),
    ] {
        let script = format!(
            r#"zmodload zsh/zpty
            zpty shell zsh -f -i
            zpty -w shell 'PS1=; autoload -U compinit; compinit -u -D; source <(cbinspect --generate zsh)'
            zpty -w shell 'show() {{ print -r -- "<$BUFFER>"; zle kill-whole-line; }}; zle -N show; bindkey "^G" show'
            zpty -n -w shell $'cbinspect {typed}\t\a'
            zpty -r -m shell completed '*<cbinspect*>*'
            print -r -- ${{${{completed##*<}}%>*}}
            zpty -d shell"#
        );
        if let Some(completed) = run("zsh", &script) {
            assert_eq!(completed.trim_end(), format!("cbinspect {expected}"), "{typed}");
        }
    }
}
