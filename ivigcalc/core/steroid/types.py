"""Taper: what a steroid taper is, as a source prints it, as it is written out, and as it is planned.

``Steroid``, ``SteroidLimits`` and ``TaperProtocol`` are also the format of their records: a field is a key of the file.
``tapering`` turns them into a ``Taper``.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from ivigcalc.core.errors import RecordInvalid
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.sources import Citation, Figure
from ivigcalc.core.quantities import Milligrams, plain
from ivigcalc.core.steroid.tablets import MarketTablets, TabletCount

MOST_DAYS = 3660  # ten years: a longer step is an error


class Equivalence(NamedTuple):
    """``mg`` of the steroid act against inflammation like ``prednisone_mg`` of prednisone. Says nothing of adrenals."""

    mg: Milligrams
    prednisone_mg: Milligrams
    citation: Citation


class PhysiologicalDose(NamedTuple):
    """The daily dose that stands for the body's own cortisol; above ``mg_max`` the adrenals rest."""

    mg_min: Milligrams
    mg_max: Milligrams
    citation: Citation


class Steroid(NamedTuple):
    """A steroid. Its effect on inflammation and on the adrenals are two things, never computed from each other."""

    id: str
    name: str
    equivalence: Equivalence
    physiological: PhysiologicalDose
    emergency_card_mg: Figure | None = None  # from this daily dose the steroid emergency card is due
    pulse_mg_per_kg: Figure | None = None  # the highest pulse that a source prints of this steroid, in its own mg
    tablets: tuple[MarketTablets, ...] = ()
    aliases: tuple[str, ...] = ()
    not_on_file: tuple[str, ...] = ()
    note: str = ""


class Advice(NamedTuple):
    """What to do when the disease comes back; ``indications`` empty: where nothing nearer is on file."""

    text: str
    citation: Citation
    indications: tuple[str, ...] = ()


class Rounding(NamedTuple):
    """Taper doses are multiples of ``mg``, and of ``low_mg`` up to ``low_up_to_mg``."""

    mg: Milligrams
    low_mg: Milligrams
    low_up_to_mg: Milligrams
    citation: Citation


class SteroidLimits(NamedTuple):
    """The figures of every taper, and the format of their record; mg per kg are of prednisolone and actual weight."""

    id: str
    rounding: Rounding
    rounded_caution_percent: Figure  # a dose or a step that rounding takes further from the source's is a caution
    rounded_stop_percent: Figure  # and further than this a stop
    abrupt_after_days: Figure  # a shorter course may stop from any dose, and does not put the adrenals to rest
    high_mg_per_kg: Figure  # above it for more than ``high_for_days`` is high for the weight
    high_for_days: Figure
    highest_mg_per_kg: Figure  # above it a single day is
    unknown_weight_kg: Figure  # the weight that a dose is held against where none was said
    fall_at_most: Figure  # how many times the dose of a step may be that of the next
    relapse: tuple[Advice, ...]


class Start(NamedTuple):
    """The starting dose that the source prints, and how long it is held; ``maximum_mg`` caps it."""

    citation: Citation
    mg_per_kg: Decimal | None = None
    maximum_mg: Milligrams | None = None
    hold_days: int | None = None
    printed: str = ""  # as printed, where one figure was chosen from a range


class TableStep(NamedTuple):
    """One printed dose; ``days`` is None where it runs on. ``at_least``: the source allows more and not less."""

    mg: Milligrams
    citation: Citation
    days: int | None = None
    at_least: bool = False
    printed: str = ""


class Band(NamedTuple):
    """Above ``above_mg`` the dose falls by ``reduce_by_mg`` or ``reduce_by_percent`` every ``every_days``."""

    above_mg: Milligrams
    every_days: int
    citation: Citation
    reduce_by_mg: Milligrams | None = None
    reduce_by_percent: Decimal | None = None
    printed: str = ""


class Target(NamedTuple):
    """A dose to have come down to by a month, without the steps between. Shown, never planned."""

    by_month: Decimal
    citation: Citation
    mg: Milligrams | None = None
    mg_per_kg: Decimal | None = None
    printed: str = ""


class TaperProtocol(NamedTuple):
    """One source's taper. ``choice`` says which end of a printed range is planned and why, ``end`` what comes last.

    A dose on the edge of two bands falls as the lower band says. ``own_step_mg``: multiples of the source's own step
    are as good as those of the rounding on file.
    """

    id: str
    name: str
    source: str
    drug: str  # id of the steroid that the source names
    kind: Literal["table", "bands", "targets"]
    indications: tuple[str, ...] = ()  # empty: no disease of its own
    start: Start | None = None
    steps: tuple[TableStep, ...] = ()
    bands: tuple[Band, ...] = ()
    targets: tuple[Target, ...] = ()
    own_step_mg: Figure | None = None
    relapse: Advice | None = None
    choice: str = ""
    end: str = ""
    aliases: tuple[str, ...] = ()
    not_on_file: tuple[str, ...] = ()
    note: str = ""


class WrittenStep(NamedTuple):
    """One step as it was said: the ``parts`` of a day's dose, each at its own time of day.

    ``alternate`` holds those of every second day: None where all days are alike, empty where nothing is taken on it.
    ``days`` is None where the step runs on until reviewed, or lasts as long as its cycle.
    """

    parts: tuple[Decimal, ...]
    days: int | None
    alternate: tuple[Decimal, ...] | None = None


class WrittenTaper(NamedTuple):
    """A taper as it was said: steps with their days, or one per cycle; in mg, or in mg per kg of body weight."""

    steps: tuple[WrittenStep, ...]
    per_cycle: bool
    per_kg: bool = False


class StartDose(NamedTuple):
    """A starting dose as it was said: in mg, or in mg per kg of body weight."""

    value: Decimal
    per_kg: bool = False


class DosePart(NamedTuple):
    """One of several doses of a day, and the tablets that make it."""

    mg: Milligrams
    tablets: tuple[TabletCount, ...] | None


class DayDose(NamedTuple):
    """What is taken on one day; ``parts`` are empty where it is taken at once. ``tablets`` are those of the day.

    ``calculated_mg`` is the dose before it was rounded to what the tablets make.
    """

    mg_per_day: Milligrams
    tablets: tuple[TabletCount, ...] | None
    parts: tuple[DosePart, ...]
    calculated_mg: Milligrams


class TaperStep(NamedTuple):
    """One dose from ``from_`` to ``to``, both included; None: until reviewed. ``cycle``: the cycle it begins with.

    ``calculated_mg`` is the dose before it was rounded to what the tablets make, and ``source_mg`` are the doses, as
    calculated, that it stands for: more than one where the tablets make no step between them, none where it is written
    in mg. ``note`` says what was changed. ``parts`` are empty where the dose is taken at once. ``alternate`` is what is
    taken on every second day, from the second on; None where all days are alike.
    """

    from_: date
    to: date | None
    days: int | None
    mg_per_day: Milligrams
    tablets: tuple[TabletCount, ...] | None
    cycle: int | None
    calculated_mg: Milligrams
    note: str = ""
    parts: tuple[DosePart, ...] = ()
    alternate: DayDose | None = None
    source_mg: tuple[Milligrams, ...] = ()

    @property
    def day_doses(self) -> tuple[DayDose, ...]:
        """What is taken on each day, and where days alternate, what on the next."""
        first = DayDose(self.mg_per_day, self.tablets, self.parts, self.calculated_mg)
        return (first,) if self.alternate is None else (first, self.alternate)

    @property
    def highest_mg(self) -> Milligrams:
        """The dose of the day with the most."""
        return max(dose.mg_per_day for dose in self.day_doses)

    @property
    def mean_mg(self) -> Decimal:
        """The mean dose of a day."""
        return sum((dose.mg_per_day for dose in self.day_doses), Decimal(0)) / len(self.day_doses)

    def mg_over(self, days: int) -> Decimal:
        """The mg that the first so many *days* of the step take."""
        return sum((dose.mg_per_day * count for dose, count in self.counted(days)), Decimal(0))

    def counted(self, days: int) -> tuple[tuple[DayDose, int], ...]:
        """Each day's dose with how many of the first *days* have it: where days alternate, an odd day has the first."""
        first, *second = self.day_doses
        return ((first, days - days // 2), (second[0], days // 2)) if second else ((first, days),)


class Taper(NamedTuple):
    """``total_mg``, ``total_days`` and ``dispense`` count every day up to ``counted_to``.

    ``tablets`` and ``dispense`` are None where no tablets are on file and none were given. ``start`` is how a starting
    dose per kg was worked out.
    """

    drug: str
    protocol: str | None
    steps: tuple[TaperStep, ...]
    total_mg: Milligrams
    total_days: int
    counted_to: date | None  # None: nothing could be counted, as the only step has no end
    dispense: tuple[TabletCount, ...] | None
    notes: tuple[str, ...] = ()
    start: str = ""


class Reduction(NamedTuple):
    """The dose from ``date`` on; 0 mg where the taper ends."""

    date: date
    mg_per_day: Milligrams


def step_on(taper: Taper, day: date) -> TaperStep | None:
    """The step of *day*; None before the taper and after its end."""
    for step in taper.steps:
        if step.from_ <= day and (step.to is None or day <= step.to):
            return step
    return None


def mg_on(taper: Taper, day: date) -> Milligrams | None:
    """The dose on *day*; None before the taper begins, where nothing is known of it, and 0 after its end."""
    if day < taper.steps[0].from_:
        return None
    step = step_on(taper, day)
    if step is None:
        return Milligrams(Decimal(0))
    doses = step.day_doses
    return doses[(day - step.from_).days % len(doses)].mg_per_day


def next_reduction(taper: Taper, day: date) -> Reduction | None:
    """The first change of the dose after *day*, the end included; None when the dose then runs on until reviewed."""
    for before, step in zip(taper.steps, taper.steps[1:], strict=False):
        if step.from_ > day and _doses(step) != _doses(before):
            return Reduction(step.from_, step.mg_per_day)
    last = taper.steps[-1].to
    if last is None or last < day:
        return None
    return Reduction(last + timedelta(days=1), Milligrams(Decimal(0)))


def _doses(step: TaperStep) -> list[Milligrams]:
    return [dose.mg_per_day for dose in step.day_doses]


def in_words(step: TaperStep, a_day: str = "") -> str:
    """The dose of a step: ``60 mg``, ``60 mg (30 mg + 30 mg)``, ``20 mg and 10 mg on alternate days``.

    *a_day* is what to say behind a dose of every day.
    """
    doses = step.day_doses
    if step.alternate is None:
        return _day_in_words(doses[0], a_day)
    first, second = (_day_in_words(dose) for dose in doses)
    return f"{first} and {second} on alternate days" if step.alternate.mg_per_day else f"{first} every other day"


def _day_in_words(dose: DayDose, a_day: str = "") -> str:
    parts = " + ".join(f"{plain(part.mg)} mg" for part in dose.parts)
    return f"{plain(dose.mg_per_day)} mg{a_day}" + (f" ({parts})" if parts else "")


def is_long(taper: Taper, limits: SteroidLimits, days_before: int = 0) -> bool:
    """Whether steroid, *days_before* of a pulse counted, is given for more days than may stop at once, or runs on."""
    first, last = taper.steps[0].from_, taper.steps[-1].to
    return last is None or days_before + (last - first).days + 1 > limits.abrupt_after_days.value


def prednisolone(mg: Decimal, steroid: Steroid) -> Decimal:
    """The mg of prednisone or prednisolone that act against inflammation like *mg* of *steroid*."""
    return mg * steroid.equivalence.prednisone_mg / steroid.equivalence.mg


def ends_abruptly(taper: Taper, steroid: Steroid, limits: SteroidLimits, days_before: int = 0) -> bool:
    """Whether the last step ends above the physiological dose, *days_before* of a pulse counted as ``is_long`` does."""
    last = taper.steps[-1]
    return (
        last.to is not None
        and last.highest_mg > steroid.physiological.mg_max
        and days_before + taper.total_days > limits.abrupt_after_days.value
    )


def relapse_advice(protocol: TaperProtocol | None, indication: str | None, limits: SteroidLimits) -> Advice:
    """What to do on a relapse: as the protocol says, else as the nearest source for the *indication* does."""
    if protocol is not None and protocol.relapse is not None:
        return protocol.relapse
    for advice in limits.relapse:
        if not advice.indications or indication in advice.indications:
            return advice
    raise RecordInvalid("limits/steroid: relapse: the last entry must name no indication, and so hold for any")
