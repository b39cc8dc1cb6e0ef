//! Notations in which programs print values.

use std::ops::Range;

use super::FIND;
use super::notation::{Notation, OTHER, begins_with_any, finds_any, first_line, word};
use crate::json::lexer::is_of_word;

/// The rows.
pub static VALUES: [Notation; 28] = [
    Notation {
        name: "Erlang map",
        help: "write the map with `jsx:encode`",
        in_text: |text| begins_with_any(text, &["#{"]),
        ..OTHER
    },
    Notation {
        name: "PHP dump",
        help: "write the value with `json_encode`, or log `php://input`",
        in_text: |text| {
            let is_of_count = |open: &str, close: &str| {
                let rest = text
                    .strip_prefix(open)
                    .map(|rest| rest.trim_start_matches(|digit: char| digit.is_ascii_digit()));
                rest.is_some_and(|rest| rest.starts_with(close))
            };
            let is_object =
                || text.starts_with("object(") && text.lines().next().is_some_and(|line| line.contains(")#"));
            let is_serialized = || is_of_count("a:", ":{") || is_of_count("O:", ":\"");
            let is_printed = || {
                let mut lines = text.lines().map(str::trim);
                matches!(lines.next(), Some("Array" | "stdClass Object" | "array ("))
                    && matches!(lines.next(), None | Some("("))
                    || text.starts_with("array (")
            };
            let is_literal = || text.starts_with('[') && text.contains("=>");
            (is_of_count("array(", ") {") || is_object() || is_serialized() || is_printed() || is_literal())
                .then(|| first_line(text))
        },
        ..OTHER
    },
    Notation {
        name: "PHP array or Python list",
        help: "write the value with `json_encode` in PHP, with `json.dumps` in Python",
        // The splitter takes a bracket alone for text only if a string in single quotes follows.
        in_text: |text| (text.trim_end() == "[").then_some(0..1),
        ..OTHER
    },
    Notation {
        name: "JavaScript object converted to a string",
        help: "write the object with `JSON.stringify(value)`",
        in_text: |text| begins_with_any(text, &["[object Object]"]),
        ..OTHER
    },
    Notation {
        name: "C# record",
        help: "write it with `JsonSerializer.Serialize(value)`",
        in_text: |text| finds_any(text, &["{ Payload = ", "{ payload = "]),
        ..OTHER
    },
    Notation {
        name: "Rust value",
        help: "write the value with `serde_json::to_string` instead of `{:?}`",
        in_text: |text| {
            finds_any(text, &["{ payload: ", "{ Payload: ", "{\n    payload: ", "Object {\"Payload\": "])
        },
        ..OTHER
    },
    Notation {
        name: "Perl dump",
        help: "write the value with `encode_json`",
        in_text: |text| begins_with_any(text, &["$VAR1 ="]),
        ..OTHER
    },
    Notation {
        name: "Elixir map",
        help: "write the map with `Jason.encode!`",
        in_text: |text| begins_with_any(text, &["%{"]),
        ..OTHER
    },
    Notation {
        name: "PowerShell hashtable",
        help: "write it with `ConvertTo-Json -Depth 5`",
        in_text: |text| {
            let at = text.find("@{")?;
            let behind = text[at + 2..].trim_start();
            let is_member = behind[word(behind)..].trim_start().starts_with('=');
            (behind.is_empty() || word(behind) > 0 && is_member).then_some(at..at + 2)
        },
        ..OTHER
    },
    Notation {
        name: "MongoDB shell document",
        help: "export it with `mongoexport`, or print it with `EJSON.stringify(value)`",
        in_object: |_, behind| {
            const TYPES: [&str; 9] = [
                "ObjectId",
                "ISODate",
                "NumberInt",
                "NumberLong",
                "NumberDecimal",
                "UUID",
                "BinData",
                "Timestamp",
                "DBRef",
            ];
            let (name, rest) = behind.split_at(word(behind));
            TYPES.contains(&name) && rest.trim_start().starts_with('(')
        },
        ..OTHER
    },
    Notation {
        name: "Ruby hash",
        help: "write the hash with `to_json`",
        in_text: |text| {
            let at = text.find("=>").filter(|at| text[..*at].contains('{'))?;
            Some(at..at + 2)
        },
        in_object: |signs, behind| {
            behind.starts_with("=>")
                || (behind.starts_with(':') && behind.contains("=>"))
                || (signs.bare_names > 1 && signs.quoted_names == 0 && signs.nil > 0)
        },
    },
    Notation {
        name: "Clojure map",
        help: "write the map with `cheshire.core/generate-string`",
        in_object: |signs, behind| {
            signs.quoted_names == 0 && behind.starts_with(':') && word(&behind[1..]) > 0
        },
        ..OTHER
    },
    Notation {
        name: "Scala map",
        help: "write the map with a JSON library such as `circe`",
        in_text: |text| finds_any(text, &["Map(Payload ->", "Map(payload ->"]),
        ..OTHER
    },
    Notation {
        name: "Haskell record",
        help: "write the record with `Data.Aeson.encode`",
        in_text: |text| finds_any(text, &["{payload = "]),
        ..OTHER
    },
    Notation {
        name: "JavaScript source",
        help: "print the object with `JSON.stringify(value)`",
        in_text: |text| {
            let starts = ["module.exports", "export default", "const ", "let ", "var "];
            begins_with_any(text, &starts).filter(|_| text.contains('{') && !text.contains("\"Payload\""))
        },
        ..OTHER
    },
    Notation {
        name: "Python object",
        help: "write it with `json.dumps(dataclasses.asdict(value))`, or log the body as it arrived",
        in_text: |text| {
            member_of_object(text).filter(|_| ["='", "=None"].iter().any(|sign| text.contains(sign)))
        },
        ..OTHER
    },
    Notation {
        name: "Java object as `toString` prints it",
        help: "write the object with Jackson's `writeValueAsString`, or log the body as it arrived",
        in_text: member_of_object,
        ..OTHER
    },
    Notation {
        name: "Objective-C dictionary",
        help: "write it with `NSJSONSerialization`",
        in_object: |signs, behind| {
            let rest = behind[word(behind)..].trim_start();
            signs.equals == 0 && signs.quoted_names == 0 && rest.starts_with('=') && behind.contains(';')
        },
        ..OTHER
    },
    Notation {
        name: "Lua table",
        help: "write the table with a JSON library such as `cjson.encode`",
        in_object: |signs, behind| {
            let rest = behind[word(behind)..].trim_start();
            signs.equals == 0 && signs.quoted_names == 0 && word(behind) > 0 && rest.starts_with("= ")
        },
        ..OTHER
    },
    Notation {
        name: "Java map",
        help: "write the map with Jackson's `writeValueAsString` instead of `toString`, or log the body as it arrived",
        in_object: |signs, _| signs.equals > 0 && signs.quoted_names == 0,
        ..OTHER
    },
    Notation {
        name: "Go struct",
        help: "write the struct with `json.Marshal` instead of `%+v`, or log the body as it arrived",
        in_text: |text| {
            let found = finds_any(text, &["{Payload:", "map[Payload:"])?;
            Some(found.start..found.end - 1)
        },
        in_object: |signs, _| signs.bare_names > 1 && signs.is_of_go(),
    },
    Notation {
        name: "object whose quotes a shell removed",
        help: "put the body in single quotes for the shell",
        in_object: |signs, _| {
            signs.bare_names > 1
                && signs.bare_values > 0
                && signs.is_without_quotes()
                && !signs.has_spaced_colons()
        },
        ..OTHER
    },
    Notation {
        name: "YAML",
        help: "convert it to JSON: `yq -o json`",
        in_text: |text| {
            let line = text.lines().next().unwrap_or_default().trim_end();
            (line == "---" || text.starts_with("Payload:")).then(|| first_line(text))
        },
        in_object: |signs, _| {
            signs.bare_names > 1 && signs.bare_values > 0 && signs.quoted_names + signs.single_quoted == 0
        },
    },
    Notation {
        name: "Swift dictionary",
        help: "write it with `JSONSerialization` or `JSONEncoder`",
        in_text: |text| {
            let name = text.strip_prefix("[\"").filter(|_| !text.contains('{'))?;
            let end = name.find('"')?;
            name[end + 1..].starts_with(':').then_some(0..end + 4)
        },
        ..OTHER
    },
    Notation {
        name: "Python bytes literal",
        help: "print `body.decode()` instead of the bytes",
        in_text: |text| ["b'{", "b\"{"].iter().any(|sign| text.starts_with(sign)).then_some(0..2),
        ..OTHER
    },
    Notation {
        name: "Python dict",
        help: "write the dict with `json.dumps(value)` instead of `str` or `print`",
        in_text: |text| {
            let at = text.find("{'").or_else(|| text.find("OrderedDict([("))?;
            let end = text[at + 2..].find(['\'', '('])? + at + 3;
            text[..at].rfind('"').is_none().then_some(at..end)
        },
        in_object: |signs, _| {
            let has_foreign_strings = signs.single_quoted > 0 || signs.prefixed > 0;
            let is_typical = signs.python_words > 0 || signs.prefixed > 0;
            signs.bare_names == 0
                && (has_foreign_strings && is_typical
                    || signs.single_quoted > 0 && signs.double_quoted == 0 && signs.undefined == 0)
        },
    },
    Notation {
        name: "JavaScript object",
        help: "write the object with `JSON.stringify(value)` instead of printing it to a console",
        in_object: |signs, _| {
            let has_foreign_strings = signs.single_quoted > 0 || signs.prefixed > 0;
            if signs.bare_names > 0 {
                signs.quoted_names == 0
            } else {
                has_foreign_strings && signs.undefined > 0
            }
        },
        ..OTHER
    },
    Notation {
        name: "JSONP, a call in JavaScript",
        help: FIND,
        in_text: |text| {
            let name =
                text.find(|letter: char| !(letter.is_ascii_alphanumeric() || "_$.".contains(letter)))?;
            (name > 0 && text[name..].starts_with("({")).then_some(0..name + 1)
        },
        ..OTHER
    },
];

/// Finds the first member of an object that is printed as `Type(name=value, …)` or `{name=value, …}`, and has a name of
/// the contract: the range from the type to the `=`.
fn member_of_object(text: &str) -> Option<Range<usize>> {
    const NAMES: [&str; 2] = ["payload", "progress"];
    let bytes = text.as_bytes();
    text.match_indices('=').find_map(|(equals, _)| {
        let is_of_type = |byte: u8| is_of_word(byte) || byte == b'.';
        let before = |end: usize, is_of_run: fn(u8) -> bool| {
            bytes[..end].iter().rposition(|byte| !is_of_run(*byte)).map_or(0, |at| at + 1)
        };
        let name = before(equals, is_of_word);
        let bracket = name.checked_sub(1)?;
        let is_member = NAMES.iter().any(|known| known.eq_ignore_ascii_case(&text[name..equals]));
        let is_json = text[equals + 1..].starts_with("{\"");
        (is_member && !is_json && matches!(bytes[bracket], b'(' | b'{' | b'['))
            .then(|| before(bracket, is_of_type)..equals)
    })
}
