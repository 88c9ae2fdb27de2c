"""Mutation testing of the core: small faults put into it one at a time, each of which a test of the core should see.

    python tests/mutation/run.py                                 every fault: hours; goes on where it was stopped
    python tests/mutation/run.py dosing.dose dosing.vials        those in the modules named
    python tests/mutation/run.py --again dosing.dose             those that no test saw the last time
    python tests/mutation/run.py --most 200 dosing.dose          so many, evenly spread: the same ones every time

It needs the extra ``mutation``, works in the folder `mutants` and prints a table. The exit status is 1 when fewer than
95 % were seen, or when one in a module of `EXPLAINED` was not seen and has no reason in `survivors.toml`.
"""

import argparse
import ast
import difflib
import json
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

TOP = Path(__file__).parents[2]
WORK = TOP / "mutants"  # not in the repository
FAULTY = WORK / "mutants" / "ivigcalc" / "core"  # where the tool keeps what it made and what became of it
LEAST_SEEN = 95  # percent
EXPLAINED = (  # and what begins so
    "alerts",
    "dosing.dose",
    "dosing.part_vials",
    "dosing.vial",
    "pumping.infusion",
    "dates.schedule",
    "steroid.protocol",
    "steroid.taper",
    "steroid.written",
)
MODULES = sorted(
    ".".join(path.relative_to(TOP / "ivigcalc" / "core").with_suffix("").parts).removesuffix(".__init__")
    for path in (TOP / "ivigcalc" / "core").rglob("*.py")
    if path.parent.name != "core" or path.stem != "__init__"
)
SETTINGS = """
[tool.mutmut]
source_paths = ["ivigcalc"]
only_mutate = {files}
pytest_add_cli_args = ["-p", "no:cacheprovider"]
pytest_add_cli_args_test_selection = ["tests/core"]
on_dependency_change = "ignore"
timeout_multiplier = 3.0
process_isolation = "forkserver"
"""  # each fault in a process that has calculated nothing yet, since what is kept from before would hide it


class Fault(NamedTuple):
    """One fault, and what the tests said: None where it was not tried."""

    module: str
    name: str
    exit_status: int | None

    @property
    def outcome(self) -> str:
        """``seen``, ``not seen`` or ``not tried``; what runs on without an end is seen by its end at the limit."""
        if self.exit_status is None or self.exit_status == 2:  # 2: the run was interrupted
            return "not tried"
        return "not seen" if self.exit_status in (0, 5, 33) else "seen"  # 5 and 33: no test comes by


class Change(NamedTuple):
    """What a fault changes, in a form that does not depend on how many others there are."""

    where: str
    was: str
    becomes: str


def prepared(modules: Iterable[str]) -> None:
    """The project as it is today in the folder of work, set up for faults in *modules*."""
    left_out = shutil.ignore_patterns("__pycache__", "pictures")
    for folder in (WORK / "tests", WORK / "mutants" / "tests"):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(TOP / "tests", WORK / "tests", ignore=left_out)
    shutil.copytree(TOP / "ivigcalc", WORK / "ivigcalc", dirs_exist_ok=True, ignore=left_out)
    without_core = shutil.ignore_patterns("__pycache__", "core")  # of which the tool keeps its own
    shutil.copytree(TOP / "ivigcalc", WORK / "mutants" / "ivigcalc", dirs_exist_ok=True, ignore=without_core)
    (WORK / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)  # which tests come by where: anew, as they change
    files = [f"ivigcalc/core/{module.replace('.', '/')}{end}" for module in modules for end in (".py", "/__init__.py")]
    for file in files:
        source, made = TOP / file, WORK / "mutants" / file
        if made.exists() and made.read_bytes() == source.read_bytes():  # put there without faults by a run of others
            made.unlink()
    settings = (TOP / "pyproject.toml").read_text(encoding="utf-8") + SETTINGS.format(files=json.dumps(files))
    (WORK / "pyproject.toml").write_text(settings, encoding="utf-8")


def tried(names: Iterable[str]) -> None:
    """Run the tests against the faults *names*, which may be patterns; what the tool says goes to a file."""
    with Path(WORK, "log.txt").open("ab") as log:
        tool = Path(sysconfig.get_path("scripts"), "mutmut")
        done = subprocess.run([str(tool), "run", *names], cwd=WORK, stdout=log, stderr=log, check=False)
    if done.returncode:
        raise SystemExit(f"mutmut ended with {done.returncode}; see {log.name}")


def faults(modules: Iterable[str]) -> Iterator[Fault]:
    """Every fault made in *modules* and what became of it."""
    for module in modules:
        for kept in (f"{module.replace('.', '/')}.py.meta", f"{module.replace('.', '/')}/__init__.py.meta"):
            if (FAULTY / kept).exists():
                found = json.loads((FAULTY / kept).read_text(encoding="utf-8"))["exit_code_by_key"]
                yield from (Fault(module, name, status) for name, status in found.items())


def spread(all_faults: list[Fault], most: int) -> list[str]:
    """At most *most* of the faults, evenly spread over them in their order."""
    count = min(most, len(all_faults))
    return [all_faults[number * len(all_faults) // count].name for number in range(count)]


def change(fault: Fault) -> Change:
    """What *fault* changes, read from the file that the tool made."""
    path = FAULTY / f"{fault.module.replace('.', '/')}.py"
    if not path.exists():
        path = FAULTY / fault.module.replace(".", "/") / "__init__.py"
    generated = fault.name.rpartition(".")[2]
    mangled = generated.rpartition("__mutmut_")[0]
    text: dict[str, list[str]] = {}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name in (generated, f"{mangled}__mutmut_orig"):
            name, node.name = node.name, mangled
            text[name] = ast.unparse(node).splitlines()
    lines = [*difflib.ndiff(text[f"{mangled}__mutmut_orig"], text[generated])]
    where = mangled.removeprefix("x_").removeprefix("x\u01c1").replace("\u01c1", ".")
    was, becomes = (" ".join(line[2:].strip() for line in lines if line[0] == sign) for sign in "-+")
    return Change(f"{fault.module}.{where}", was, becomes)


class Reasons:
    """Why no test can see a fault, from `survivors.toml`: for one change, or for a kind of changes."""

    def __init__(self) -> None:
        told = tomllib.loads((Path(__file__).parent / "survivors.toml").read_text(encoding="utf-8"))
        self._kinds = [(re.compile(entry["was"]), entry["becomes"], entry["why"]) for entry in told["kind"]]
        self._changes = {(one["where"], one["was"], one["becomes"]): one["why"] for one in told["survivor"]}

    def of(self, what: Change) -> str | None:
        """The reason for *what*; a kind fits where its ``was``, replaced by its ``becomes``, makes both texts alike."""
        for was, becomes, why in self._kinds:
            if was.sub(becomes, what.was) == was.sub(becomes, what.becomes):
                return str(why)
        return self._changes.get(what)


def report(found: list[Fault]) -> int:
    """Print what became of the faults; 0 when enough was seen and the rest explained where it has to be."""
    reasons = Reasons()
    unexplained = 0
    for fault in found:
        if fault.outcome == "not seen":
            what = change(fault)
            why = reasons.of(what)
            unexplained += why is None and fault.module.startswith(EXPLAINED)
            print(f"{fault.name}\n  - {what.was}\n  + {what.becomes}\n  {why or 'no reason given'}")
    print(f"\n{'module':24} {'faults':>7} {'tried':>7} {'seen':>7} {'not seen':>9} {'seen %':>7}")
    modules = sorted({fault.module for fault in found})
    for title, members in [*((module, [f for f in found if f.module == module]) for module in modules), ("all", found)]:
        count = Counter(fault.outcome for fault in members)
        of = count["seen"] + count["not seen"]
        share = f"{100 * count['seen'] / of:.1f}" if of else "-"
        print(f"{title:24} {len(members):7} {of:7} {count['seen']:7} {count['not seen']:9} {share:>7}")
    seen, missed = (sum(fault.outcome == outcome for fault in found) for outcome in ("seen", "not seen"))
    enough = 100 * seen >= LEAST_SEEN * (seen + missed)
    if not enough:
        print(f"fewer than {LEAST_SEEN} % were seen")
    if unexplained:
        print(f"{unexplained} not seen and not explained in {', '.join(EXPLAINED)}")
    return int(not enough or unexplained > 0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="such as alerts.rate; all if none is named")
    parser.add_argument("--most", type=int, help="so many faults at most")
    parser.add_argument("--again", action="store_true", help="those that no test saw the last time")
    said = parser.parse_args()
    if unknown := sorted({*said.modules} - {*MODULES}):
        parser.error(f"no module {', '.join(unknown)}; there are {', '.join(MODULES)}")
    modules = said.modules or MODULES
    prepared(modules)
    tried([f"ivigcalc.core.{modules[-1]}.x*__mutmut_1"])  # so that all are made, of which some are chosen
    made = [*faults(modules)]
    if said.most is not None:
        chosen = spread(made, said.most)
    else:
        chosen = [fault.name for fault in made if fault.outcome == ("not seen" if said.again else "not tried")]
    if chosen:
        tried(chosen if said.most or said.again or said.modules else ())
    return report([fault for fault in faults(modules) if said.most is None or fault.name in chosen])


if __name__ == "__main__":
    sys.exit(main())
