"""What every run of the program promises, whatever it was given: held to by the fuzz tests."""

import csv
import io
import json
import re
import resource
import sys
from collections.abc import Sequence

import pytest
from program import Result, run_program

STATUSES = (0, 2, 3, 4, 5)  # 1 would be an error of the program itself, 130 an interrupt
MOST_SECONDS = 2  # of processor time
TRACED = 5  # times as long, where every line is watched: under a debugger or with coverage
MOST_MEMORY_KIB = 100 * 1024  # that one run may take beyond what the process had at its most before

# What may stand on stderr: a message, what became of a row, or the help of a program or group without a command.
_LINE = re.compile(r"(ivigcalc: |(stdin|no/such/file|\.|rows):[0-9]+: ).+")
_HELP = re.compile(r"(Usage: ivigcalc|ivigcalc plan 82kg) .*")
_JOINERS = "\u200c\u200d"  # which names in several scripts need


def answered(words: Sequence[str], stdin: bytes = b"") -> Result:
    """What *words* give: no traceback, no hang, no status outside the table, messages on one line of ASCII each.

    Nor does it take more time or memory than a plan ever needs.

    It is run with ``--debug``, so that an internal error is raised here.
    """
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds = MOST_SECONDS * (1 if sys.gettrace() is None else TRACED)
    found = run_program("--debug", *words, stdin=stdin, most_seconds=seconds)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < MOST_MEMORY_KIB
    assert found.status in STATUSES, found.err
    assert found.err.isascii()
    assert found.err == "" or found.err.endswith("\n")
    lines = found.err.split("\n")[:-1]
    assert all(line.isprintable() for line in lines)
    assert "internal error" not in found.err
    assert "Traceback" not in found.err
    if lines and _HELP.fullmatch(lines[0]):
        assert (found.status, found.out) == (2, "")
        return found
    assert all(_LINE.fullmatch(line) for line in lines), found.err
    if found.status == 0:
        assert lines == []
        return found
    faults_listed = tuple(words[:2]) == ("catalogue", "check")
    assert lines or faults_listed
    assert words[0] in ("batch", "forecast", "agenda") or len(lines) <= 1
    if found.status in (2, 4) and not faults_listed:
        assert found.out == ""
    return found


def readable(found: Result, words: Sequence[str]) -> None:
    """What came out on stdout can be read by what it was made for, and steers nothing."""
    assert all(sign.isprintable() or sign in "\r\n" + _JOINERS for sign in found.out)
    form = next((after for word, after in zip(words, words[1:], strict=False) if word in ("-f", "--format")), "")
    if found.out.startswith("{"):
        for line in found.out.splitlines() if words[0] == "batch" else [found.out]:
            assert json.loads(line, parse_constant=pytest.fail)
    elif form == "csv" and found.out:
        assert len({len(row) for row in csv.reader(io.StringIO(found.out), strict=True)}) == 1
    elif form in ("auto", "text", ""):
        assert found.out.isascii()
