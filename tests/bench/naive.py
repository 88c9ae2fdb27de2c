"""The same plan as a first draft would have it: pint quantities throughout, and the records read as they stand.

    python tests/bench/naive.py WEIGHT DOSE DAYS CYCLES INTERVAL PRODUCT START

It has dose, volume, days, pump steps and dates, each a quantity until it is written; no vials, alerts or sources.
"""

import json
import sys
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pint

import ivigcalc


def plan(weight: str, dose: str, days: str, cycles: str, interval: str, product: str, start: str) -> dict[str, object]:
    units = pint.UnitRegistry()
    products = Path(ivigcalc.__file__).parent / "data" / "products"
    record = tomllib.loads((products / f"{product}.toml").read_text("utf-8"))
    strength = units.Quantity(record["strengths"][0]["g_per_l"], "g/L")
    kg, every = units.Quantity(weight), units.Quantity(interval)
    cycle = (units.Quantity(dose) * kg).to("g")
    day = cycle / int(days)
    volume = (day / strength).to("mL")
    first = date.fromisoformat(start)
    dates = [
        first + timedelta(days=round((number * every).to("days").magnitude) + of_cycle)
        for number in range(int(cycles))
        for of_cycle in range(int(days))
    ]
    ladder = record["labels"][0]["ladders"][0]
    return {
        "dose_g": cycle.magnitude,
        "volume_ml": (volume * int(days)).magnitude,
        "days": [
            {
                "dose_g": day.magnitude,
                "volume_ml": volume.magnitude,
                "steps": _steps(units, strength, ladder, kg, volume),
            }
            for _ in range(int(days))
        ],
        "calendar": [one.isoformat() for one in dates],
    }


def _steps(units, strength, ladder, kg, volume):
    """The pump steps of a *ladder* as printed: rates in mg, and minutes for all but the last."""
    left, minute, steps = volume, units.Quantity(0, "minute"), []
    for place, printed in enumerate(ladder["rates"]):
        rate = (units.Quantity(printed, ladder["unit"].replace("min", "minute")) * kg / strength).to("mL / hour")
        held = place < len(ladder["minutes"])
        hold = units.Quantity(ladder["minutes"][place], "minute") if held else (left / rate).to("minute")
        infused = min((rate * hold).to("mL"), left)
        steps.append({"minute": minute.magnitude, "ml_per_h": rate.magnitude, "volume_ml": infused.magnitude})
        left, minute = left - infused, minute + hold
        if left.magnitude <= 0:
            break
    return steps


if __name__ == "__main__":
    print(json.dumps(plan(*sys.argv[1:]), indent=2))
