//! The notations other than JSON that people take for it: how each is recognized, its name, and what to do.

use std::ops::Range;

use super::found::Found;
use super::notations::notations;
use super::signs::Signs;
use crate::json::lexer::{is_of_word, line_len};

/// A notation other than JSON. Each is a row of the [table](super::notations).
#[derive(Debug)]
pub struct Notation {
    /// The name, for a message.
    pub name: &'static str,
    /// What to do.
    pub help: &'static str,
    /// Finds the sign of the notation in a text that does not start with `{`: its byte range.
    pub in_text: fn(&str) -> Option<Range<usize>>,
    /// Returns whether an object is in the notation, by its tokens and the text from the first violation on.
    pub in_object: fn(&Signs, &str) -> bool,
}

impl Notation {
    /// Returns the notation of a text that does not start with `{`, and the byte range that shows it.
    pub fn of_text(text: &str) -> Option<(&'static Self, Range<usize>)> {
        notations().find_map(|notation| Some((notation, (notation.in_text)(text)?)))
    }

    /// Returns the notation of an object whose first violation is `found`; `None` if it may be JSON with a mistake. Reads
    /// the text once.
    pub fn of_object(text: &str, found: &Found<'_>) -> Option<&'static Self> {
        let behind = &text[found.offset..];
        let signs = Signs::new(text);
        notations().find(|notation| (notation.in_object)(&signs, behind))
    }
}

/// A row that recognizes nothing.
pub const OTHER: Notation = Notation { name: "", help: "", in_text: |_| None, in_object: |_, _| false };

/// Returns the range of the first line if the text starts with one of some words, in any case.
pub fn begins_with_any(text: &str, words: &[&str]) -> Option<Range<usize>> {
    let begins = |word: &&str| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    words.iter().any(begins).then(|| first_line(text))
}

/// Returns the range of the first of some signs that a text contains.
pub fn finds_any(text: &str, signs: &[&str]) -> Option<Range<usize>> {
    signs.iter().find_map(|sign| text.find(sign).map(|at| at..at + sign.trim_end().len()))
}

/// Returns whether a character belongs to Base64, in either alphabet (RFC 4648).
pub const fn is_of_base64(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '+' | '/' | '-' | '_' | '=')
}

/// Returns the range of the first line.
pub fn first_line(text: &str) -> Range<usize> {
    0..line_len(text.as_bytes())
}

/// Returns the length in bytes of the word at the start of a text.
pub fn word(text: &str) -> usize {
    text.bytes().take_while(|byte| is_of_word(*byte)).count()
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
            ("{\n  a = {\n    b = 1,\n  }\n}", Some("Lua table")),
            ("{a:{b:1 c:SUCCESS d:}}", Some("Go struct")),
            (r#"{"a"=>{"b"=>1}}"#, Some("Ruby hash")),
            ("{:a=>1}", Some("Ruby hash")),
            (r#"{"_id": ObjectId("0"), "a": 1}"#, Some("MongoDB shell document")),
            (r#"{"a": NumberInt(1)}"#, Some("MongoDB shell document")),
            ("{a: {b: \"c\", d: nil}}", Some("Ruby hash")),
            ("{a: {b: https://c, d: e}}", Some("YAML")),
            ("{:a {:b 1}}", Some("Clojure map")),
            ("{&quot;a&quot;:1}", Some("HTML escapes")),
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
            ("[Payload]\nProgress = 1", "TOML", "[Payload]"),
            (
                "00000000: 7b22 5061 796c 6f61  {\"Payloa",
                "hex dump",
                "00000000: 7b22 5061 796c 6f61  {\"Payloa",
            ),
            ("[object Object]", "JavaScript", "[object Object]"),
            ("Callback { Payload = Payload { Progress = 1 } }", "C# record", "{ Payload ="),
            ("Callback { payload: Payload { progress: 1 } }", "Rust value", "{ payload:"),
            ("$VAR1 = {", "Perl dump", "$VAR1 = {"),
            ("%{\"Payload\" => %{}}", "Elixir map", "%{\"Payload\" => %{}}"),
            ("Payload : @{Progress=100; Status=FAIL}", "PowerShell hashtable", "@{"),
            ("params: {\"Payload\"=>{}}", "Ruby hash", "=>"),
            ("@{\n  Payload = @{", "PowerShell hashtable", "@{"),
            ("#{<<\"Payload\">> => 1}", "Erlang map", "#{<<\"Payload\">> => 1}"),
            ("Map(Payload -> Map(Progress -> 1))", "Scala map", "Map(Payload ->"),
            ("A {payload = B {progress = 1}}", "Haskell record", "{payload ="),
            ("Payload = {\n  Progress = 1\n}", "HCL", "Payload = {"),
            ("Payload.Progress=1\n", "Java properties", "Payload.Progress=1"),
            ("Payload {\n  Progress: 1\n}", "Protocol Buffers", "Payload {"),
            ("module.exports = {", "JavaScript source", "module.exports = {"),
            ("<?php\nreturn [", "PHP code", "<?php"),
            ("[", "PHP array", "["),
            ("| Field | Value |", "Markdown table", "| Field | Value |"),
            ("<!-- page -->\n<html>", "HTML", "<!-- page -->"),
            ("502 Bad Gateway", "HTTP error", "502 Bad Gateway"),
            ("<<<<<<< HEAD", "merge conflict", "<<<<<<< HEAD"),
            ("event: callback\ndata: x", "server-sent events", "event: callback"),
            ("7b225061796c6f6164223a7b7d7d", "hexadecimal digits", "7b225061796c6f6164223a7b7d7d"),
            ("H4sIAGBBCGsC/yWOSw6DIBRF9", "gzip data in Base64", "H4sIAGBBCGsC/yWOSw6DIBRF9"),
            (
                "version https://git-lfs.github.com/spec/v1",
                "Git LFS",
                "version https://git-lfs.github.com/spec/v1",
            ),
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
            "1721298158 1721298159 12 13 14",
            "500 callbacks, 2 of them invalid",
            "payload = {\n  \"Payload\": {}\n}",
            "const body = {\"Payload\":{}}",
            "收到",
        ] {
            assert!(Notation::of_text(text).is_none(), "{text}");
        }
    }
}
