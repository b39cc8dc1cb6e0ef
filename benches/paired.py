#!/usr/bin/env python3
"""Measures commands in rounds, and prints a table in Markdown. Needs GNU time (`apt-get install time`).

    benches/paired.py TITLE NAME COMMAND [NAME COMMAND]...

Each round runs each command once, so that a slow moment of the machine slows all of them. RUNS rounds (9) count, after one
that does not. In a command, `@FILE` stands for the lines of a file, and `> FILE` at the end is where the output goes;
the file is removed afterwards.

A row has the median time, the ratio to the first command as the median of the ratios of all rounds with the smallest and
the largest in brackets, and the peak memory.
"""

import os
import shlex
import subprocess
import sys
import tempfile
import time
from statistics import median


def words(command):
    """Splits a command, and replaces each `@FILE` by the lines of the file."""
    for word in shlex.split(command):
        if word.startswith("@"):
            with open(word[1:]) as lines:
                yield from lines.read().splitlines()
        else:
            yield word


def run(command, prefix=()):
    """Runs a command and returns how long it took, in seconds."""
    command, _, output = command.partition(" > ")
    arguments = [*prefix, *words(command)]
    with open(output or os.devnull, "w") as out:
        start = time.perf_counter()
        subprocess.run(arguments, stdout=out, stderr=subprocess.DEVNULL)
        duration = time.perf_counter() - start
    if output:
        # Otherwise the system would write it to the disk while the next command runs.
        os.remove(output)
    return duration


def peak(command):
    """Runs a command and returns its peak memory, in MiB."""
    with tempfile.NamedTemporaryFile("r") as memory:
        run(command, ("time", "--quiet", "--format=%M", f"--output={memory.name}"))
        return int(memory.read()) / 1024


def main():
    title, *pairs = sys.argv[1:]
    names, commands = pairs[::2], pairs[1::2]
    rounds = [[run(command) for command in commands] for _ in range(int(os.environ.get("RUNS", "9")) + 1)][1:]
    print(f"\n{title}\n\n| command | median | ratio [least, most] | peak memory |\n|---|---:|---:|---:|")
    for index, (name, command) in enumerate(zip(names, commands)):
        ratios = [times[index] / times[0] for times in rounds]
        middle = median(times[index] for times in rounds) * 1000
        spread = f"{median(ratios):.2f} [{min(ratios):.2f}, {max(ratios):.2f}]"
        print(f"| {name} | {middle:.1f} ms | {spread} | {peak(command):.1f} MiB |", flush=True)


main()
