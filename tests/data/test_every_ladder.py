"""Every ladder on file for 70 kg and 700 mL, worked out a second time from the text of the records alone.

Nothing of the program is used for the expectation: the records are read as TOML, rates are fractions, and what a label
leaves open is filled in by the rule as it is printed in ``limits/rates``.
"""

import tomllib
from collections.abc import Iterator
from fractions import Fraction
from itertools import count
from math import ceil, floor
from pathlib import Path
from typing import Any

import pytest
from planning import document

import ivigcalc

DATA = Path(ivigcalc.__file__).parent / "data"
KG, ML = 70, Fraction(700)
Table = dict[str, Any]


def read(folder: str) -> dict[str, Table]:
    paths = sorted((DATA / folder).glob("*.toml"))
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Fraction) for path in paths}


RULES = read("limits")["rates"]
PRODUCTS, PROTOCOLS = read("products"), read("rate_protocols")


def ml_per_h(rate: Fraction, unit: str, g_per_l: Fraction) -> Fraction:
    hourly = Fraction(rate) * (60 if unit.endswith("/min") else 1) / (g_per_l if unit.startswith("mg") else 1)
    return hourly * (KG if "/kg/" in unit else 1)


def every_step(ladder: Table) -> list[tuple[Fraction, Fraction, str]]:
    """Each rate in the unit of the ladder, its minutes and where it is from, the maximum last."""
    rates, minutes = ladder["rates"], ladder.get("minutes", [])
    most = ladder.get("maximum", rates[-1])
    interval = ladder.get("every_minutes", RULES["convention_minutes"]["value"])
    maker = ladder.get("maker", {"rates": [], "minutes": []})
    by_maker = dict(zip(maker["rates"], maker["minutes"], strict=False))
    steps = [(r, minutes[i] if i < len(minutes) else by_maker.get(r, interval), "label") for i, r in enumerate(rates)]
    if "increment" in ladder:
        more = ((r, "label") for r in count(rates[-1] + ladder["increment"], ladder["increment"]))
    else:
        more = open_steps(rates[0], maker["rates"], most)
    for rate, basis in more:
        if rate >= most:
            break
        if rate > steps[-1][0]:
            steps.append((rate, by_maker.get(rate, interval), basis))
    return steps if steps[-1][0] == most else [*steps, (most, interval, "label")]


def open_steps(start: Fraction, maker: list[Fraction], most: Fraction) -> Iterator[tuple[Fraction, str]]:
    """The maker's steps, and unless these reach the maximum, 1, 2, 4, 6, 8 ... times the start above them."""
    yield from ((rate, "maker") for rate in maker)
    if not maker or maker[-1] < most:
        rule = RULES["convention"]
        yield from ((start * times, "convention") for times in rule["multiples"])
        last = rule["multiples"][-1]
        yield from ((start * times, "convention") for times in count(last + rule["then_by"], rule["then_by"]))


def by_hand(ladder: Table, g_per_l: Fraction, caps: list[Fraction]) -> tuple[list[tuple[Fraction, ...]], int]:
    """The pump rate and the volume of each step, and the minutes in all."""
    settings: list[tuple[Fraction, Fraction | None]] = []
    for rate, hold, _ in every_step(ladder):
        exact = min([ml_per_h(rate, ladder["unit"], g_per_l), *caps])
        settings.append((Fraction(floor(exact * 10), 10), hold))
        if exact in caps:
            break
    settings[-1] = (settings[-1][0], None)
    steps, left, elapsed = [], ML, Fraction(0)
    for pump, hold in settings:
        held = left if hold is None else Fraction(floor(pump * hold / 60 * 10 + Fraction(1, 2)), 10)
        if hold is None or held >= left:
            steps.append((pump, left))
            return steps, ceil(elapsed + left / pump * 60)
        steps.append((pump, held))
        left, elapsed = left - held, elapsed + hold
    raise AssertionError("the last step runs to the end")


def shown(made: Any) -> tuple[list[tuple[Fraction, ...]], int]:
    infusion = made.infusion
    steps = [(Fraction(step.ml_per_h), Fraction(step.volume_ml)) for step in infusion.steps]
    return steps, int(infusion.total_minutes)


def infusions() -> Iterator[Any]:
    for id, product in PRODUCTS.items():
        for label in product["labels"]:
            for indication in label.get("indications", []):
                for first in (True, False):
                    if label.get("ladders"):
                        name = f"{id}-{label['markets'][0]}-{indication['id']}-{'first' if first else 'later'}"
                        yield pytest.param(product, label, indication["id"], first, id=name)


def fitting(label: Table, indication: str, first: bool) -> list[Table]:
    """The ladders that name the indication, or else name none, for a first or a later infusion."""
    for_it = [ladder for ladder in label["ladders"] if ladder.get("first_infusion", first) == first]
    naming = [ladder for ladder in for_it if indication in ladder.get("indications", [])]
    return naming or [ladder for ladder in for_it if not ladder.get("indications")]


def caps_of(label: Table, indication: str, first: bool, g_per_l: Fraction) -> list[Fraction]:
    return [
        ml_per_h(rate["rates"][0], rate["unit"], g_per_l)
        for rate in label.get("conditional_rates", [])
        if rate["kind"] == "stricter-cap"
        and rate["applies"] == "first-infusion"
        and first
        and indication in rate.get("indications", [indication])
    ]


@pytest.mark.parametrize(("product", "label", "indication", "first"), list(infusions()))
def test_a_ladder_of_a_label(product: Table, label: Table, indication: str, first: bool) -> None:
    said = {"product": product["id"], "market": label["markets"][0], "indication": indication, "risk": ["none"]}
    made = document("rates", weight="70kg", volume="700mL", first_infusion="yes" if first else "no", **said).plan
    ladders = fitting(label, indication, first)
    g_per_l = Fraction(product["strengths"][0]["g_per_l"])
    if not ladders:  # the label names the indication without rates: the lowest maximum on it
        ladders = [min(label["ladders"], key=lambda one: ml_per_h(every_step(one)[-1][0], one["unit"], g_per_l))]
    (ladder,) = ladders
    assert by_hand(ladder, g_per_l, caps_of(label, indication, first, g_per_l)) == shown(made)
    bases = [basis for _, _, basis in every_step(ladder)][: len(made.infusion.steps)]
    assert bases == [step.basis for step in made.infusion.steps] or made.infusion.cap is not None


@pytest.mark.parametrize("id", [id for id, one in PROTOCOLS.items() if "minutes" in one["ladder"]])
def test_a_ladder_of_a_protocol(id: str) -> None:
    protocol = PROTOCOLS[id]
    made = document("rates", weight="70kg", volume="700mL", concentration="10%", rates=id, risk=["none"]).plan
    assert by_hand(protocol["ladder"], Fraction(100), []) == shown(made)


def test_every_ladder_is_looked_at() -> None:
    """No label has a ladder that no indication of it reaches."""
    missed = [
        (id, ladder["at"])
        for id, product in PRODUCTS.items()
        for label in product["labels"]
        for ladder in label.get("ladders", [])
        if not any(
            ladder in fitting(label, one["id"], first)
            for one in label.get("indications", [])
            for first in (True, False)
        )
    ]
    assert [] == missed
