#!/usr/bin/env bash
# Compares the run time of cbinspect and similar tools, as medians and ratios. Skips tools that are not installed.
#
#   cargo build --release && benches/compare.sh [CALLBACKS]
#
# Needs hyperfine (`apt-get install hyperfine`) and GNU time (`apt-get install time`). The other tools:
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
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cargo build --quiet --release --bin cbinspect --example generate --example bare
target/release/examples/generate "$count" > "$work/log.ndjson"
mkdir "$work/many"
target/release/examples/generate 10000 | split --lines=1 --suffix-length=4 --numeric-suffixes \
  --additional-suffix=.json - "$work/many/"
cp samples/success.json "$work/one.json"
$cbinspect --schema > "$work/schema.json"

has() { command -v "$1" > /dev/null; }

# Measures commands, given as pairs of a name and a command. Ratios are relative to the first.
compare() {
  local title=$1 names=() commands=()
  shift
  while [ $# -gt 0 ]; do names+=("$1"); commands+=("$2"); shift 2; done
  hyperfine --shell=none --ignore-failure --warmup 1 --runs "${RUNS:-7}" --style none \
    --export-json "$work/times.json" "${commands[@]}" > /dev/null 2>&1
  printf '\n%s\n\n| command | median | ratio | peak memory |\n|---|---:|---:|---:|\n' "$title"
  for index in "${!names[@]}"; do
    # shellcheck disable=SC2086 # The command must be split into words.
    memory=$( { command time --output "$work/memory" --format %M ${commands[$index]} > /dev/null 2>&1 || true; tail -n 1 "$work/memory"; } )
    python3 - "$work/times.json" "$index" "${names[$index]}" "$memory" << 'PYTHON'
import json, sys
times, index, name, memory = json.load(open(sys.argv[1]))["results"], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
median, reference = times[index]["median"], times[0]["median"]
print(f"| {name} | {median * 1000:.1f} ms | {median / reference:.2f} | {memory / 1024:.1f} MiB |")
PYTHON
  done
}

log="$work/log.ndjson"
works=("bare serde_json parse, $threads threads" "target/release/examples/bare $log $threads"
  "cbinspect -q" "$cbinspect -q -j $threads $log"
  "cbinspect --format json" "$cbinspect --format json -j $threads $log"
  "cbinspect -q, one thread" "$cbinspect -q -j 1 $log"
  "cbinspect --find -q" "$cbinspect --find -q -j $threads $log"
  "cbinspect --find -q, one thread" "$cbinspect --find -q -j 1 $log")
has jaq && works+=("jaq -c ." "jaq -c . $log")
has jq && works+=("jq -c ." "jq -c . $log")
cp "$log" "$work/log.jsonl"
if jsonschema version > /dev/null 2>&1; then
  works+=("Sourcemeta jsonschema --fast" "jsonschema validate --fast $work/schema.json $work/log.jsonl")
fi
compare "$count callbacks in one NDJSON file" "${works[@]}"

sed 's/Payload/payload/; s/^/2024-07-18T18:22:38Z INFO /' "$log" > "$work/other.log"
compare "A log of $count lines without a callback" \
  "grep -c Payload" "grep -c Payload $work/other.log" \
  "cbinspect --find -q, one thread" "$cbinspect --find -q -j 1 $work/other.log"

works=("cbinspect -q" "$cbinspect -q $work/many")
if has jsonschema-cli; then
  # hyperfine passes a command as one argument, whose length is limited. A script avoids that.
  printf '#!/bin/sh\ncd %s && exec jsonschema-cli validate ../schema.json $(printf -- "-i %%s " *)\n' "$work/many" > "$work/all"
  chmod +x "$work/all"
  works+=("jsonschema-cli" "$work/all")
fi
compare "10,000 files of one callback" "${works[@]}"

works=("cbinspect" "$cbinspect $work/one.json")
has jq && works+=("jq ." "jq . $work/one.json")
has jaq && works+=("jaq ." "jaq . $work/one.json")
has jsonschema-cli && works+=("jsonschema-cli" "jsonschema-cli validate $work/schema.json -i $work/one.json")
if jsonschema version > /dev/null 2>&1; then
  works+=("Sourcemeta jsonschema" "jsonschema validate $work/schema.json $work/one.json")
fi
has check-jsonschema && works+=("check-jsonschema" "check-jsonschema --schemafile $work/schema.json $work/one.json")
has ajv && works+=("ajv" "ajv validate --spec=draft2020 -s $work/schema.json -d $work/one.json")
compare "one small file" "${works[@]}"
