"""A product as its labels print it. Each type is also the format of its record: a field is a key of the file.

A table that holds a number says ``at`` (where in the source) and may say ``source``; otherwise the ``source`` of the
nearest enclosing table stands. The reader turns the two into ``citation``.
"""

from decimal import Decimal
from typing import Literal, get_args

from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.printed.sources import Citation, Statement
from ivigcalc.core.quantities import Grams, GramsPerLitre, Millilitres, Minutes, Years

RateUnit = Literal["mL/kg/h", "mL/kg/min", "mg/kg/min", "mg/kg/h", "mL/min", "mL/h"]
Substance = Literal["sorbitol", "fructose"]
SUBSTANCES: tuple[Substance, ...] = get_args(Substance)
MARKETS = ("us", "eu", "uk", "de", "fr", "es", "it", "at", "ch", "ca", "au", "nz", "sg", "hk")
MARKET_CODES = {"gb": "uk", "usa": "us"}  # further codes of a country, each with the one on file


class Vial(NamedTuple):
    """One vial size. ``ml`` is None for a powder, whose volume follows from the strength it is made up to."""

    g: Grams
    citation: Citation
    ml: Millilitres | None = None


class Strength(NamedTuple):
    g_per_l: GramsPerLitre
    citation: Citation


class Printed(NamedTuple):
    """The same rates printed a second time in another unit. Kept as printed, never used to compute."""

    unit: RateUnit
    citation: Citation
    rates: tuple[Decimal, ...] = ()
    maximum: Decimal | None = None


class MakerSteps(NamedTuple):
    """A maker's own ladder (of a calculator, a chart, its trial), in the unit and from the start of the label's.

    ``minutes`` are the holds, of every rate but the last or of all. ``inferred`` says what was read into the source.
    """

    rates: tuple[Decimal, ...]
    minutes: tuple[Minutes, ...]
    citation: Citation
    inferred: str = ""


class Ladder(NamedTuple):
    """The rate steps of a label or protocol, in the unit that governs.

    ``rates`` are the steps as printed, rising, the first being the start; ``minutes`` their holds. A label that prints
    only a start and a ``maximum`` has one rate. ``increment`` is added every ``every_minutes`` where the label says so.
    ``start_range_up_to`` is the upper end where the start is printed as a range: the lower end is ``rates[0]``.
    ``maximum_range_up_to`` is that of a maximum printed as a range: the lower end is ``maximum``.
    ``maker`` fills the steps that the label leaves open.
    """

    unit: RateUnit
    rates: tuple[Decimal, ...]
    citation: Citation
    minutes: tuple[Minutes, ...] = ()
    maximum: Decimal | None = None
    increment: Decimal | None = None
    every_minutes: Minutes | None = None
    start_range_up_to: Decimal | None = None
    maximum_range_up_to: Decimal | None = None
    indications: tuple[str, ...] = ()  # empty: every indication that no other ladder of the label names
    first_infusion: bool | None = None  # None: the label does not distinguish
    maker: MakerSteps | None = None
    also_printed: tuple[Printed, ...] = ()
    superseded: bool = False  # an older text: usable only with that mark
    note: str = ""


class RiskRule(NamedTuple):
    """What the label says of patients at risk: a greatest rate, or (``rate`` None) only "minimum practicable".

    ``lowest_g_per_l`` is the weakest solution that can be made, where the label asks for the lowest concentration too.
    """

    text: str
    citation: Citation
    rate: Decimal | None = None
    unit: RateUnit | None = None
    also_printed: tuple[Printed, ...] = ()
    lowest_g_per_l: GramsPerLitre | None = None


class ConditionalRate(NamedTuple):
    """A rate on file that is never a ladder by itself: for experienced patients, from a trial, superseded.

    ``applies`` says whom a stricter cap is for: those not known to be past their first infusions, those at risk, those
    after a reaction; everyone where it is empty.
    """

    kind: Literal["higher-maximum", "stricter-cap", "ladder"]
    condition: str
    unit: RateUnit
    rates: tuple[Decimal, ...]
    citation: Citation
    minutes: tuple[Minutes, ...] = ()
    indications: tuple[str, ...] = ()
    superseded: bool = False
    applies: Literal["", "first-infusion", "at-risk", "reaction"] = ""


class Indication(NamedTuple):
    """An indication that the label names, by the id of its regimen file; ``dose`` and ``who`` as printed.

    ``from_age_years`` is the least age in ``who``; ``adults_only`` where it says adults and prints no age.
    """

    id: str
    citation: Citation
    who: str = ""
    dose: str = ""
    from_age_years: Years | None = None
    adults_only: bool = False


class Licence(NamedTuple):
    """The least age for which the label is written, whatever the indication."""

    from_age_years: Years
    citation: Citation


class Hazard(NamedTuple):
    """A contraindication or warning: of a ``risk``, a value of the field of that name, of an age, or of both.

    A contraindication is met by the stated risk and by an age below ``below_age_years``, each by itself. ``risk`` is
    empty where the age alone is forbidden.
    """

    text: str
    citation: Citation
    risk: str = ""
    below_age_years: Years | None = None


class Handling(NamedTuple):
    """Handling from the label; ``hours`` only where the label limits the time after opening or pooling."""

    what: Literal["diluent", "flush", "filter", "pooling", "in-use", "mixing", "preparation", "storage"]
    text: str
    citation: Citation
    hours: Decimal | None = None


class Constituent(NamedTuple):
    """What is in it: stabiliser, sugar, IgA, sodium, pH, osmolality. ``text`` as printed, with its unit.

    ``contains`` names the substances in it that some patients must not be given (limits/product).
    """

    what: str
    text: str
    citation: Citation
    contains: tuple[Substance, ...] = ()


class Label(NamedTuple):
    """One label. ``markets`` that share it; ``not_on_file`` names the parts that no source seen prints.

    ``says`` is for the person who gives it, ``note`` for those who keep the record. ``overweight`` is what the label
    says of the dose of overweight patients.
    """

    markets: tuple[str, ...]
    source: str
    vials: tuple[Vial, ...] = ()
    name: str = ""
    date: str = ""  # date of the label text as printed; empty when not seen
    indications: tuple[Indication, ...] = ()
    ladders: tuple[Ladder, ...] = ()
    at_risk: RiskRule | None = None
    conditional_rates: tuple[ConditionalRate, ...] = ()
    contraindications: tuple[Hazard, ...] = ()
    warnings: tuple[Hazard, ...] = ()
    composition: tuple[Constituent, ...] = ()
    handling: tuple[Handling, ...] = ()
    licence: Licence | None = None
    overweight: Statement | None = None
    says: tuple[Statement, ...] = ()
    not_on_file: tuple[str, ...] = ()
    note: str = ""


class Product(NamedTuple):
    """A brand, its strength (or the strengths a powder is made up to) and its labels by market."""

    id: str
    name: str
    strengths: tuple[Strength, ...]
    labels: tuple[Label, ...]
    aliases: tuple[str, ...] = ()
    maker: str = ""
    says: tuple[Statement, ...] = ()  # whatever the market
    note: str = ""
