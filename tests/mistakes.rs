//! Mistakes: each is one finding, with a help that works.

use cbinspect::Inspection;

use crate::support::settings;

/// Bodies with one mistake, which is found once: the rule, the message, and a part of the help.
#[test]
fn a_mistake_in_names_or_structure_is_one_finding() {
    const FIELDS: &str =
        r#""Progress":100,"MediaUrl":"https://a.cn/b.mp4","Status":"SUCCESS","TaskId":"0123456789abcdef""#;
    let body = |fields: &str| format!(r#"{{"Payload":{{{fields}}}}}"#);
    let renamed =
        |name: &str, other: &str| body(&FIELDS.replace(&format!("\"{name}\""), &format!("\"{other}\"")));
    let prefixed = |prefix: &str| {
        let names = ["Progress", "MediaUrl", "Status", "TaskId"];
        names.iter().fold(FIELDS.to_owned(), |fields, name| {
            fields.replace(&format!("\"{name}\":"), &format!("\"{prefix}{name}\":"))
        })
    };
    let dynamo = r#""Progress":{"N":"100"},"MediaUrl":{"S":"https://a.cn/b"},"Status":{"S":"SUCCESS"},"TaskId":{"S":"t"}"#;
    let table = [
        (renamed("MediaUrl", "DownloadUrl"), "missing-field", "`MediaUrl` is missing: found `DownloadUrl`", "rename"),
        (renamed("Status", "TaskStatus"), "missing-field", "`Status` is missing: found `TaskStatus`", "rename"),
        (renamed("TaskId", "任务ID"), "missing-field", "`TaskId` is missing: found `任务ID`", "rename"),
        (renamed("Progress", "进度"), "missing-field", "`Progress` is missing: found `进度`", "rename"),
        (
            renamed("Status", "\u{405}tatus"),
            "missing-field",
            "`Status` is missing: found `\u{405}tatus`, which has U+0405",
            "to `Status`",
        ),
        (
            body(&prefixed("$")),
            "missing-field",
            "the names in `Payload` begin with a mark: expected names like `MediaUrl` and `TaskId`",
            "rename `$Progress` to `Progress`",
        ),
        (
            format!("{{{}}}", prefixed("Payload.")),
            "missing-field",
            "`Payload` is missing: its fields are at the top level",
            "rename `Payload.Progress` to `Progress`",
        ),
        (
            format!(r#"{{"Payload":{{}},{FIELDS}}}"#),
            "missing-field",
            "`Progress`, `MediaUrl`, `Status` and `TaskId` are beside `Payload`: expected inside it",
            "into `Payload`",
        ),
        (
            r#"{"Payload":{"Progress":100,"MediaUrl":"https://a.cn/b.mp4","Status":"SUCCESS"},"TaskId":"0123456789abcdef"}"#.to_owned(),
            "missing-field",
            "`TaskId` is beside `Payload`: expected inside it",
            "move `TaskId` into `Payload`",
        ),
        (
            body(&format!(r#""Result":{{{FIELDS}}}"#)),
            "missing-field",
            "the fields are in `Result`: expected them in `Payload` itself",
            "move them out of `Result`",
        ),
        (
            body(&format!(r#""Payload":{{"Payload":{{{FIELDS}}}}}"#)),
            "missing-field",
            "`Payload` contains another `Payload`: expected the fields in the outer one",
            "as the body",
        ),
        (
            format!(r#"{{"Payloads":[{}]}}"#, body(FIELDS)),
            "missing-field",
            "`Payload` is missing: found a callback at /Payloads/0",
            "--find",
        ),
        (
            r#"{"$schema":"x","type":"object","properties":{"Payload":{"type":"object"}}}"#.to_owned(),
            "missing-field",
            "this is a JSON Schema, not a callback",
            "pass a body",
        ),
        (
            r#"{"Response":{"Error":{"Code":"AuthFailure"},"RequestId":"r"}}"#.to_owned(),
            "missing-field",
            "this is the answer to a request, not a callback",
            "`CallbackUrl`",
        ),
        (body(dynamo), "wrong-type", "all values are in DynamoDB's JSON: expected plain values", "unmarshall"),
        (
            body(&format!(r#""M":{{{dynamo}}}"#)),
            "missing-field",
            "all values are in DynamoDB's JSON: expected plain values",
            "unmarshall",
        ),
        (
            body(r#""Progress":[100],"MediaUrl":["https://a.cn/b"],"Status":["SUCCESS"],"TaskId":["t"]"#),
            "wrong-type",
            "all values are in arrays: expected plain values",
            "without the array",
        ),
        (
            format!(r#"{{"Payload":[{{{FIELDS}}}]}}"#),
            "wrong-type",
            "`Payload` is an array: expected an object",
            "without the array",
        ),
        (
            format!(r#"{{"Payload":[{}]}}"#, body(FIELDS)),
            "wrong-type",
            "`Payload` is an array: expected an object",
            "each element as a body",
        ),
        (
            r#"{"Payload":"@{Progress=100; Status=FAIL}"}"#.to_owned(),
            "wrong-type",
            "`Payload` is a string, \"@{Progress=100; Status=FAIL}\": expected an object",
            "ConvertTo-Json -Depth 5",
        ),
    ];
    for (body, rule, message, help) in table {
        let inspection = Inspection::new(body.as_bytes(), &settings());
        let found: Vec<_> =
            inspection.findings.iter().map(|finding| (finding.rule.id, finding.message.as_str())).collect();
        assert_eq!(found, [(rule, message)], "{body}");
        let found = inspection.findings[0].help.as_deref().unwrap_or_default();
        assert!(found.contains(help), "{body}: {found:?}");
    }
}

/// Text mistaken for JSON: the marked text, the message, and a part of the help.
#[test]
fn mistakes_are_explained_with_a_fix() {
    const PYTHON: &str = "json.dumps";
    const JAVASCRIPT: &str = "JSON.stringify";
    const COMMENT: &str = "comments are not allowed";
    let table: &[(&str, &str, &str, &str)] = &[
        ("{'a': 1}", "'a'", "Python dict: found `'a'`", PYTHON),
        (r#"{"a\"b": True, 'c': 1}"#, "True", "Python dict: found `True`", PYTHON),
        (r#"{u"a": 1}"#, "u\"a\"", "Python dict: found `u\"a\"`", PYTHON),
        (r#"b'{"a": 1}'"#, "b'", "Python bytes literal: found `b'`", "body.decode()"),
        ("{\n  a: {b: 1}}", "a", "JavaScript object: found `a`", JAVASCRIPT),
        ("{'a': undefined}", "'a'", "JavaScript object: found `'a'`", JAVASCRIPT),
        (r#"{'a': "b"}"#, "'a'", "expected a member name in double quotes, found `'a'`", "\"a\""),
        (r#"{"a": 'b"c'}"#, "'b\"c'", "expected a string in double quotes, found `'b\"c'`", "double quotes"),
        (r#"{"a": 1, b: 2}"#, "b", "expected a member name in double quotes, found `b`", "\"b\""),
        (r#"{"a": None}"#, "None", "expected a value, found `None`", "`null`"),
        (r#"{"a": nan}"#, "nan", "expected a value, found `nan`", "JSON has no `nan`"),
        (r#"{"a": -Infinity}"#, "-Infinity", "invalid number, found `-Infinity`", "JSON has no `Infinity`"),
        // Quotes.
        (r#"{"a": ""b"}"#, "\"\"", "expected one quote before `b`, found two", "remove one of the quotes"),
        (
            r#"{"a": ""c""}"#,
            "\"\"",
            "expected one quote before `c`, found two",
            "one quote on each side: \"c\"",
        ),
        (r#"{"a": "b" + "c"}"#, "+", "expected one string, found several in a row", "one pair of quotes"),
        ("{\"a\": \"b\"\n \"c\"}", "\"", "expected one string, found several in a row", "one pair of quotes"),
        (
            r#"{"a": "b""c"}"#,
            "\"",
            "expected `,` or the end of the object, found `\"` behind a quote",
            r#"`\"`"#,
        ),
        (
            r#"{"a: b", "c": 1}"#,
            "\"a: b\"",
            "expected a name and a value, found both in one pair of quotes",
            r#"write "a": "b""#,
        ),
        (
            r#"{"a: 1"}"#,
            "\"a: 1\"",
            "expected a name and a value, found both in one pair of quotes",
            r#"write "a": 1"#,
        ),
        (r#"{"a: "b"}"#, "", "expected a closing quote after the name", "add the closing quote"),
        // Brackets and other marks.
        (r#"{"a": "b": 1}"#, "", "expected `{` before the member \"b\"", "add `{` before it"),
        (r#"{"a": ["b": 1]}"#, "", "expected `{` before the member \"b\"", "instead of `[` and `]`"),
        (r#""a": 1"#, "", "expected `{` before the member \"a\"", "and `}` at the end if there is none"),
        (r#""a": 1}"#, "", "expected `{` before the member \"a\"", "add `{` before it"),
        (r#"{"a": (1)}"#, "(", "expected a value, found `(`", "write `{` instead"),
        (r#"{{"a": 1}"#, "{", "expected a member name in double quotes, found another `{`", "remove one `{`"),
        (r#"{"a":: 1}"#, ":", "expected a value, found another `:`", "remove one `:`"),
        (r#"{"a"; 1}"#, ";", "expected `:`, found `;`", "write `:` instead"),
        ("{\"a\": −1}", "−", "expected a value, found `−`", "write `-` instead"),
        ("{\"a\": １}", "１", "expected a value, found `１`", "ASCII digits"),
        ("{\"a\": ｛}}", "｛", "expected a value, found `｛`", "write `{` instead"),
        (
            "{\"a\":\u{a0}1}",
            "\u{a0}",
            "expected a value, found a blank that is no ASCII space (U+00A0)",
            "ASCII space",
        ),
        (r#"{"a": {"b": 1]}"#, "]", "expected `,` or `}`, found `]`", "write `}` instead"),
        (r#"{"a":1]"#, "]", "expected `,` or `}`, found `]`", "write `}` instead"),
        (r#"["a": {"b": 1}}"#, "", "expected `{` before the member \"a\"", "instead of `[` and `]`"),
        ("{\"a\": \"b\"，\"c\": 1}", "，", "expected `,` or `}`, found `，`", "write `,` instead"),
        // Quotes that do not close a string.
        ("{\"a\": \"b”, \"c\": 1}", "”", "expected a closing quote, found `”`", "write `\"` instead"),
        ("{\"a\": \"b',\n \"c\": 1}", "'", "expected a closing quote, found `'`", "write `\"` instead"),
        (
            "{\"a\": \"D:\\\", \"c\": 1}",
            "\\",
            "expected a closing quote, found one behind a backslash",
            "write the backslash as `\\\\`",
        ),
        (
            "{\"a\": '''b'''}",
            "'''",
            "expected a string in double quotes, found `'''`, which Kibana and Python write",
            "one string",
        ),
        // Values of fields.
        (r#"{"TaskId": 0012}"#, "0012", "invalid number, found `0012`", "write \"0012\""),
        (r#"{"Progress": None}"#, "None", "expected an integer, found `None`", "write 100 after a success"),
        (
            r#"{"FailMessage": None}"#,
            "None",
            "expected a string, found `None`",
            "write \"\" if there is none",
        ),
        (r#"{"a": - 1}"#, "-", "expected digits after `-`, found a blank", "remove the blank after `-`"),
        ("{a:{b:1,c:https://d}}", "a", "object whose quotes a shell removed: found `a`", "in single quotes"),
        // Placeholders, calls and text without quotes.
        (
            r#"{"a": ${b}}"#,
            "${b}",
            "expected a value, found the placeholder `${b}`",
            "replace it with a value",
        ),
        (r#"{"a": {{ b }}}"#, "{{ b }}", "expected a value, found the placeholder `{{ b }}`", "with a value"),
        (
            r#"{"a": uuid()}"#,
            "uuid()",
            "expected a value, found the call `uuid()`",
            "replace it with its value",
        ),
        (
            r#"{"a": b-c 1}"#,
            "b-c 1",
            "expected a string in double quotes, found `b-c 1`",
            "quotes: \"b-c 1\"",
        ),
        // Numbers.
        (r#"{"a": 0x64}"#, "0x64", "invalid number, found `0x64`", "write 100"),
        (r#"{"a": 1_00}"#, "1_00", "invalid number, found `1_00`", "write 100"),
        (r#"{"a": 1,00}"#, ",", "expected a member name, found a comma in a number", "remove the comma"),
        // A merge conflict.
        (
            "{\n<<<<<<< HEAD\n\"a\": 1\n=======\n\"a\": 2\n>>>>>>> b\n}",
            "<<<<<<< HEAD",
            "merge conflict: found `<<<<<<< HEAD`",
            "keep one side",
        ),
        (r#"{"a": 0x1F}"#, "0x1F", "invalid number, found `0x1F`", "write 31"),
        (r#"{"a": [1}"#, "}", "expected `,` or `]`, found `}`", "close the array with `]` first"),
        (r#"{"a": 1]}"#, "]", "expected `,` or `}`, found `]`", "remove the `]`"),
        (r#"{"a": 1, // b"#, "// b", COMMENT, "remove the comment"),
        ("{\"a\": 1 /* b\nc */}", "/* b\nc */", COMMENT, "remove the comment"),
        ("# {}", "# {}", "comments and headings are not allowed", "remove it"),
        ("{\"a\": [1 , \n]}", ",", "trailing comma", "remove the comma"),
        (r#"{"a":]}"#, "]", "expected a value, found `]`", ""),
        // The place is where the mistake was made, and the help does not alter the content.
        (r#"{"a": 01}"#, "01", "invalid number, found `01`", "write 1"),
        (r#"{"a": +1}"#, "+1", "invalid number, found `+1`", "write 1"),
        (r#"{"a": -.5}"#, "-.5", "invalid number, found `-.5`", "write -0.5"),
        (r#"{"a": 1.}"#, "1.", "invalid number, found `1.`", "write 1"),
        (
            r#"{"a": 1,, "b": 2}"#,
            ",",
            "expected a member name in double quotes, found `,`",
            "remove the comma",
        ),
        (r#"{"a": 1; "b": 2}"#, ";", "expected `,` or `}`, found `;`", "write `,` instead"),
        (r#"{"a": 1 "b": 2}"#, "", "expected `,` before `\"b\"`", "add a comma"),
        (r#"{"a": ["b" "c"]}"#, "", "expected `,` before `\"c\"`", "add a comma"),
        (r#"{"a" 1}"#, "", "expected `:` after the name", "add a colon"),
        (r#"{"a" = 1}"#, "=", "expected `:`, found `=`", "write `:` instead"),
        (
            r#"{"a": "say "no" to"}"#,
            "\"",
            "expected `,` or the end of the object, found `no` behind a quote",
            "`\\\"`",
        ),
        (r#"{"a": "b, "c": 1}"#, "", "expected a closing quote", "add the closing quote"),
        ("{\"a\": \"b,\n\"c\": 1}", "", "expected a closing quote", "add the closing quote"),
        ("{\"a\": \"b\n}", "", "expected a closing quote", "add the closing quote"),
        (r#"{"a": {"b": "c}}"#, "", "expected a closing quote", "add the closing quote"),
        (r#"{"a": bc"}"#, "bc", "expected a quote before `bc`", "add a quote before `bc`"),
        (
            r#"{"a": https://b.cn/c}"#,
            "https://b.cn/c",
            "expected a string in double quotes, found `https://b.cn/c`",
            "put the URL in double quotes",
        ),
        (
            r#"{"a": """b"""}"#,
            "\"\"\"",
            "expected a string in double quotes, found `\"\"\"`, which Kibana and Python write",
            "with each line break as `\\n`",
        ),
        (r#"{""a"": 1}"#, "\"\"", "expected a member name, found the doubled quotes of CSV", "`--find`"),
        ("{\"a\": \"https://b.cn/\n  c\"}", "\n", "line break in a string", "join the lines"),
        ("{\"a\": \"b\nc\"}", "\n", "line break in a string", "write the line break as `\\n`"),
        ("{\"a\": \"b\tc\"}", "\t", "tab in a string", "write the tab as `\\t`"),
        ("{\"a\": \"b\u{1}c\"}", "\u{1}", "a control character (U+0001) in a string", "`\\u0001`"),
        (r#"{"a": "it\'s"}"#, "\\'", "invalid escape, found `\\'`", "remove the backslash"),
        (r#"{"a": "b\&c"}"#, "\\&", "invalid escape, found `\\&`", "remove the backslash"),
        (r#"{"a": "\u12"}"#, "\\u", "invalid escape, found `\\u`", "four hexadecimal digits"),
        (
            r#"{"a": "C:\dir"}"#,
            "\\d",
            "invalid escape, found `\\d`",
            "write `\\\\` if the text has a backslash",
        ),
        (r#"{"a": "b\U0001f600"}"#, "\\U", "invalid escape, found `\\U`", "write the character itself"),
        (r#"{"a": "b\0"}"#, "\\0", "invalid escape, found `\\0`", "write a NUL character as `\\u0000`"),
        (r#"{"Payload": "\xe6"}"#, "\\x", "invalid escape, found `\\x`", "`--find`"),
        (
            "{\"a\": \u{200b}1}",
            "\u{200b}",
            "expected a value, found an invisible character (U+200B)",
            "remove it",
        ),
        (
            "\u{200b}{\"a\": 1}",
            "\u{200b}",
            "expected an object, found an invisible character (U+200B)",
            "remove it",
        ),
        (
            "{`a`: \"b\", \"c\": 1}",
            "`a`",
            "expected a member name in double quotes, found ``a``",
            "quotes: \"a\"",
        ),
        (r#"{"a": 1, ...}"#, "...", "expected a member or value, found `...`", "left out"),
        (
            r#"{\"a\":1}"#,
            "\\",
            "expected a member name in double quotes, found `\\`",
            "remove the backslashes",
        ),
        (r#"{\"Payload\":1}"#, "\\", "expected a member name in double quotes, found `\\`", "`--find`"),
        (
            r#"at 7: {"Payload":{}}"#,
            "at 7: ",
            "expected an object, found `at 7:`",
            "find the callbacks in it with `--find`",
        ),
        (
            r#"收 { "Payload":{"#,
            "收 ",
            "expected an object, found `收`",
            "find the callbacks in it with `--find`",
        ),
    ];
    for (body, marked, what, help) in table {
        let inspection = Inspection::new(body.as_bytes(), &settings());
        let rules: Vec<_> = inspection.findings.iter().map(|finding| finding.rule.id).collect();
        assert_eq!(rules, ["invalid-json"], "{body:?}");
        let finding = &inspection.findings[0];
        assert_eq!(&body[finding.region.start.offset..finding.region.end.offset], *marked, "{body:?}");
        assert_eq!(finding.message, format!("not JSON: {what}"), "{body:?}");
        let found = finding.help.as_deref().unwrap_or_default();
        assert!(found.contains(help), "{body:?}: {found:?}");
    }
}
