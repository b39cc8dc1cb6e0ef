//! Imports between modules go in one direction, the way of a body through the tool.

use std::fs;

use regex::Regex;
use walkdir::WalkDir;

/// The modules in `src`. Each may import only those after it.
const MODULES: [&str; 14] = [
    "cli",
    "run",
    "report",
    "inspection",
    "framing",
    "source",
    "redact",
    "rules",
    "callback",
    "find",
    "json",
    "position",
    "contract",
    "escape",
];

#[test]
fn imports_point_one_way() {
    let import = Regex::new(r"\bcrate::([a-z_]+)").unwrap();
    let mut imports = 0;
    for entry in WalkDir::new("src") {
        let path = entry.unwrap().into_path();
        let Some(name) = path.iter().nth(1).and_then(|name| name.to_str()) else { continue };
        let name = name.trim_end_matches(".rs");
        if !path.is_file() || matches!(name, "lib" | "main") {
            continue;
        }
        let place = MODULES.iter().position(|module| *module == name);
        let place = place.unwrap_or_else(|| panic!("{}: expected a place in MODULES", path.display()));
        let text = fs::read_to_string(&path).unwrap();
        // Unit tests may import anything.
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        for (line, used) in
            code.lines().flat_map(|line| import.captures_iter(line).map(move |found| (line, found)))
        {
            let used = MODULES.iter().position(|module| *module == &used[1]);
            assert!(
                used.is_none_or(|used| used >= place),
                "{} imports a module before it: {line}",
                path.display()
            );
            imports += 1;
        }
    }
    assert!(imports > 0);
}
