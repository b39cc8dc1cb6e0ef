#!/usr/bin/env python3
"""Checks the schema with other validators: they must accept the same documents in samples/ as cbinspect.

    cargo build --release && benches/validators.py [CBINSPECT]

Ignores `invalid-json` and `duplicate-key`, which no schema can express. Skips validators that are not installed:

    check-jsonschema  pip install check-jsonschema
    ajv               npm install --global ajv-cli
    jsonschema        npm install --global @sourcemeta/jsonschema
    jsonschema-cli    cargo install jsonschema-cli
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent
CBINSPECT = sys.argv[1] if len(sys.argv) > 1 else TOP / "target/release/cbinspect"

# The arguments that print the version or help, and those that validate a document.
VALIDATORS = {
    "check-jsonschema": (["--version"], ["--schemafile", "SCHEMA", "DOCUMENT"]),
    "ajv": (["help"], ["validate", "--spec=draft2020", "-s", "SCHEMA", "-d", "DOCUMENT"]),
    "jsonschema": (["version"], ["validate", "SCHEMA", "DOCUMENT"]),
    "jsonschema-cli": (["--version"], ["validate", "SCHEMA", "-i", "DOCUMENT"]),
}


def documents():
    """Yields the JSON documents in samples/, each with the name of its file."""
    for path in sorted(TOP.glob("samples/**/*")):
        if path.suffix not in (".json", ".jsonl", ".ndjson"):
            continue
        text = path.read_text(encoding="utf-8")
        for text in [text] if path.suffix == ".json" else text.splitlines():
            yield from ((path.name, document) for document in split(text))


def split(text):
    """Yields the documents in a text unchanged. Elements of an array are serialized again."""
    decoder = json.JSONDecoder()
    while text := text.lstrip():
        try:
            value, end = decoder.raw_decode(text)
        except ValueError:
            return
        yield from map(json.dumps, value) if isinstance(value, list) else [text[:end]]
        text = text[end:]


def run(command):
    return subprocess.run(list(map(str, command)), stdin=subprocess.DEVNULL, capture_output=True, text=True)


def installed(name, version):
    """Returns the first working program of this name. Two validators are named `jsonschema`."""
    for folder in os.get_exec_path():
        program = pathlib.Path(folder, name)
        if os.access(program, os.X_OK) and run([program, *version]).returncode == 0:
            return program
    return None


def ours(document):
    rows = [json.loads(row) for row in run([CBINSPECT, "--format", "json", document]).stdout.splitlines()]
    rules = {finding["rule"] for row in rows for finding in row["findings"] if finding["level"] == "error"}
    return not rules - {"duplicate-key"}


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        schema = folder / "schema.json"
        schema.write_text(run([CBINSPECT, "--schema"]).stdout)
        checked = []
        for number, (name, text) in enumerate(documents()):
            document = folder / f"{number}.json"
            document.write_text(text, encoding="utf-8")
            checked.append((name, document, ours(document)))
        print(f"{len(checked)} documents, {sum(valid for _, _, valid in checked)} of them valid\n")
        print("| validator | agrees | differs on |\n|---|---:|---|")
        differs = False
        for validator, (version, arguments) in VALIDATORS.items():
            program = installed(validator, version)
            if not program:
                continue
            wrong = []
            for name, document, valid in checked:
                places = {"SCHEMA": schema, "DOCUMENT": document}
                if (run([program, *(places.get(word, word) for word in arguments)]).returncode == 0) != valid:
                    wrong.append(name)
            differs |= bool(wrong)
            print(f"| {validator} | {len(checked) - len(wrong)} | {', '.join(wrong) or 'none'} |")
        sys.exit(differs)


main()
