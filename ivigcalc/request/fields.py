"""The fields that a caller can say, once: options, CSV columns, JSON and TOML keys, schema, completions and help.

A field is said as text, whatever carries it. ``request`` (beside this module) has its value's type.
"""

from collections.abc import Callable, Mapping

from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.patient import RISKS
from ivigcalc.core.printed.product import MARKET_CODES, MARKETS
from ivigcalc.request import reading, reading_dates, reading_words
from ivigcalc.request.reading_days import infusion_days
from ivigcalc.request.reading_durations import read_duration
from ivigcalc.request.reading_pulses import read_pulse
from ivigcalc.request.reading_rates import rates, read_rate
from ivigcalc.request.reading_tapers import taper
from ivigcalc.request.reading_words import NOTHING, words


class Field(NamedTuple):
    """One thing that can be said.

    ``many``: repeatable, a list in JSON and TOML, ';' between them in a CSV cell. ``commas``: one text with commas, for
    which a CSV cell may have semicolons. ``by_phase``: it may be said of a phase of the regimen alone (PHASE=VALUE),
    and again of another.

    ``form`` is the pattern of the words that say it without its option, in small letters, without spaces and with each
    unit in its one spelling; what stands in round brackets is what is said, else the whole word. ``lone`` makes such a
    word of a number alone. ``named``: its ``words``, or the ids of its ``kind``, say it without its option too.
    """

    read: Callable[[str], object]
    help: str
    group: str
    short: str = ""
    many: bool = False
    commas: bool = False
    by_phase: bool = False
    flag: bool = False
    kind: str = ""  # the catalogue kind whose ids complete it
    words: tuple[str, ...] = ()  # the words it can be
    metavar: str = ""
    saved: Callable[[Mapping[str, object]], object] | None = None  # reads what a saved plan has of it
    form: str = ""
    lone: str = ""
    named: bool = False


# 8 parameters: one for each thing that a row of words can say
def _word(
    group: str,
    help: str,
    *words: str,
    many: bool = False,
    metavar: str = "",
    also: Mapping[str, str] = NOTHING,
    near: Mapping[str, str] = NOTHING,
    named: bool = False,
) -> Field:
    read = reading_words.choice(*words, also=also, near=near)
    return Field(read, help, group, many=many, words=words, metavar=metavar, named=named)


def _by_phase(read: Callable[[str], object], help: str, metavar: str, form: str, lone: str) -> Field:
    return Field(read, help, _DOSE, metavar=metavar, commas=True, by_phase=True, form=form, lone=lone)


def _id(group: str, kind: str, help: str, short: str = "", *, named: bool = False) -> Field:
    return Field(reading_words.identifier, help, group, short, kind=kind, metavar="ID", named=named)


# What is said in place of a risk that is on file: asked about, for not all of it is the same.
_NEAR_A_RISK = {
    "kidney": "renal", "kidneys": "renal", "kidney-disease": "renal", "renal-impairment": "renal", "ckd": "renal",
    "heart": "heart-failure", "cardiac": "heart-failure", "chf": "heart-failure", "clots": "thrombosis",
    "thromboembolism": "thrombosis", "dvt": "thrombosis", "iga": "iga-antibodies", "iga-deficiency": "iga-antibodies",
    "fructose": "fructose-intolerance", "sorbitol": "fructose-intolerance", "corn": "corn-allergy",
    "maltose": "glucose-meter", "proline": "hyperprolinaemia", "hyperprolinemia": "hyperprolinaemia",
    "blood-group": "non-o-blood-group", "haemolysis": "non-o-blood-group", "hemolysis": "non-o-blood-group",
}  # fmt: skip

_PATIENT, _WEIGHT, _DOSE, _PRODUCT = "Patient", "Dosing weight", "Dose", "Product and vials"
_RATE, _DATES, _STEROID, _SAFETY = "Infusion rate", "Dates", "Steroid", "Safety"

# A number in a form, wider than what can be read: an error in a weight gets the answer of the weight.
_N = r"(?:[0-9][0-9.,]*|\.[0-9]+)"
# The form of a pump setting that is compared with a plan, with or without its minute.
PUMP_RATE = rf"{_N}m[lg]/(?:kg/)?(?:h|min)(?:@{_N})?"

FIELDS: dict[str, Field] = {
    "weight": Field(
        reading.weight,
        "Actual body weight: 70, 70.5kg, 154lb or 3200g.",
        _PATIENT,
        "-w",
        metavar="WEIGHT",
        form=rf"{_N}(?:kg|lb|g)",
        lone="{}kg",
    ),
    "height": Field(
        reading.height,
        "Height: 175, 1.75m, 69in or 5ft9in.",
        _PATIENT,
        metavar="HEIGHT",
        form=rf"{_N}(?:cm|m|in|ft(?:{_N}(?:in)?)?)",
        lone="{}cm",
    ),
    "sex": _word(_PATIENT, "For ideal weight.", "male", "female", also={"m": "male", "f": "female"}, named=True),
    "age": Field(reading.age, "Age in years.", _PATIENT, metavar="YEARS", form=rf"({_N})y", lone="{}y"),
    "pregnant": Field(words, "The patient is pregnant.", _PATIENT, flag=True),
    "pre_pregnancy_weight": Field(reading.weight, "Weight before pregnancy.", _PATIENT, metavar="WEIGHT"),
    "risk": _word(
        _PATIENT,
        f"{', '.join(RISKS)}; or none, which also turns off the age rule. Repeatable.",
        *RISKS,
        "none",
        many=True,
        metavar="RISK",
        near=_NEAR_A_RISK,
    ),
    "first_infusion": _word(
        _PATIENT,
        "First of this product, or after a long pause; if not given: treated as first.",
        "yes",
        "no",
        "unknown",
    ),
    "weight_policy": _id(_WEIGHT, "weight_policies", "How to choose the dosing weight [default: actual].", named=True),
    "weight_factor": Field(
        reading.factor, "Factor for a policy with none on file, such as 0.4.", _WEIGHT, metavar="FACTOR"
    ),
    "regimen": _id(_DOSE, "regimens", "A regimen on file: ID or ID/VARIANT.", "-r", named=True),
    "indication": _id(_DOSE, "regimens", "The disease, if no regimen names it.", named=True),
    "phase": Field(
        reading_words.identifier, "Plan this phase of the regimen alone, such as maintenance.", _DOSE, metavar="NAME"
    ),
    "dose": _by_phase(
        reading.dose,
        "2g/kg/cycle, 0.4g/kg/day or 140g/cycle; PHASE=DOSE of one phase; repeatable.",
        "DOSE",
        rf"{_N}(?:g|(?:g|mg|ml|iu)/kg)(?:/(?:d|cycle))?",
        "{}g/kg/cycle",
    ),
    "days": _by_phase(
        infusion_days,
        "Days per cycle, or those with an infusion: 5 or 1,3,5; PHASE=DAYS of one phase; repeatable.",
        "DAYS",
        r"x([0-9]+)d?|([0-9]+)d|d([0-9]+(?:,[0-9]+)+)",
        "x{}",
    ),
    "every": _by_phase(
        reading.interval,
        "Cycle interval: 4w, 28d or q4w; PHASE=INTERVAL of one phase; repeatable.",
        "INTERVAL",
        # A week or more of days alone may be meant so too.
        rf"(?:q|every){_N}(?:w|d)|{_N}w|(?:[789]|[0-9][0-9]+)d|(?:q|every)[0-9]*m[a-z]*"
        "|(?:week|fortnight|month)ly|every[a-z]+",
        "q{}w",
    ),
    "cycles": _by_phase(
        reading.whole,
        "Number of cycles (last phase), or PHASE=N; repeatable.",
        "N",
        "([0-9]+)cycles?",
        "{}cycles",
    ),
    "max_dose": Field(reading.maximum, "Maximum per cycle or day: 140g/cycle, 100g/day.", _DOSE, metavar="GRAMS"),
    "then": Field(
        reading.following,
        'A further phase: "1g/kg/cycle, 2 days, every 6w, 4 cycles"; repeatable.',
        _DOSE,
        many=True,
        metavar="PHASE",
    ),
    "product": _id(_PRODUCT, "products", "A product on file.", "-p", named=True)._replace(
        form=rf"(?:human-?|normal-?)*(?:ivig|igiv|immun(?:o|e-?)globulins?|gamma-?globulins?)(?:-?{_N}%?)?"  # no brand
    ),
    "market": _word(_PRODUCT, "Label: us, eu, uk, ...", *MARKETS, metavar="ID", also=MARKET_CODES, named=True),
    "concentration": Field(
        reading.concentration,
        "10%, 100g/L, 100mg/mL or 5g/50mL.",
        _PRODUCT,
        "-c",
        metavar="STRENGTH",
        form=rf"{_N}%|{_N}m?g/(?:{_N})?[md]?l",
        lone="{}%",
    ),
    "vials": Field(reading.sizes, "Vial sizes in g, such as 5,10,20.", _PRODUCT, metavar="LIST", commas=True),
    "rounding": Field(
        reading_words.rounding,
        "vial, vial-down, vial-up, exact, or Ng such as 5g.",
        _PRODUCT,
        metavar="RULE",
        words=("vial", "vial-down", "vial-up", "exact", "5g", "10g"),
    ),
    "split": Field(reading.sizes, "Dose of each day: 30g,30g,40g,40g.", _PRODUCT, metavar="LIST", commas=True),
    "tolerance": Field(reading.percent, "Greatest change by rounding [default: 10%].", _PRODUCT, metavar="PERCENT"),
    "stock": Field(
        reading.stock, "Vials for one cycle: 20g:3,10g:10 or 3x20g,10x10g.", _PRODUCT, metavar="LIST", commas=True
    ),
    "rates": Field(
        rates,
        'A protocol on file, or rate x minutes: "0.3x30,0.6x30,1.2 mL/kg/h".',
        _RATE,
        kind="rate_protocols",
        metavar="RATES",
        commas=True,
    ),
    "max_rate": Field(read_rate, "Maximum rate: 2.4mL/kg/h, 150mL/h.", _RATE, metavar="RATE"),
    "pump_step": Field(
        read_rate, "Smallest pump step [default: 0.1mL/h, below 1mL/h 0.01mL/h].", _RATE, metavar="RATE"
    ),
    "over": Field(
        read_duration,
        "How long each infusion takes: 12h, 720min or 1h30.",
        _RATE,
        metavar="TIME",
        form=rf"(?:over)?({_N}(?:h|min)(?:{_N}(?:min)?)?)",
        lone="{}h",
    ),
    "volume": Field(
        reading.millilitres,
        "Volume to be infused, or left: 280mL.",
        _RATE,
        metavar="VOLUME",
        form=rf"{_N}m?l",
        lone="{}mL",
    ),
    "resume_rate": Field(read_rate, "Continue at this rate, to the end: 140mL/h.", _RATE, metavar="RATE"),
    "increase": Field(words, "After --resume-rate, raise the rate by the steps.", _RATE, flag=True),
    "day": Field(reading.whole, "Which day of a cycle to time [default: each].", _RATE, metavar="N"),
    "at": Field(
        reading_dates.clock,
        "Clock time of the first pump start each day: 09:00.",
        _RATE,
        metavar="HH:MM",
        form="[0-9]{1,2}:[0-9]{2}(?:[ap]m)?|[0-9]{1,2}[ap]m",
    ),
    "tz": Field(reading_words.zone, "Time zone of --at, for ics: Europe/Berlin.", _RATE, metavar="ZONE"),
    "start": Field(
        reading_dates.day,
        "First infusion day: 2024-04-08.",
        _DATES,
        "-s",
        metavar="DATE",
        form="[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}",
    ),
    "closed": Field(
        reading_dates.span, "Closed: weekends, a date, or FIRST:LAST; repeatable.", _DATES, many=True, metavar="DAYS"
    ),
    "holidays": Field(reading_words.region, "Public holidays: DE or DE-BW.", _DATES, metavar="REGION"),
    "move": _word(
        _DATES,
        "Move off closed days to; each-day moves each closed day alone [default: nearest].",
        "nearest",
        "later",
        "earlier",
        "each-day",
    ),
    "move_limit": Field(reading.days_long, "Longest move of a cycle or day [default: 4d].", _DATES, metavar="DAYS"),
    "anchor": _word(_DATES, "Interval counts from [default: planned].", "planned", "actual"),
    "given": Field(
        reading.listed(reading_dates.day),
        "First days of cycles given: DATE,DATE.",
        _DATES,
        metavar="DATES",
        commas=True,
    ),
    "cycles_from": Field(
        reading.whole, "Cycle that --cycles counts from: 1 counts those given [default: the next].", _DATES, metavar="N"
    ),
    "cycle_date": Field(
        reading.cycle_date, "Fix one cycle: 3=2026-12-10; repeatable.", _DATES, many=True, metavar="N=DATE"
    ),
    "steroid": _id(_STEROID, "steroids", "The steroid, such as prednisolone."),
    "steroid_dose": Field(reading.steroid_dose, "Starting dose: 60mg or 1mg/kg.", _STEROID, metavar="DOSE"),
    "steroid_max": Field(reading.milligrams, "Maximum of a dose per kg, in mg a day: 60mg.", _STEROID, metavar="MG"),
    "taper": Field(
        taper,
        "On file, or 60x28,40x28,20; 60,40,20/cycle; 60-10/10x14; 30+30x7 divided; 20|10x28 alternating; "
        '"2x28,1x28 mg/kg".',
        _STEROID,
        kind="tapers",
        metavar="TAPER",
        commas=True,
    ),
    "taper_start": Field(reading_dates.day, "First day of the taper [default: --start].", _STEROID, metavar="DATE"),
    "taper_align": _word(_STEROID, "Move each reduction to a cycle's first day.", "cycles"),
    "tablets": Field(reading.tablets, "uk, de, us, or strengths in mg: 1,5,20.", _STEROID, metavar="LIST", commas=True),
    "halves": Field(words, "Tablets may be halved.", _STEROID, flag=True),
    "round_to": Field(reading.milligrams, "Round taper doses to multiples of this.", _STEROID, metavar="MG"),
    "pulse": Field(
        read_pulse,
        'Intravenous, before the taper: "methylprednisolone 1000mg x3"; /cycle: each cycle.',
        _STEROID,
        metavar="PULSE",
    ),
    "accept": Field(
        reading_words.acceptance,
        "Accept a stop: CODE=REASON; repeatable.",
        _SAFETY,
        many=True,
        metavar="CODE=REASON",
        saved=reading_words.saved_acceptance,
    ),
    "label": Field(words, "A reference printed on the plan; never stored.", "Output", metavar="TEXT"),
}


def option(name: str) -> str:
    """The long option of a field: how an error spells it at the terminal."""
    return "--" + name.replace("_", "-")


def nearest(name: str) -> str:
    """The field that *name* may have been meant for, as the end of an error."""
    from difflib import get_close_matches

    near = get_close_matches(name, FIELDS, n=1)
    return f"; did you mean {near[0]}?" if near else ""
