"""How fast the installed program is, as ratios in one run. Not part of the test run.

    python tests/bench/run.py [--venv DIR] [--rounds 10] [--rows 2000] [--million]

Measured is a wheel of this tree in an environment made for it, or the program in the environment DIR, which needs
highspy too. Everything is run in turn, and the quickest of each kind counts. Processor time is taken where other work
on the machine would disturb the clock; --jobs 2 goes by the clock and needs two idle cores. --million also runs a
million rows, which takes about two hours, or another number of them.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent.parent
sys.path.append(str(TESTS))

import installed  # noqa: E402 - stands beside this file
import rows  # noqa: E402
import startup  # noqa: E402
from measure import Row, at_least, at_most  # noqa: E402


def vial_search(venv: Path) -> Iterator[Row]:
    script = Path(__file__).parent / "vials.py"
    run = subprocess.run(
        [venv / "bin" / "python", script],
        env={**installed.environment(), "PYTHONPATH": str(TESTS)},
        stdout=subprocess.PIPE,
        check=True,
    )
    found = json.loads(run.stdout.splitlines()[-1])  # the solver greets first
    yield at_least("general solver / vial search, median", found["free"], 10, "times")
    yield at_least("general solver / vial search with stock, median", found["stock"], 10, "times")
    yield at_most("vial search, slowest, up to 5 days", found["worst_5"] * 1000, 50, "ms")
    yield at_most("vial search, slowest, up to 10 days", found["worst_10"] * 1000, 500, "ms")
    yield at_most("vial search, short stock, slowest, up to 5 days", found["short_5"] * 1000, 50, "ms")
    yield at_most("vial search, short stock, slowest, up to 10 days", found["short_10"] * 1000, 500, "ms")


def table(venv: Path, folder: Path, options: argparse.Namespace) -> Iterator[Row]:
    yield from startup.rows(venv, options.rounds)
    yield from rows.rows(venv, folder, options.rows, max(options.rounds // 3, 1))
    yield from vial_search(venv)
    if options.million:
        yield from rows.memory(venv, folder, options.million)


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    said.add_argument("--venv", type=Path, metavar="DIR")
    said.add_argument("--rounds", type=int, default=10, metavar="N")
    said.add_argument("--rows", type=int, default=2000, metavar="N")
    said.add_argument("--million", type=int, nargs="?", const=1_000_000, default=0, metavar="N")
    options = said.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        venv = options.venv.absolute() if options.venv else installed.make(folder / "venv")
        installed.check(venv)
        print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores")
        missed = 0
        for row in table(venv, folder, options):
            missed += not row.met
            print(f"{row.what:58} {row.value:>26}  {row.bar}{'' if row.met else ', MISSED'}".rstrip(), flush=True)
    sys.exit(f"{missed} missed" if missed else 0)


if __name__ == "__main__":
    main()
