//! Counts the bytes that are examined, in unit tests only: the count must grow no faster than the text.

/// Does nothing outside of unit tests.
#[cfg(not(test))]
pub const fn count(_: usize) {}

#[cfg(test)]
pub use tests::count;

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use crate::Settings;
    use crate::framing::blocks::Blocks;
    use crate::framing::passages::Passages;
    use crate::inspection::Inspections;

    thread_local! {
        static STEPS: Cell<usize> = const { Cell::new(0) };
    }

    /// Adds to the number of bytes examined.
    pub fn count(bytes: usize) {
        STEPS.set(STEPS.get() + bytes);
    }

    /// Returns how many bytes are examined when a source is read in blocks.
    fn steps(source: &[u8]) -> usize {
        let settings = Settings::new(std::time::SystemTime::UNIX_EPOCH);
        STEPS.set(0);
        let mut blocks = Blocks::new(source, 1 << 10, settings.max_document_size);
        while let Some(block) = blocks.next_block().unwrap() {
            assert!(Inspections::new(block.as_ref(), 0, &settings).count() <= source.len());
        }
        STEPS.get()
    }

    /// Asserts that the number of steps is linear in the size of the text, with fewer than `most` steps a byte.
    fn assert_linear(name: &str, most: usize, write: impl Fn(usize) -> String) {
        assert_linear_of(steps, name, most, 1 << 14, write);
    }

    fn assert_linear_of(
        steps: impl Fn(&[u8]) -> usize,
        name: &str,
        most: usize,
        size: usize,
        write: impl Fn(usize) -> String,
    ) {
        let [small, large] = [write(size), write(2 * size)];
        let [few, many] = [&small, &large].map(|source| steps(source.as_bytes()));
        assert!(few > 0, "{name:?}: nothing is counted");
        assert!(
            many < few * 5 / 2,
            "{name:?}: {few} steps for {} bytes, {many} for twice as many",
            small.len()
        );
        assert!(many / large.len() < most, "{name:?}: {many} steps for {} bytes", large.len());
    }

    /// Each unit once made resynchronization examine the same text again and again.
    #[test]
    fn hostile_sources_take_linear_time() {
        for unit in [
            r#"{"Payload""\""#,
            "1 {\"a\"\"\\\"\n",
            "{\"a\":\n",
            "[",
            "{\"Payload\":",
            "\"",
            "[1,",
            "{}",
            "\n",
            "{\"",
            "1,",
            "/*\n",
            "{/*\n",
            "'",
            "{'\\'",
            "{'\\'\n",
            "x{\n",
            "x{\n\"a\":[\n",
            "x {\"Payload\"\n",
            "Payload\\\"",
            "{a:\n",
            "{a:b,",
            "{'a':",
            "u'",
            "log: {\n",
            "\"log\": {\n",
            "log: { // {\n",
            "\"a\": 1, // {\n",
            "\"a\": 1, /* {\n */\n",
            "a: \"{\n",
            "a: {\nb: {}, {\n",
            "a: [{\n},\n",
            r#"{"Payload""\\""#,
            "{\"Payload\":/**/",
            "{\"Payload\":[/**/",
            "{\"a\":[{}],\"b\":\n",
            "{\"a\" 1,\"b\":\n",
            "{\"a\":[\n",
            "{\"a\":[//\n",
            "{\"a\":'{\"Payload\":',\n",
            "{\"a\":'{\"Payload\":'",
            "{\"a\":{\"b\":1,\n",
            " {\"a\":\n{",
            "[{\"a\":\n",
            "{\"a\n",
            "{\"a\":\"\n{",
            "{\"a\":\"\n",
            "{\"a\" b\n",
            "{a b c d e ",
            "x{",
            "x {a ",
        ] {
            assert_linear(unit, 20, |size| unit.repeat(size / unit.len()));
        }
    }

    #[test]
    fn blanks_in_a_document_take_linear_time() {
        assert_linear("blanks", 20, |size| "{\"Payload\":".to_owned() + &" ".repeat(size));
    }

    /// Each callback is indented deeper than the one before, and far from the next line that is not. All of it is
    /// examined whenever a line arrives.
    #[test]
    fn ever_deeper_indented_callbacks_take_linear_time() {
        for line in ["{\"Payload\":{\"a\":\n", "{\"Payload\":[\n", "{\"Payload\":{\"a\" b,\n"] {
            assert_linear(line, 250, |size| {
                let lines: String =
                    (0..(size as f64).sqrt() as usize).map(|indent| " ".repeat(indent) + line).collect();
                lines + &"\n".repeat(size / 2)
            });
        }
    }

    /// Returns how many bytes are examined when callbacks are searched in a source in blocks.
    fn steps_of_search(source: &[u8]) -> usize {
        let mut settings = Settings::new(std::time::SystemTime::UNIX_EPOCH);
        settings.finds = true;
        STEPS.set(0);
        let mut passages = Passages::new(source, 1 << 10, settings.max_document_size, false);
        while let Some(block) = passages.next_block().unwrap() {
            assert!(Inspections::new(block.as_ref(), 0, &settings).count() <= source.len());
        }
        STEPS.get()
    }

    #[test]
    fn searching_hostile_text_takes_linear_time() {
        for unit in [
            "Payload",
            "\"Payload\":",
            "{\"Payload\":",
            "{\"Payload\":{",
            "{\"Payload\":{\"Status\":",
            "{\"Payload\":[{",
            "{\"a\":1,\"Payload\":",
            ",\"Payload\":",
            "\\",
            "\\\"",
            "{\\\"Payload\\\":",
            "{\\\"Payload\\\":\\\"",
            "\"{\\\"Payload\\\":",
            "{\\\\\\\"Payload\\\\\\\":",
            "{\"\"Payload\"\":",
            "%22Payload%22:",
            "%7B%22Payload%22%3A",
            "&quot;Payload&quot;:",
            "{&quot;Payload&quot;:{",
            "{\\x22Payload\\x22:",
            "UGF5bG9hZ",
            "eyJQYXlsb2FkIjp7",
            "eyJQYXlsb2FkIjp7\\/",
            "BheWxvYW",
            "{'Payload':{",
            "{Payload:{",
            "{\"Payload\":'",
            "{\"Payload\":\n",
            "\"Payload\":\n",
            "{\"Payload\" ,\n",
            "{\"a\" ,\"Payload\":",
            "{\"a\",\n\"Payload\":\n",
            "| {\"Payload\":\n",
            "{#012\"Payload\":",
            "\u{1b}[0m{\"Payload\":",
            "{\"Payload\":\"\\\\\"",
            "{\n",
            "[\n",
            "\n",
            " ",
            "\"",
            "{",
            "a\n",
            "{\"Payload\":{\"a\":\"{\\\"Payload\\\":{\\\"",
        ] {
            // Objects that are too deep take some KiB.
            assert_linear_of(steps_of_search, unit, 2000, 1 << 16, |size| unit.repeat(size / unit.len()));
        }
    }

    #[test]
    fn hostile_requests_take_linear_time() {
        let line = "POST / HTTP/1.1\n";
        for head in ["", "\n", "Transfer-Encoding: chunked\n\n", "Content-Length: 99999999\n\n"] {
            for unit in [line, "POST / HTTP/1.1\n\n", "\nP", "\nPOST / ", "\r\n", "a: b\n", "1\n\n", "0\n"] {
                let name = format!("{head:?} {unit}");
                assert_linear(&name, 20, |size| line.to_owned() + head + &unit.repeat(size / unit.len()));
            }
        }
    }
}
