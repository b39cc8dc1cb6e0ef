#!/usr/bin/env bash
# Measures inputs that are made to cost much: for each, the processors' time and the peak memory at one size and at
# another, and the time per byte at the second as a ratio to that at the first. What is linear comes to about 1; less,
# where much of the time is that of the start; more, where the caches hold the first and not the second. Needs GNU time
# (`apt-get install time`) and Python.
#
#   cargo build --release && benches/limits.sh [CASE]...
#
#   FORMATS="-q pretty json sarif"   what is measured
#   SIZES="1 4"                      how large the inputs are, as multiples of a million members, lines or bytes
#   CBINSPECT=target/release/cbinspect
set -euo pipefail
cd "$(dirname "$0")/.."
cbinspect=${CBINSPECT:-target/release/cbinspect}
formats=${FORMATS:--q pretty json sarif}
read -r small large <<< "${SIZES:-0.5 2}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The cases: a name, options, and what is written, in Python, for a size of n (a million times $small or $large).
cases=$(cat << 'CASES'
nesting||lines(n // 1000, b'{"Payload":{"x":' + b'[' * 126 + b']' * 126 + b'}}\n')
nested-arrays||[b'[' * n]
unknown-members||members(n, lambda k: b'"a%d":1' % k)
misspelt-members||members(n, lambda k: b'"Statu%d":1' % k)
unsafe-members||members(n, lambda k: b'"\\u0000%d":"\\u001b"' % k)
same-member||members(n, lambda k: b'"a":1')
members-at-root||[b'{', b','.join(b'"a%d":1' % k for k in range(n)), b'}']
bodies-in-strings||[b'{', b','.join(b'"a%d":"{}"' % k for k in range(n)), b'}']
at-member|--at /last|[b'{', b''.join(b'"a%d":1,' % k for k in range(n)), b'"last":{"Payload":{}}}']
at-element|--at /a/0|[b'{"a":[', b','.join([b'{}'] * n), b']}']
long-name||members(1, lambda k: b'"' + b'a' * (5 * n) + b'":1')
long-strings||members(20, lambda k: b'"%s":"%s"' % (b'a' * k, b'\\u001b' * (n // 20)))
long-reason||[b'{"Payload":{"Progress":-1,"MediaUrl":"","Status":"FAIL","TaskId":"t","FailMessage":"', b'TODO ' * n, b'"}}']
long-url||[b'{"Payload":{"Progress":100,"MediaUrl":"http://a.qq.com/', b'a?' * n, b'","Status":"SUCCESS"}}']
redact-quotes|--redact|[b'{"Payload":{"FailMessage":"https://a?', b'\\"a' * (2 * n), b'"}}']
redact-schemes|--redact|[b'{"Payload":{"FailMessage":"', b'a://' * (2 * n), b'@?"}}']
redact-escapes|--redact|[b'{"Payload":{"FailMessage":"', b'%25\\u005c' * n, b'?"}}']
redact-base64|--redact|[b'{"Payload":{"FailMessage":"', b'aGVs' * (2 * n), b'"}}']
redact-urls|--redact|[b'{"Payload":{"FailMessage":"', b'h://a?b ' * n, b'"}}']
redact-nested|--redact|[nested(12, 'h://a?b ' * n)]
redact-text|--redact|[b'https://a@b?c ' * n]
redact-one-line|--redact|[b'{"Payload":{"MediaUrl":"https://a?b"}}' * (n // 20)]
fingerprint-schemes||[b'{"Payload":{"TaskId":"', b'a://' * (2 * n), b'@?"}}']
digits||[b'{"Payload":{"Progress":1', b'0' * (5 * n), b'.0}}']
exponent||[b'{"Payload":{"Progress":1e', b'9' * (5 * n), b'}}']
long-line||[b'{"Payload":{"FailMessage":"', b'a' * (50 * n)]
long-text||[b'error ' * (10 * n)]
one-document-allowed|--max-document-size 1GiB|[b'{"Payload":{"FailMessage":"', b'a' * (50 * n), b'"}}']
python-dict||[b"{'Payload': {", b"'a': None, " * n, b"}}"]
blanks||[b' ' * (200 * n)]
blank-document||[b'{"Payload":', b' ' * (200 * n), b'}']
blanks-in-array||[b'[{},', b' ' * (200 * n), b'{}]']
empty-lines||[b'\n' * (10 * n)]
blank-lines||[b'   \n' * (10 * n)]
empty-objects||lines(n, b'{}\n')
empty-objects-in-array||[b'[', b','.join([b'{}'] * n), b']']
numbers||[b'1 ' * n]
garbage-lines||lines(n, b'x\n')
open-brackets||[b'{"Payload":' * n]
gzip-bomb||[gzip(b'{"Payload":{"FailMessage":"'), gzip(b'a' * 1000000) * (200 * n // 1000000)]
gzip-blanks||[gzip(b' ' * 1000000) * (200 * n // 1000000)]
http-heads||lines(n // 1000, b'POST / HTTP/1.1\r\n' + b'X-Field: value\r\n' * 60 + b'\r\n{}\n')
http-head-endless||[b'POST / HTTP/1.1\r\n', b'X-Field: value\r\n' * n]
http-chunks||[b'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n', b'1\r\n \r\n' * n, b'0\r\n\r\n']
http-chunk||[b'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n', b'a' * (50 * n)]
http-length||[b'POST / HTTP/1.1\r\nContent-Length: 9999999999\r\n\r\n', b'a' * (50 * n)]
http-gzip-bomb||[b'POST / HTTP/1.1\r\n\r\n', gzip(b'a' * 1000000) * (200 * n // 1000000)]
CASES
)

# Writes the input of a case for a size.
write() {
  python3 -c "
import json, sys
from zlib import compressobj
def gzip(text):
    coder = compressobj(9, 8, 31)
    return coder.compress(text) + coder.flush()
def lines(count, line):
    return (line * min(1000, count - k) for k in range(0, count, 1000))
def members(count, member):
    return [b'{\"Payload\":{', b','.join(map(member, range(count))), b'}}']
def nested(depth, text):
    for _ in range(depth):
        text = json.dumps({'body': text})
    return text.encode()
n = int(float(sys.argv[1]) * 1000000)
sys.stdout.buffer.writelines($1)" "$2"
}

# Prints seconds of user and system, KiB and the exit status of one run.
measure() {
  local format=$1 options=$2 status=0
  [ "$format" = -q ] || format="-f $format"
  # shellcheck disable=SC2086 # options are words
  timeout "${LIMIT:-60}" /usr/bin/time -q -o "$work/time" -f '%U %S %M' \
    "$cbinspect" -j 2 $format $options "$work/input" > /dev/null 2>> "$work/errors" || status=$?
  [ "$status" != 124 ] || echo "999 0 0" > "$work/time"
  echo "$(tail -n 1 "$work/time" | awk '{ print $1 + $2, $3 }') $status"
}

printf '| case | format | MB | time | memory | MB | time | memory | per byte | exit |\n'
printf '|---|---|---:|---:|---:|---:|---:|---:|---:|---:|\n'
while IFS='|' read -r name options code; do
  [ $# = 0 ] || [[ " $* " == *" $name "* ]] || continue
  declare -A row=()
  for size in "$small" "$large"; do
    write "$code" "$size" > "$work/input"
    bytes=$(stat -c %s "$work/input")
    for format in $formats; do row[$format]+="$bytes $(measure "$format" "$options") "; done
  done
  for format in $formats; do
    # shellcheck disable=SC2086 # numbers are words
    printf '%s %s %s\n' "$name" "$format" "${row[$format]}"
  done | awk '{
    ratio = $8 > 0.2 && $4 > 0 ? sprintf("%.2f", ($8 / $7) / ($4 / $3)) : "–"
    printf "| `%s` | `%s` | %.1f | %.2f s | %d MB | %.1f | %.2f s | %d MB | %s | %d |\n",
      $1, $2, $3 / 1e6, $4, $5 / 1e3, $7 / 1e6, $8, $9 / 1e3, ratio, $10 }'
done <<< "$cases"
