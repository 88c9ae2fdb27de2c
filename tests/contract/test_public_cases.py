"""Orders and faults that were told in public: the command of each gives the right answer.

What is not built yet stands with its reason, and the test fails as soon as it works.
"""

import json
import re
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sessions import environment

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("public_cases.json").read_text(encoding="ascii"))


def cases() -> Iterator[Any]:
    for case in CASES:
        marks = [pytest.mark.xfail(strict=True, reason=case["not_yet"])] if "not_yet" in case else []
        yield pytest.param(case["command"], case["expect"], id=case["id"], marks=marks)


@pytest.mark.parametrize(("command", "expected"), [*cases()])
def test_a_public_case_has_the_right_answer(command: str, expected: dict[str, Any], tmp_path: Path) -> None:
    run = subprocess.run(
        ["bash", "-c", command], cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True, check=False
    )
    printed = " ".join((run.stdout + run.stderr).split())
    for key, value in expected.items():
        match key.partition(":"):
            case "exit", _, _:
                assert value == run.returncode, printed[:400]
            case "text", _, _:
                assert [] == [text for text in value if text not in printed]
            case "stdout", _, _:
                assert value == run.stdout.strip()
            case "json", _, path:
                assert fits(value, found(json.loads(run.stdout, parse_float=Decimal), path))


def found(document: Any, path: str) -> Any:
    """What stands at a *path* such as ``phases[0].planned_g``, or counted over the calendar."""
    infusions = [row["date"] for row in document.get("calendar", ()) if row["kind"] == "infusion"]
    if path == "calendar_infusions":
        return len(infusions)
    if path == "calendar_last":
        return infusions[-1]
    for part in re.findall(r"\w+", path):
        document = document[int(part) if part.isdigit() else part]
    return document


def fits(expected: Any, value: Any) -> bool:
    if isinstance(expected, dict):
        low, high = expected["between"]
        return bool(low <= value <= high)
    return bool(Decimal(str(expected)) == value if isinstance(expected, float) else expected == value)


def test_there_are_52_cases() -> None:
    assert 52 == len(CASES) == len({case["id"] for case in CASES})
