#!/usr/bin/env bash
# Creates the corpora from samples and test bodies, then fuzzes each target for SECONDS.
#
#   cargo install cargo-fuzz && fuzz/run.sh [SECONDS]
#
# Needs a nightly toolchain, or RUSTC_BOOTSTRAP=1 with another.
set -euo pipefail
cd "$(dirname "$0")/.."
targets="inspect framing find http reports readers"
for target in $targets; do
  mkdir -p "fuzz/corpus/$target"
  find samples tests/bodies -type f -size -64k ! -name '*.py' | while read -r file; do
    seed="fuzz/corpus/$target/${file//\//-}"
    case $target in
      framing | find | http) printf '\007\003' ;;
      *) ;;
    esac > "$seed"
    cat "$file" >> "$seed"
  done
done
for target in $targets; do
  cargo fuzz run "$target" -- -max_total_time="${1:-600}" -max_len=4096 -timeout=20
done
