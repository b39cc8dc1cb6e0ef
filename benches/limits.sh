#!/usr/bin/env bash
# Measures expensive inputs in every format, at three sizes. Prints the processor time at each size, the peak memory at
# the largest, and the growth: the time per byte at the largest size divided by that at the smallest size. It is about 1 if
# time is linear: less if startup dominates, more if only the smallest input fits into the cache. `!` marks a row with a
# growth above 1.6, or one that took longer than LIMIT. Needs GNU time (`apt-get install time`) and Python.
#
#   cargo build --release && benches/limits.sh [CASE]...
#
#   FORMATS="-q pretty compact json urls github sarif junit"   formats to measure
#   WAYS="file redact pipe"   from a file, from a file with `--redact`, and through a pipe
#   SIZES="0.1 0.2 0.4"       sizes of the inputs, in millions of members, lines or bytes
#   LIMIT=60                  time limit of a run, in seconds
#   CBINSPECT=target/release/cbinspect
set -euo pipefail
cd "$(dirname "$0")/.."
cbinspect=${CBINSPECT:-target/release/cbinspect}
formats=${FORMATS:--q pretty compact json urls github sarif junit}
ways=${WAYS:-file redact pipe}
sizes=${SIZES:-0.1 0.2 0.4}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The cases: a name, options, and a Python expression for the input of size n (a million times each of SIZES).
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
deeper-callbacks||[b' ' * k + b'{"Payload":{"a":\n' for k in range(int(n ** 0.5))] + [b'\n' * n]
opened-lines||lines(n, b'log: {\n')
opened-names||lines(n, b'"log": {\n')
opened-comments||lines(n, b'"a": 1, // {\n')
open-objects||lines(n, b'{"a":\n')
cut-callbacks||[b'{"Payload""\\"' * (n // 4)]
cut-callbacks-a-line||lines(n // 2, b'1 {"a""\\"\n')
callbacks-behind-comments||[b'{"Payload":/**/' * (n // 4)]
quotes-in-query||[b'"', b'x' * n, b'?', b'\\"a' * n, b'"']
schemes||[b'{"Payload":{"MediaUrl":"', b'a://' * n, b'@?"}}']
strings-in-strings||[nested(8, 'a' * n)]
gzip-padding||[gzip(b'{}'), b'\0' * (50 * n)]
gzip-name||[gzip(b'{}')[:3] + b'\x08' + gzip(b'{}')[4:10], b'n' * (50 * n), b'\0', gzip(b'{}')[10:]]
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

# Prints the processor time of a run in seconds, and its peak memory in KiB.
measure() {
  local format=$1 way=$2 options=$3 status=0
  [ "$format" = -q ] || format="-f $format"
  [ "$way" != redact ] || options+=" --redact"
  # shellcheck disable=SC2086 # The options must be split into words.
  set -- timeout "${LIMIT:-60}" /usr/bin/time -q -o "$work/time" -f '%U %S %M' "$cbinspect" -j 2 $format $options
  if [ "$way" = pipe ]; then
    cat "$work/input" 2> /dev/null | "$@" > /dev/null 2>> "$work/errors" || status=${PIPESTATUS[1]}
  else
    "$@" "$work/input" > /dev/null 2>> "$work/errors" || status=$?
  fi
  [ "$status" != 124 ] || echo "999 0 0" > "$work/time"
  tail -n 1 "$work/time" | awk '{ print $1 + $2, $3 }'
}

printf '| case | format | way | MB | times | | | memory | per byte |\n'
printf '|---|---|---|---:|---:|---:|---:|---:|---:|\n'
while IFS='|' read -r name options code; do
  [ $# = 0 ] || [[ " $* " == *" $name "* ]] || continue
  declare -A row=()
  for size in $sizes; do
    write "$code" "$size" > "$work/input"
    bytes=$(stat -c %s "$work/input")
    for way in $ways; do
      for format in $formats; do row[$format $way]+="$bytes $(measure "$format" "$way" "$options") "; done
    done
  done
  for way in $ways; do
    for format in $formats; do printf '%s %s %s %s\n' "$name" "$format" "$way" "${row[$format $way]}"; done
  done | awk '{
    growth = $11 >= 0.1 && $5 > 0 ? ($11 / $10) / ($5 / $4) : 0
    shown = growth > 0 ? sprintf("%.2f", growth) : "–"
    mark = (growth > 1.6 || $11 >= 999) ? " !" : ""
    printf "| `%s` | `%s` | %s | %.1f | %.2f s | %.2f s | %.2f s | %d MB | %s%s |\n",
      $1, $2, $3, $10 / 1e6, $5, $8, $11, $12 / 1e3, shown, mark }'
done <<< "$cases"
