#!/usr/bin/env python3
"""Writes callbacks as other senders and storages write them.

    benches/kinds.py SUCCESSES FAILURES FOLDER

Reads two NDJSON files, and writes a file for each kind into the folder.
"""

import json
import sys

COS = (
    "?q-sign-algorithm=sha1&q-ak=AKIDEXAMPLE0123456789&q-sign-time=1721298158;4102444800&q-key-time=1721298158;4102444800"
    "&q-header-list=host&q-url-param-list=&q-signature=eace9a1a2d86ea9cfb0d809e7eb44bca617c5512"
)
COMPACT = {"separators": (",", ":")}


def with_query(line, query):
    return line.replace('.mp4"', f'.mp4{query}"')


def signed(line):
    return with_query(line, COS).replace("videomaker-resources.ivh.qq.com", "b-1250000000.cos.ap-guangzhou.myqcloud.com", 1)


def go(line):
    return line.replace("&", "\\u0026")


def main():
    successes, failures, folder = sys.argv[1:]
    with open(successes) as lines:
        successes = lines.read().splitlines()
    with open(failures) as lines:
        failures = lines.read().splitlines()
    kinds = {
        "blanks": (json.dumps(json.loads(line)) for line in successes),
        "indented": (json.dumps(json.loads(line), indent=2) for line in successes),
        "slashes": (line.replace("/", "\\/") for line in successes),
        "ampersands": (go(with_query(line, "?a=1&b=2&c=3")) for line in successes),
        "signed": (signed(line) for line in successes),
        "signed-go": (go(signed(line)) for line in successes),
        "member": (line.replace('"Progress"', '"Extra":1,"Progress"') for line in successes),
        "escaped": (json.dumps(json.loads(line), **COMPACT) for line in failures),
    }
    for kind, lines in kinds.items():
        with open(f"{folder}/{kind}.ndjson", "w") as out:
            out.writelines(line + "\n" for line in lines)
    with open(f"{folder}/array.json", "w") as out:
        out.write("[" + ",\n".join(successes) + "]\n")


main()
