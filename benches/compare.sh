#!/usr/bin/env bash
# Compares the run time of cbinspect and similar tools. Skips tools that are not installed.
#
#   cargo build --release && benches/compare.sh [CALLBACKS]
#
# The callbacks of one kind are a fifth as many.
#
#   RUNS=9      rounds; each runs each command of a table once
#   THREADS=2   threads of cbinspect and of the bare parses
#
# Prints a table in Markdown for each kind of work. A row has the median time of a command, its ratio to the first command
# of the table, and its peak memory. The ratio is the median of those of all rounds, with the least and the most in brackets:
# `1.07 [1.02, 1.15]`.
#
# Needs Python and GNU time (`apt-get install time`). The other tools:
#   jq                  apt-get install jq
#   jaq                 cargo install jaq
#   jsonschema          npm install --global @sourcemeta/jsonschema
#   jsonschema-cli      cargo install jsonschema-cli
#   check-jsonschema    pip install check-jsonschema
#   ajv                 npm install --global ajv-cli ajv-formats
set -euo pipefail
cd "$(dirname "$0")/.."
count=${1:-1000000}
threads=${THREADS:-2}
cbinspect=target/release/cbinspect
bare=target/release/examples/bare
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cargo build --quiet --release --bin cbinspect --example generate --example bare
log="$work/log.ndjson"
target/release/examples/generate "$count" > "$log"
mkdir "$work/many"
target/release/examples/generate 10000 | split --lines=1 --suffix-length=4 --numeric-suffixes \
  --additional-suffix=.json - "$work/many/"
printf -- '-i\n%s\n' "$work"/many/* > "$work/inputs"
cp samples/success.json "$work/one.json"
$cbinspect --schema > "$work/schema.json"

has() { command -v "$1" > /dev/null; }

# Builds the bare parse with sonic-rs instead of serde_json, as a crate of its own: nothing else depends on it.
build_sonic() {
  mkdir -p "$work/sonic/src"
  cp benches/corpus.rs "$work/sonic/src"
  sed 's/serde_json::from_slice/sonic_rs::from_slice/' benches/bare.rs > "$work/sonic/src/main.rs"
  cat > "$work/sonic/Cargo.toml" << 'MANIFEST'
[package]
name = "sonic"
version = "0.0.0"
edition = "2024"

[dependencies]
memchr = "2"
serde = { version = "1", features = ["derive"] }
sonic-rs = "0.5"

[profile.release]
codegen-units = 1
lto = "fat"

[workspace]
MANIFEST
  cargo build --quiet --release --manifest-path "$work/sonic/Cargo.toml" --target-dir "$work/sonic/target"
}

works=("bare serde_json parse, $threads threads" "$bare $log $threads")
if build_sonic; then
  works+=("bare sonic-rs parse, $threads threads" "$work/sonic/target/release/sonic $log $threads")
else
  echo "skipped sonic-rs: it cannot be built" >&2
fi
works+=("wc -l" "wc -l $log"
  "cbinspect -q" "$cbinspect -q -j $threads $log"
  "cbinspect --format json, to a file" "$cbinspect --format json -j $threads $log > $work/report.ndjson"
  "cbinspect -q, one thread" "$cbinspect -q -j 1 $log"
  "cbinspect --find -q" "$cbinspect --find -q -j $threads $log"
  "cbinspect --find -q, one thread" "$cbinspect --find -q -j 1 $log")
has jaq && works+=("jaq -c ." "jaq -c . $log")
has jq && works+=("jq -c ." "jq -c . $log")
if jsonschema version > /dev/null 2>&1; then
  cp "$log" "$work/log.jsonl"
  works+=("Sourcemeta jsonschema --fast" "jsonschema validate --fast $work/schema.json $work/log.jsonl")
fi
benches/paired.py "$count callbacks in one NDJSON file" "${works[@]}"

for kind in success failure warned invalid; do
  target/release/examples/generate $((count / 5)) "$kind" > "$work/$kind.ndjson"
done
benches/kinds.py "$work/success.ndjson" "$work/failure.ndjson" "$work"
quiet="$cbinspect -q -j $threads"
benches/paired.py "$((count / 5)) callbacks of one kind, \`cbinspect -q\`" \
  "bare serde_json parse of plain ones, $threads threads" "$bare $work/success.ndjson $threads" \
  "plain" "$quiet $work/success.ndjson" \
  "with blanks" "$quiet $work/blanks.ndjson" \
  "indented" "$quiet $work/indented.ndjson" \
  "failures with a Chinese reason" "$quiet $work/failure.ndjson" \
  "the same as \`\\uXXXX\`" "$quiet $work/escaped.ndjson" \
  "\`\\/\` for \`/\`" "$quiet $work/slashes.ndjson" \
  "\`\\u0026\` in a short query" "$quiet $work/ampersands.ndjson" \
  "signed URLs of COS" "$quiet $work/signed.ndjson" \
  "the same with \`\\u0026\`" "$quiet $work/signed-go.ndjson" \
  "in an array" "$quiet $work/array.json" \
  "an unknown status" "$quiet $work/invalid.ndjson" \
  "an \`http\` URL" "$quiet $work/warned.ndjson" \
  "an unknown member" "$quiet $work/member.ndjson"

sed 's/Payload/payload/; s/^/2024-07-18T18:22:38Z INFO /' "$log" > "$work/other.log"
benches/paired.py "A log of $count lines without a callback" \
  "grep -c Payload" "grep -c Payload $work/other.log" \
  "cbinspect --find -q, one thread" "$cbinspect --find -q -j 1 $work/other.log"

works=()
has jsonschema-cli && works+=("jsonschema-cli" "jsonschema-cli validate $work/schema.json @$work/inputs")
works+=("cbinspect -q" "$cbinspect -q -j $threads $work/many"
  "cbinspect -q, one thread" "$cbinspect -q -j 1 $work/many")
benches/paired.py "10,000 files of one callback" "${works[@]}"

works=("cat" "cat $work/one.json" "cbinspect" "$cbinspect $work/one.json")
has jq && works+=("jq ." "jq . $work/one.json")
has jaq && works+=("jaq ." "jaq . $work/one.json")
has jsonschema-cli && works+=("jsonschema-cli" "jsonschema-cli validate $work/schema.json -i $work/one.json")
if jsonschema version > /dev/null 2>&1; then
  works+=("Sourcemeta jsonschema" "jsonschema validate $work/schema.json $work/one.json")
fi
has check-jsonschema && works+=("check-jsonschema" "check-jsonschema --schemafile $work/schema.json $work/one.json")
has ajv && works+=("ajv" "ajv validate --spec=draft2020 -s $work/schema.json -d $work/one.json")
benches/paired.py "One small file" "${works[@]}"
