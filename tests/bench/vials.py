"""The vial search against a general solver of integer programs: the same cycles and the same promises.

Run by the Python of the environment that is measured; prints JSON.
"""

import gc
import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from vial_solver import Cycle, chosen, merit, random_cycle, short_of_stock, solved

from ivigcalc.core.dosing import vial_costs, vial_last, vial_ways, vials

COMPARED, SEARCHED, SEED = 60, 600, 20260101


def seconds(work: Callable[[Cycle], Any], cycle: Cycle) -> tuple[float, Any]:
    gc.collect()
    for module in (vial_costs, vial_last, vial_ways, vials):
        for kept in vars(module).values():
            if hasattr(kept, "cache_clear"):
                kept.cache_clear()
    began = time.process_time()
    found = work(cycle)
    return time.process_time() - began, found


def compared(rng: random.Random, *, stock: bool) -> float:
    """The median of how many times longer the solver takes."""
    ratios = []
    while len(ratios) < COMPARED:
        cycle = random_cycle(rng, 5)
        if (cycle.stock is not None) != stock:
            continue
        ours, split = min(seconds(chosen, cycle), seconds(chosen, cycle), key=lambda pair: pair[0])
        theirs, best = seconds(solved, cycle)
        assert (best is None) == (split is None), cycle
        assert split is None or merit(cycle, split) == best, cycle
        ratios.append(theirs / ours)
    return statistics.median(ratios)


def worst(rng: random.Random, days: int, made: Callable[[random.Random, int], Cycle] = random_cycle) -> float:
    """The slowest of many cycles, each at the better of two tries."""
    slowest = 0.0
    for _ in range(SEARCHED):
        cycle = made(rng, days)
        took, _ = seconds(chosen, cycle)
        if took > slowest:
            slowest = max(slowest, min(took, seconds(chosen, cycle)[0]))
    return slowest


if __name__ == "__main__":
    rng = random.Random(SEED)
    json.dump(
        {
            "free": compared(rng, stock=False),
            "stock": compared(rng, stock=True),
            "worst_5": worst(rng, 5),
            "worst_10": worst(rng, 10),
            "short_5": worst(rng, 5, short_of_stock),
            "short_10": worst(rng, 10, short_of_stock),
        },
        sys.stdout,
    )
