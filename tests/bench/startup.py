"""Start-up: one plan against a bare interpreter, a one-option Typer program and a first draft with pint throughout.

Beside it: everyday spellings against the canonical ones, and every product compared against one plan.
"""

from collections.abc import Iterator
from pathlib import Path

from measure import Row, at_most, quickest, used
from reference_case import PLAN as REFERENCE

HERE = Path(__file__).parent
PLAN = (
    *("plan", "--weight", "70kg", "--regimen", "dermatomyositis", "--days", "2", "--cycles", "5"),
    *("--product", "octagam-10", "--market", "us", "--start", "2024-04-08"),
)
SPELLED = ("dose", "--days", "1", "--product", "octagam-10", "--market", "us", "--format", "json")
COMPARED = ("--weight", "73kg", "--dose", "0.4g/kg", "--days", "1", "--market", "us", "--format", "json")
NAIVE = ["70kg", "2g/kg", "2", "5", "28days", "octagam-10", "2024-04-08"]

LIST_ALL = """
from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import KINDS
from ivigcalc.output.catalogue import listed, render_list
for folder, kind in KINDS.items():
    render_list(listed(folder, [(Catalogue().record(kind, id), False) for id in Catalogue().ids(kind)]))
"""


def rows(venv: Path, rounds: int) -> Iterator[Row]:
    python, program = str(venv / "bin" / "python"), str(venv / "bin" / "ivigcalc")
    commands = {
        "a bare interpreter": [python, "-c", "pass"],
        "a one-option Typer program": [python, str(HERE / "one_option.py")],
        "plan --format json": [program, *PLAN, "--format", "json"],
        "the reference case, --format json": [program, *REFERENCE, "--format", "json"],
        "plan --format table": [program, *PLAN, "--format", "table"],
        "the plan with pint quantities throughout": [python, str(HERE / "naive.py"), *NAIVE],
        "every record of the catalogue listed": [python, "-c", LIST_ALL],
        "70kg, 0.4g/kg": [program, *SPELLED, "--weight", "70kg", "--dose", "0.4g/kg"],
        "154lb": [program, *SPELLED, "--weight", "154lb", "--dose", "0.4g/kg"],
        "400mg/kg": [program, *SPELLED, "--weight", "70kg", "--dose", "400mg/kg"],
        "compare": [program, "compare", *COMPARED],
        "one of those compared": [program, "dose", *COMPARED, "--product", "octagam-10"],
    }
    for words in commands.values():
        used(words)  # so that everything is compiled and in the cache
    least = quickest(rounds, {name: lambda words=words: used(words).processor for name, words in commands.items()})
    bare, typer, plan, reference, table, naive, listed, kilograms, pounds, milligrams, compare, one = least.values()
    for name, seconds in least.items():
        yield Row(name, f"{seconds * 1000:.0f} ms")
    yield at_most("plan as JSON / one-option program", plan / typer, 1.5, "times")
    yield Row("reference case as JSON / one-option program", f"{reference / typer:.2f} times")
    yield at_most("plan as a table / one-option program", table / typer, 2.0, "times")
    yield Row("plan as JSON / bare interpreter", f"{plan / bare:.1f} times")
    yield Row("plan with pint quantities / plan as JSON", f"{naive / plan:.2f} times")
    yield at_most("every record of the catalogue listed", listed * 1000, 500, "ms")
    yield at_most("154lb / 70kg", pounds / kilograms, 1.15, "times")
    yield at_most("400mg/kg / 0.4g/kg", milligrams / kilograms, 1.15, "times")
    yield at_most("every product compared / one of them", compare / one, 2, "times")
