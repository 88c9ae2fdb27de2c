"""How fast the vial search is, against a general solver of integer programs. Not part of the test run.

    python tests/bench/vials.py [--cases 200] [--seed 1]

Random cycles of one to three days, half of them with a stock that is often short, are given to both, turn about, and
their answers are compared too. Then the search alone is timed on cycles of up to five and of ten equal days, which take
the solver minutes.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from vial_solver import Cycle, chosen, merit, random_cycle, solved  # noqa: E402

from ivigcalc.core import vials  # noqa: E402


def timed(work: Callable[[Cycle], Any], cycle: Cycle) -> tuple[float, Any]:
    """The seconds of processor time of *work*, and what it found; nothing is remembered from before."""
    vials._best_split.cache_clear()
    began = time.process_time()
    found = work(cycle)
    return time.process_time() - began, found


def against_the_solver(rng: random.Random, cases: int) -> list[float]:
    """How many times as long as the search the solver takes, for each of so many cycles."""
    ratios = []
    for _ in range(cases):
        cycle = random_cycle(rng, most_days=3)
        mine, split = timed(chosen, cycle)
        other, best = timed(solved, cycle)
        if best != (split and merit(cycle, split)):
            sys.exit(f"the two differ: {cycle}")
        ratios.append(other / mine)
    return ratios


def longest(rng: random.Random, cases: int, days: range) -> float:
    """The most seconds that the search takes on cycles of so many equal *days*."""
    cycles = [random_cycle(rng, most_days=1)._replace(shares=(Decimal(1),) * rng.choice(days)) for _ in range(cases)]
    return max(timed(chosen, cycle)[0] for cycle in cycles)


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--cases", type=int, default=200)
    said.add_argument("--seed", type=int, default=1)
    options = said.parse_args()
    rng = random.Random(options.seed)
    ratios = against_the_solver(rng, options.cases)
    print(f"the solver takes {statistics.median(ratios):.0f} times as long at the median (at least 10)", flush=True)
    print(f"up to 5 days: {longest(rng, options.cases, range(1, 6)) * 1000:.0f} ms at most (50 ms)", flush=True)
    print(f"10 days: {longest(rng, options.cases, range(10, 11)) * 1000:.0f} ms at most (500 ms)")


if __name__ == "__main__":
    main()
