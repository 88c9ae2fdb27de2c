"""Each test of the core calculates anew: what another has kept would hide which code it reaches, and a fault in it."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest


def _kept() -> Iterator[Any]:
    """Every function of the core, and of what plans with it, that keeps its results."""
    for name, module in sys.modules.items():
        if name == "ivigcalc.documents.answer" or name.startswith("ivigcalc.core."):
            yield from (value for value in vars(module).values() if hasattr(value, "cache_clear"))


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    for function in _kept():
        function.cache_clear()
