"""Every step of a ladder: those that are printed, and between them the maker's own or those of the convention."""

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import count
from typing import Literal

from ivigcalc.core.errors import RecordInvalid
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.product import Ladder
from ivigcalc.core.pumping.rates import Rate, RateRules, by_the_hour
from ivigcalc.core.quantities import GramsPerLitre, Minutes, plain

KEPT = 1024  # results of pure functions: in a cohort the same doses come again and again

Origin = Literal["label", "protocol", "written", "hours"]
Basis = Literal["label", "protocol", "written", "maker", "convention", "hours"]  # hours: the time that it is to take


class Rung(NamedTuple):
    """One step of a completed ladder. ``minutes`` is None for the last, which runs until the volume is used up."""

    rate: Rate
    minutes: Minutes | None
    basis: Basis


def check_ladder(ladder: Ladder, where: str) -> None:
    """Refuse a ladder that contradicts itself or leaves its maximum open.

    Raises:
        RecordInvalid: The text begins with *where*.
    """
    rates = ladder.rates
    faults = {
        "no rates": not rates,
        "a rate is 0 or less, and a decimal has a point: 0.3": any(rate <= 0 for rate in rates),
        "a rate is not above the one before": list(rates) != sorted(set(rates)),
        "more minutes than rates": len(ladder.minutes) > len(rates),
        "minutes of 0 or less": any(hold is not None and hold <= 0 for hold in (*ladder.minutes, ladder.every_minutes)),
        "the maximum is below the last rate": bool(rates) and ladder.maximum is not None and ladder.maximum < rates[-1],
        "one rate and no maximum": len(rates) == 1 and ladder.maximum is None,
        "an increment needs a maximum and every_minutes": ladder.increment is not None
        and (ladder.increment <= 0 or ladder.maximum is None or ladder.every_minutes is None),
        "start_range_up_to is not above the start": bool(rates)
        and ladder.start_range_up_to is not None
        and ladder.start_range_up_to <= rates[0],
        "maximum_range_up_to is not above the maximum": ladder.maximum_range_up_to is not None
        and (ladder.maximum is None or ladder.maximum_range_up_to <= ladder.maximum),
        **_maker_faults(ladder),
    }
    for fault, present in faults.items():
        if present:
            raise RecordInvalid(f"{where}: {fault}")


def _maker_faults(ladder: Ladder) -> dict[str, bool]:
    maker = ladder.maker
    if maker is None or not ladder.rates:
        return {}
    rates, top = maker.rates, ladder.rates[-1] if ladder.maximum is None else ladder.maximum
    return {
        "maker: fewer than two rates, or one that is not above the one before": len(rates) < 2
        or list(rates) != sorted(set(rates)),
        "maker: the first rate is not the start of the label": rates[:1] != ladder.rates[:1],
        "maker: a rate is above the maximum": rates[-1:] > (top,),
        "maker: minutes above 0, one for each rate but the last or for all": len(maker.minutes)
        not in (len(rates) - 1, len(rates))
        or any(hold <= 0 for hold in maker.minutes),
        "maker: an increment is printed, so that no step is open": ladder.increment is not None,
    }


def top_rate(ladder: Ladder, concentration: GramsPerLitre | None) -> Rate:
    """The fastest rate that *ladder* prints."""
    return by_the_hour(ladder.rates[-1] if ladder.maximum is None else ladder.maximum, ladder.unit, concentration)


@lru_cache(KEPT)
def complete(
    ladder: Ladder, concentration: GramsPerLitre | None, rules: RateRules, origin: Origin = "label"
) -> tuple[Rung, ...]:
    """Every step of *ladder*, with those between the printed ones filled in.

    Printed rates and increments keep the *origin*. From the last printed rate to the maximum come the maker's own
    steps, marked ``maker``, and above these the multiples of the start that the convention has, marked ``convention``.
    A rate without minutes is held for those of the maker, else for the ladder's own interval, or else for the
    convention's minutes (``assumed`` says so).

    Raises:
        Unreadable: The ladder is in mg and no concentration is known.
        RecordInvalid: A ladder on file contradicts itself, or the convention would never reach the maximum.
    """
    if origin != "written":
        check_ladder(ladder, f"{ladder.citation.source}, {ladder.citation.at}")
    own = ladder.every_minutes or rules.convention_minutes.value
    held = {} if ladder.maker is None else dict(zip(ladder.maker.rates, ladder.maker.minutes, strict=False))
    steps: list[tuple[Decimal, Decimal, Basis]] = [
        (rate, ladder.minutes[i] if i < len(ladder.minutes) else held.get(rate, own), origin)
        for i, rate in enumerate(ladder.rates)
    ]
    top = ladder.rates[-1] if ladder.maximum is None else ladder.maximum
    steps += [(rate, held.get(rate, own), basis) for rate, basis in _between(ladder, top, rules, origin)]
    if steps[-1][0] < top:
        steps.append((top, own, origin))
    rungs = [Rung(by_the_hour(rate, ladder.unit, concentration), Minutes(hold), basis) for rate, hold, basis in steps]
    return (*rungs[:-1], rungs[-1]._replace(minutes=None))


def _between(ladder: Ladder, top: Decimal, rules: RateRules, origin: Origin) -> Iterator[tuple[Decimal, Basis]]:
    """The rates between the last that *ladder* prints and *top*, neither included, each with its basis."""
    last = ladder.rates[-1]
    if ladder.increment is not None:
        while (last := last + ladder.increment) < top:
            yield last, origin
        return
    for rate in () if ladder.maker is None else ladder.maker.rates:
        if last < rate:
            last = rate
            if rate < top:
                yield rate, "maker"
    for multiple in _multiples(rules) if last < top else ():
        rate = ladder.rates[0] * multiple
        if rate >= top:
            return
        if rate > last:
            yield rate, "convention"


def _multiples(rules: RateRules) -> Iterator[Decimal]:
    """The multiples of the start that the convention has, rising without end.

    Raises:
        RecordInvalid: They do not rise.
    """
    rule = rules.convention
    if rule.then_by <= 0 or list(rule.multiples) != sorted(set(rule.multiples)) or rule.multiples[:1] < (Decimal(1),):
        raise RecordInvalid(
            f"{rules.id}: convention: multiples from 1 on, each above the one before, and then_by above 0"
        )
    yield from rule.multiples
    yield from count(rule.multiples[-1] + rule.then_by, rule.then_by)


def assumed(ladder: Ladder, rules: RateRules) -> tuple[str, ...]:
    """What was chosen in place of the source, one sentence each: the lower end of a range, holds that it omits."""
    said = []
    unit = ladder.unit
    if ladder.start_range_up_to is not None:
        low, high = plain(ladder.rates[0]), plain(ladder.start_range_up_to)
        said.append(f"the printed start is {low} to {high} {unit}; the lower is used")
    if ladder.maximum is not None and ladder.maximum_range_up_to is not None:
        low, high = plain(ladder.maximum), plain(ladder.maximum_range_up_to)
        said.append(f"the printed maximum is {low} to {high} {unit}; the lower is used")
    held = len(ladder.rates) - (1 if ladder.maximum in (None, ladder.rates[-1]) else 0)
    own = () if ladder.maker is None else ladder.maker.rates[: len(ladder.maker.minutes)]
    bare = [plain(rate) for rate in ladder.rates[len(ladder.minutes) : held] if rate not in own]
    if bare and ladder.every_minutes is None:
        rule = rules.convention_minutes
        said.append(
            f"no minutes printed for {', '.join(bare)} {unit}: {plain(rule.value)} min, "
            f"as for convention steps [{rule.citation.source}]"
        )
    return tuple(said)
