//! The notations other than JSON that people take for it: how each is recognized, its name, and what to do.

use std::ops::Range;

use super::FIND;
use super::found::Found;
use super::signs::Signs;
use crate::json::lexer::{is_of_word, line_len};

/// A notation other than JSON. Each is a row of [`NOTATIONS`].
#[derive(Debug)]
pub struct Notation {
    /// The name, for a message.
    pub name: &'static str,
    /// What to do.
    pub help: &'static str,
    /// Finds the sign of the notation in a text that does not start with `{`: its byte range.
    in_text: fn(&str) -> Option<Range<usize>>,
    /// Returns whether an object is in the notation, by its tokens and the text from the first violation on.
    in_object: fn(&Signs, &str) -> bool,
}

impl Notation {
    /// Returns the notation of a text that does not start with `{`, and the byte range that shows it.
    pub fn of_text(text: &str) -> Option<(&'static Self, Range<usize>)> {
        NOTATIONS.iter().find_map(|notation| Some((notation, (notation.in_text)(text)?)))
    }

    /// Returns the notation of an object whose first violation is `found`; `None` if it may be JSON with a mistake. Reads
    /// the text once.
    pub fn of_object(text: &str, found: &Found<'_>) -> Option<&'static Self> {
        let behind = &text[found.offset..];
        let signs = Signs::new(text);
        NOTATIONS.iter().find(|notation| (notation.in_object)(&signs, behind))
    }
}

/// All notations. The first that recognizes a text counts.
static NOTATIONS: [Notation; 23] = [
    Notation {
        name: "HTML, probably an error page",
        help: "save the body that the service sends, not the page that a server or proxy answers with",
        in_text: |text| {
            const TAGS: [&str; 12] = [
                "<!doctype html",
                "<html",
                "<head",
                "<body",
                "<title",
                "<meta",
                "<center",
                "<h1",
                "<div",
                "<p>",
                "<script",
                "<style",
            ];
            begins_with_any(text, &TAGS)
        },
        ..OTHER
    },
    Notation {
        name: "XML",
        help: "callbacks of this service are JSON: check whether another service sent this",
        in_text: |text| {
            let is_tag = |tag: &str| {
                tag.starts_with(|first: char| first.is_ascii_alphabetic() || "?!_".contains(first))
            };
            text.strip_prefix('<')
                .is_some_and(|tag| is_tag(tag) && tag.contains('>'))
                .then(|| first_line(text))
        },
        ..OTHER
    },
    Notation {
        name: "Markdown code block",
        help: FIND,
        in_text: |text| begins_with_any(text, &["```", "~~~"]),
        ..OTHER
    },
    Notation {
        name: "curl command",
        help: FIND,
        in_text: |text| begins_with_any(text, &["curl ", "$ curl ", "curl.exe "]),
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
            let name = word(&text[at + 2..]);
            text[at + 2 + name..].starts_with('=').then_some(at..at + 2 + name)
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
        in_object: |_, behind| behind.starts_with("=>") || (behind.starts_with(':') && behind.contains("=>")),
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
        name: "Java map",
        help: "write the map with Jackson's `writeValueAsString` instead of `toString`, or log the body as it arrived",
        in_object: |signs, _| signs.equals > 0 && signs.quoted_names == 0,
        ..OTHER
    },
    Notation {
        name: "Go struct",
        help: "write the struct with `json.Marshal` instead of `%+v`, or log the body as it arrived",
        in_text: |text| {
            let at = ["{Payload:", "map[Payload:"].iter().find_map(|sign| text.find(sign))?;
            Some(at..at + text[at..].find(':')?)
        },
        in_object: |signs, _| signs.bare_names > 1 && signs.is_of_go(),
    },
    Notation {
        name: "Swift dictionary",
        help: "write it with `JSONSerialization` or `JSONEncoder`",
        in_text: |text| {
            let name = text.strip_prefix("[\"")?;
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
    Notation {
        name: "YAML",
        help: "convert it to JSON: `yq -o json`",
        in_text: |text| {
            let line = text.lines().next().unwrap_or_default().trim_end();
            (line == "---" || text.starts_with("Payload:")).then(|| first_line(text))
        },
        ..OTHER
    },
    Notation {
        name: "CSV",
        help: FIND,
        in_text: |text| {
            let line = &text[first_line(text)];
            let is_of_header = |letter: char| letter.is_alphanumeric() || "_,;\"\t ".contains(letter);
            let are_names = |separator| {
                line.split(separator).count() > 1
                    && line.split(separator).all(|name| {
                        let name = name.trim_matches('"');
                        !name.is_empty()
                            && !name.contains(' ')
                            && !name.starts_with(|first: char| first.is_ascii_digit())
                    })
            };
            let is_header = || line.chars().all(is_of_header) && [',', ';', '\t'].into_iter().any(are_names);
            (line.contains("{\"\"") || is_header()).then(|| first_line(text))
        },
        ..OTHER
    },
    Notation {
        name: "Base64",
        help: FIND,
        in_text: |text| {
            let line = &text[first_line(text)];
            let is_of_base64 = |letter: char| letter.is_ascii_alphanumeric() || "+/-_=".contains(letter);
            (line.starts_with("eyJ") && line.len() > 16 && line.chars().all(is_of_base64))
                .then(|| first_line(text))
        },
        ..OTHER
    },
];

/// A row that recognizes nothing.
const OTHER: Notation = Notation { name: "", help: "", in_text: |_| None, in_object: |_, _| false };

/// Returns the range of the first line if the text starts with one of some words, in any case.
fn begins_with_any(text: &str, words: &[&str]) -> Option<Range<usize>> {
    let begins = |word: &&str| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    words.iter().any(|word| begins(&word)).then(|| first_line(text))
}

fn first_line(text: &str) -> Range<usize> {
    0..line_len(text.as_bytes())
}

/// Returns the length in bytes of the word at the start of a text.
fn word(text: &str) -> usize {
    text.bytes().take_while(|byte| is_of_word(*byte)).count()
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::syntax_error::violation::Violation;

    #[test]
    fn recognizes_notations() {
        let table = [
            (r#"{"a": 1"#, None),
            // Python.
            ("{'a': 1}", Some("Python dict")),
            ("{'a': None, 'b': \"can't\"}", Some("Python dict")),
            ("{'a': 'say \"no\"'}", Some("Python dict")),
            ("{u'a': u'b'}", Some("Python dict")),
            ("{'a': b'b'}", Some("Python dict")),
            (r#"{"a": 'b', "c": True}"#, Some("Python dict")),
            // JavaScript.
            ("{a: 1}", Some("JavaScript object")),
            ("{ a: { b: 'c', 'd-e': undefined } }", Some("JavaScript object")),
            ("{\n  // first\n  $a: \"b\",\n}", Some("JavaScript object")),
            ("{\n  $a: \"b\",\n}", Some("JavaScript object")),
            ("{\n  a: `it's \" }`\n}", Some("JavaScript object")),
            ("{'a': undefined}", Some("JavaScript object")),
            ("{ a: { b: 1 } }", Some("JavaScript object")),
            // Others.
            ("{a=1, b={c=2}}", Some("Java map")),
            ("{\n  a = {\n    b = 1;\n  };\n}", Some("Objective-C dictionary")),
            ("{a:{b:1 c:SUCCESS d:}}", Some("Go struct")),
            (r#"{"a"=>{"b"=>1}}"#, Some("Ruby hash")),
            ("{:a=>1}", Some("Ruby hash")),
            (r#"{"_id": ObjectId("0"), "a": 1}"#, Some("MongoDB shell document")),
            (r#"{"a": NumberInt(1)}"#, Some("MongoDB shell document")),
            // JSON with a mistake.
            (r#"{"a": 'b'}"#, None),
            (r#"{'a': "b"}"#, None),
            (r#"{"a": None}"#, None),
            (r#"{"a": undefined}"#, None),
            (r#"{"a": 1, b: 2}"#, None),
            (r#"{"a": "it's None, b: 'c'"}"#, None),
            (r#"{"a": it's}"#, None),
            (r#"{"a": "b" "c=>d": 1}"#, None),
        ];
        for (text, expected) in table {
            let name = Violation::first(text).and_then(|violation| {
                let found = Found::at(text, violation.offset);
                Some(Notation::of_object(text, &found).filter(|_| !found.text.is_empty())?.name)
            });
            assert_eq!(name, expected, "{text}");
        }
    }

    #[test]
    fn recognizes_other_text() {
        let table = [
            ("<!DOCTYPE html>", "HTML", "<!DOCTYPE html>"),
            ("<HTML lang=en>\n", "HTML", "<HTML lang=en>"),
            ("<?xml version=\"1.0\"?>", "XML", "<?xml version=\"1.0\"?>"),
            ("<Response>", "XML", "<Response>"),
            ("```json", "Markdown", "```json"),
            ("curl -d '{\"a\":1}' https://a", "curl command", "curl -d '{\"a\":1}' https://a"),
            ("array(1) {", "PHP dump", "array(1) {"),
            ("object(stdClass)#3 (1) {", "PHP dump", "object(stdClass)#3 (1) {"),
            ("Array\n(", "PHP dump", "Array"),
            ("array (\n  'Payload' => \n", "PHP dump", "array ("),
            ("a:1:{s:7:\"Payload\";a:1:{", "PHP dump", "a:1:{s:7:\"Payload\";a:1:{"),
            ("['Payload' => ['Progress' => 1]]", "PHP dump", "['Payload' => ['Progress' => 1]]"),
            ("$VAR1 = {", "Perl dump", "$VAR1 = {"),
            ("%{\"Payload\" => %{}}", "Elixir map", "%{\"Payload\" => %{}}"),
            ("Payload : @{Progress=100; Status=FAIL}", "PowerShell hashtable", "@{Progress"),
            ("params: {\"Payload\"=>{}}", "Ruby hash", "=>"),
            ("INFO {Payload={Progress=1}}", "Java object", "{Payload"),
            ("INFO cb=A(payload=A.P(progress=1))", "Java object", "A(payload"),
            ("INFO Cb[payload=P[progress=1]]", "Java object", "Cb[payload"),
            ("Callback(payload=Payload(progress=-1, status='FAIL'))", "Python object", "Callback(payload"),
            ("cb: {Payload:{Progress:-1 Status:FAIL}}", "Go struct", "{Payload"),
            ("map[Payload:map[Progress:1]]", "Go struct", "map[Payload"),
            ("[\"Payload\": [\"Progress\": 1]]", "Swift dictionary", "[\"Payload\":"),
            ("b'{\"a\":1}'", "Python bytes", "b'"),
            ("ERROR {'Payload': {'Progress': 1}}", "Python dict", "{'Payload'"),
            ("callback({\"Payload\":{}})", "JSONP", "callback("),
            ("---\n", "YAML", "---"),
            ("Payload:\n  Status: FAIL", "YAML", "Payload:"),
            ("id,received_at,body", "CSV", "id,received_at,body"),
            ("1,\"{\"\"Payload\"\":1}\"", "CSV", "1,\"{\"\"Payload\"\":1}\""),
            ("eyJQYXlsb2FkIjp7fX0aaaa=", "Base64", "eyJQYXlsb2FkIjp7fX0aaaa="),
        ];
        for (text, expected, sign) in table {
            let (notation, range) = Notation::of_text(text).unwrap_or_else(|| panic!("{text}"));
            assert!(notation.name.starts_with(expected), "{text}: {}", notation.name);
            assert_eq!(&text[range], sign, "{text}");
        }
        for text in [
            "INFO body={\"Payload\":{}}",
            "INFO payload={\"Payload\":{}}",
            "it's {",
            "2024-07-18 18:22:38,123 ERROR timeout",
            "a <b> c",
            "<30>Jul 18 host app: {}",
            "hello, world",
            "Error: x",
            "[INFO] started",
            "收到",
        ] {
            assert!(Notation::of_text(text).is_none(), "{text}");
        }
    }
}
