"""Check that a run of the tests measured the files of the wheel alone, and every branch of its core.

Usage: python .ci/tested.py WHEEL COVERAGE_DATA
"""

import hashlib
import sys
import zipfile
from pathlib import Path

import coverage

import ivigcalc

wheel, data = sys.argv[1:]
installed = Path(ivigcalc.__file__).parent.parent
with zipfile.ZipFile(wheel) as built:
    for name in built.namelist():
        if name.startswith("ivigcalc/"):
            same = hashlib.sha256(built.read(name)).digest() == hashlib.sha256((installed / name).read_bytes()).digest()
            assert same, f"{name} was built differently for the tests"

run = coverage.Coverage(data_file=data, config_file=False)
run.combine([str(Path(data).parent)], keep=True)  # of the processes that ran the tests
outside = [name for name in run.get_data().measured_files() if not Path(name).is_relative_to(installed)]
assert not outside, f"not of the wheel: {outside}"
covered = run.report(include=f"{installed}/ivigcalc/core/*", show_missing=True, skip_covered=True)
assert covered == 100, f"{covered} % of the core is covered, not 100 %"
