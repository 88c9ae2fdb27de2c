"""Orders as they are written on wards and packs: each spelling is read exactly, and shown in one."""

import sys
from datetime import date, time
from decimal import Decimal

import pytest
from saying import WELL

from ivigcalc.core.dosing.dose import Dose, Said
from ivigcalc.core.errors import Unreadable
from ivigcalc.core.pumping.rates import PrintedRate
from ivigcalc.core.steroid.types import StartDose
from ivigcalc.request import quantity, spellings, units
from ivigcalc.request.fields import FIELDS
from ivigcalc.request.request import read

D = Decimal


def dose(number: str, per: str, *, bare: bool = False) -> Dose:
    return Dose(D(number), per, bare=bare)


# What is said of a field, the value that it has, and how it is shown.
RIGHT = [
    ("weight", "70 kilograms", D(70), "70kg"),
    ("weight", "70 KGS", D(70), "70kg"),
    ("weight", "70Kilogram", D(70), "70kg"),
    ("weight", "1 kilogramme", D(1), "1kg"),
    ("weight", "154 pounds", D("69.85322498"), "154lb"),  # 154 x 0.45359237
    ("weight", "1 Pound", D("0.45359237"), "1lb"),
    ("weight", "3200 gm", D("3.2"), "3200g"),
    ("weight", "3200 grams", D("3.2"), "3200g"),
    ("weight", ".9kg", D("0.9"), "0.9kg"),
    ("weight", "007.50 kg", D("7.5"), "7.5kg"),
    ("weight", "70.0", D(70), 70),
    ("height", "5'9\"", D("175.26"), "5ft9in"),  # (5 x 12 + 9) x 2.54
    ("height", "5' 9''", D("175.26"), "5ft9in"),
    ("height", "5'9", D("175.26"), "5ft9in"),
    ("height", "5 Foot 9 Inches", D("175.26"), "5ft9in"),
    ("height", "5 feet 9.5 inch", D("176.53"), "5ft9.5in"),
    ("height", "6'", D("182.88"), "6ft"),
    ("height", '69"', D("175.26"), "69in"),
    ("height", "1.75 metres", D(175), "1.75m"),
    ("height", "175 Centimeters", D(175), "175cm"),
    ("age", "75 yrs", D(75), 75),
    ("age", ".5 year", D("0.5"), "0.5"),
    ("sex", "F", "female", "female"),
    ("sex", "m", "male", "male"),
    ("sex", " Female ", "female", "female"),
    ("first_infusion", "Yes", "yes", "yes"),
    ("risk", ["RENAL", "Heart-Failure"], ("renal", "heart-failure"), ("renal", "heart-failure")),
    ("dose", "2 g / kg", dose("2", "kg-cycle", bare=True), "2g/kg"),
    ("dose", "2 GM/KG", dose("2", "kg-cycle", bare=True), "2g/kg"),
    ("dose", ".4g/kg", dose("0.4", "kg-cycle", bare=True), "0.4g/kg"),
    ("dose", ".4g/kg/day", dose("0.4", "kg-day"), "0.4g/kg/day"),
    ("dose", "0.4 gms/kg/d", dose("0.4", "kg-day"), "0.4g/kg/day"),
    ("dose", "400 mg / kg / Day", dose("0.4", "kg-day"), "400mg/kg/day"),
    ("dose", "2000mg/kilogram/cycle", dose("2", "kg-cycle"), "2000mg/kg/cycle"),
    ("dose", "28000mg", dose("28", "cycle", bare=True), "28000mg"),
    ("dose", "28000 MG/day", dose("28", "day"), "28000mg/day"),
    ("dose", "140 grams", dose("140", "cycle", bare=True), "140g"),
    ("dose", "28 gram / day", dose("28", "day"), "28g/day"),
    ("dose", "140 gm/cycle", dose("140", "cycle"), "140g/cycle"),
    ("every", "q3w", 21, "3w"),
    ("every", "Q28D", 28, "28d"),
    ("every", "q 4 wks", 28, "4w"),
    ("every", "every 3 weeks", 21, "3w"),
    ("every", "Every 28 Days", 28, "28d"),
    ("every", "4 wk", 28, "4w"),
    ("move_limit", "4 days", 4, "4d"),
    (
        "then",
        [".5 gm / kg,1 Day, q3w, 2 Cycles"],
        (Said(dose("0.5", "kg-cycle", bare=True), days=1, interval_days=21, cycles=2),),
        ("0.5g/kg, 1 day, every 3w, 2 cycles",),
    ),
    ("market", "EU", "eu", "eu"),
    ("market", "gb", "uk", "uk"),
    ("market", "USA", "us", "us"),
    ("concentration", "5 g/50 mL", D(100), "5g/50mL"),
    ("concentration", "2500 mg / 50 ML", D(50), "2500mg/50mL"),
    ("concentration", "10 %", D(100), "10%"),
    ("concentration", "100 G/L", D(100), "100g/L"),
    ("concentration", "100 Mg/Ml", D(100), "100mg/mL"),
    ("concentration", ".1 g/ml", D(100), "0.1g/mL"),
    ("vials", "5 gm, 10 gm,20 grams", (D(5), D(10), D(20)), "5g,10g,20g"),
    ("split", "30 G,40 g", (D(30), D(40)), "30g,40g"),
    ("rounding", "Vial-Down", "vial-down", "vial-down"),
    ("rounding", "5 Grams", "5g", "5g"),
    ("tolerance", "5.0 %", D(5), "5%"),
    ("stock", "12x10g", ((D(10), 12),), "10g:12"),
    ("stock", "12 x 10 gm, 4X5g", ((D(10), 12), (D(5), 4)), "10g:12,5g:4"),
    ("stock", "20 g : 3", ((D(20), 3),), "20g:3"),
    ("rates", "MGH", "mgh", "mgh"),
    ("rates", ".3 X 30, .6x30,1.2 ml / kg / hr", "0.3x30,0.6x30,1.2 mL/kg/h", "0.3x30,0.6x30,1.2 mL/kg/h"),
    ("max_rate", "150 mL/hr", PrintedRate(D(150), "mL/h"), "150mL/h"),
    ("max_rate", "4.8 mL/kg/hour", PrintedRate(D("4.8"), "mL/kg/h"), "4.8mL/kg/h"),
    ("max_rate", ".08 ml/kg/minute", PrintedRate(D("0.08"), "mL/kg/min"), "0.08mL/kg/min"),
    ("resume_rate", "480 MG/KG/HRS", PrintedRate(D(480), "mg/kg/h"), "480mg/kg/h"),
    ("volume", "280 mls", D(280), "280mL"),
    ("volume", "280 millilitres", D(280), "280mL"),
    ("at", "9:00", time(9), "09:00"),
    ("start", " 2026-04-05 ", date(2026, 4, 5), "2026-04-05"),
    ("closed", ["Weekends"], ("weekends",), ("weekends",)),
    ("holidays", "de-bw", "DE-BW", "DE-BW"),
    ("holidays", "de-Bayern", "DE-Bayern", "DE-Bayern"),
    ("move", "NEAREST", "nearest", "nearest"),
    ("regimen", "ITP/Privigen-US", "itp/privigen-us", "itp/privigen-us"),
    ("product", " Octagam-10 ", "octagam-10", "octagam-10"),
    ("steroid_dose", "1 mg/kg/day", StartDose(D(1), per_kg=True), "1mg/kg/day"),
    ("steroid_dose", "60 milligrams", StartDose(D(60), per_kg=False), "60mg"),
    ("taper", "ARAMIS", "aramis", "aramis"),
    ("taper", "60.0X28, 040x28 , 7.50", "60x28,40x28,7.5", "60x28,40x28,7.5"),
    ("taper", "60-10/10x14, 20|10X28,30+30x7", "60-10/10x14,20|10x28,30+30x7", "60-10/10x14,20|10x28,30+30x7"),
    ("taper", "60,40, 20/Cycle", "60,40,20/cycle", "60,40,20/cycle"),
    ("taper", "2x28,.5x28 MG/KG", "2x28,0.5x28 mg/kg", "2x28,0.5x28 mg/kg"),
    ("taper", "1.000000005x28", "1.000000005x28", "1.000000005x28"),  # no taper: refused where it is read
    ("tablets", "GB", "uk", "uk"),
    ("tablets", "2.5 mg, .5", (D("2.5"), D("0.5")), "2.5mg,0.5"),
    ("round_to", "2.50 MG", D("2.5"), "2.5mg"),
    ("pregnant", "TRUE", True, True),
    ("halves", "No", False, False),
]


def test_there_are_as_many_spellings_as_are_promised():
    assert len(RIGHT) >= 60
    assert len(WRONG) >= 40


@pytest.mark.parametrize(("field", "said", "value", "shown"), RIGHT, ids=lambda value: ascii(value)[:30])
def test_a_spelling_is_read_exactly_and_shown_in_one(field, said, value, shown):
    request = read({field: said})
    assert ((("", value),) if FIELDS[field].by_phase else value) == getattr(request, field)
    assert {field: shown} == dict(request.echo)


@pytest.mark.parametrize(
    ("field", "said", "shown"),
    [(field, said, shown) for field, said, _, shown in RIGHT],
    ids=lambda value: ascii(value)[:30],
)
def test_what_is_shown_is_read_as_the_same(field, said, shown):
    assert read({field: said}) == read({field: shown})


@pytest.mark.parametrize("field", FIELDS)
def test_whatever_can_be_read_is_shown_so_that_it_reads_as_the_same(field):
    for text in WELL[field]:
        request = read({field: [text] if FIELDS[field].many else text})
        assert request == read(request.shown())


DOSE = "write 2g/kg/cycle, 0.4g/kg/day or 140g/cycle (also in mg/kg)"
WEIGHT = "write 70, 70.5kg, 154lb or 3200g"
HEIGHT = "write 175, 175cm, 1.75m, 69in or 5ft9in"
STRENGTH = "write 10%, 100g/L, 100mg/mL or 0.1g/mL (the unit is needed)"
RATE_UNITS = "units are mL/kg/h, mL/kg/min, mg/kg/min, mg/kg/h, mL/min, mL/h"
RATE = f"write a plain number, with a point for decimals, and its unit; {RATE_UNITS}"
NO_NUMBER = "not a number with a unit"

# What is said of a field, and how it is refused.
WRONG = [
    ("dose", "10", f"dose: '10': no unit; {DOSE}"),
    ("dose", "10 mL/kg", "dose: '10 mL/kg': a dose in mL/kg is not known here, as a dose is in grams: at 10 %, "
                         f"10 mL/kg are 1 g/kg; {DOSE}"),
    ("dose", "700 mls", "dose: '700 mls': a dose in mL is not known here, as a dose is in grams: at 10 %, "
                        f"10 mL/kg are 1 g/kg; {DOSE}"),
    ("dose", "2g/m2", f"dose: '2g/m2': {NO_NUMBER}; {DOSE}"),
    ("dose", "0,4 g/kg", f"dose: '0,4 g/kg': {NO_NUMBER}; {DOSE} (a point, not a comma)"),
    ("dose", "1-2 g/kg", f"dose: '1-2 g/kg': {NO_NUMBER}; {DOSE} (one number, not a range)"),
    ("dose", "1 to 2g/kg", f"dose: '1 to 2g/kg': {NO_NUMBER}; {DOSE} (one number, not a range)"),
    ("dose", "2g/kg x2", f"dose: '2g/kg x2': {NO_NUMBER}; {DOSE}"),
    ("dose", "2. g/kg", f"dose: '2. g/kg': {NO_NUMBER}; {DOSE}"),
    ("dose", "0.4 g/kg daily", f"dose: '0.4 g/kg daily': {NO_NUMBER}; {DOSE}"),
    ("dose", "400 mcg/kg", f"dose: '400 mcg/kg': unknown unit 'mcg/kg'; {DOSE}"),
    ("dose", "2kg", f"dose: '2kg': unknown unit 'kg'; {DOSE}"),
    ("dose", "0 gm/kg", f"dose: '0 gm/kg': dose must be above 0; {DOSE}"),
    ("dose", ".g/kg", f"dose: '.g/kg': {NO_NUMBER}; {DOSE}"),
    ("weight", "70,5kg", f"weight: '70,5kg': {NO_NUMBER}; {WEIGHT} (a point, not a comma)"),
    ("weight", "11 stone", f"weight: '11 stone': unknown unit 'stone'; {WEIGHT}"),
    ("weight", "70 mg", f"weight: '70 mg': unknown unit 'mg'; {WEIGHT}"),
    ("weight", "70-75kg", f"weight: '70-75kg': {NO_NUMBER}; {WEIGHT} (one number, not a range)"),
    ("weight", "70 k g", f"weight: '70 k g': {NO_NUMBER}; {WEIGHT}"),
    ("height", "5'13\"", "height: '5\\'13\"': not whole feet and under 12 inches; write 5ft9in"),
    ("height", "5.5'9\"", "height: '5.5\\'9\"': not whole feet and under 12 inches; write 5ft9in"),
    ("height", "1,75m", f"height: '1,75m': {NO_NUMBER}; {HEIGHT} (a point, not a comma)"),
    ("height", "1m75", f"height: '1m75': {NO_NUMBER}; {HEIGHT}"),
    ("age", "9 months", "age: '9 months': age is in years; write 75, or 0.5 for six months"),
    ("sex", "x", "sex: 'x' is not one of male, female"),
    ("risk", ["kidney"], "risk: 'kidney' is not one of renal, thrombosis, heart-failure, iga-antibodies, "
     "hyperprolinaemia, fructose-intolerance, corn-allergy, glucose-meter, non-o-blood-group, none; "
     "did you mean renal?"),
    ("market", "nl", "market: 'nl' is not one of us, eu, uk, de, fr, es, it, at, ch, ca, au, nz, sg, hk"),
    ("concentration", "10", f"concentration: '10' has no unit; {STRENGTH}"),
    ("concentration", "10 g", f"concentration: '10 g': unknown unit 'g'; {STRENGTH}"),
    ("concentration", "5g/0mL",
     f"concentration: '5g/0mL': not grams in a volume above 0; {STRENGTH}"),
    ("concentration", "5g/50g", f"concentration: '5g/50g': not grams in a volume above 0; {STRENGTH}"),
    ("every", "4", "every: '4': not whole weeks or days; write 4w or 28d"),
    ("every", "q4", "every: '4': not whole weeks or days; write 4w or 28d"),
    ("every", "monthly", "every: 'monthly': months vary in length; write 4w (13 cycles a year) or 28d"),
    ("every", "every month", "every: 'month': months vary in length; write 4w (13 cycles a year) or 28d"),
    ("every", "Fortnightly", "every: 'Fortnightly': not a number; write 2w"),
    ("every", "every other week", "every: 'every other week': not a number; write 2w"),
    ("move_limit", "q4d", f"move_limit: 'q4d': {NO_NUMBER}; write 4w or 28d"),
    ("start", "05/04/2026",
     "start: '05/04/2026' can be read as two dates; write year-month-day: 2026-04-05 or 2026-05-04"),
    ("start", "25/04/2026", "start: '25/04/2026': not a date; write year-month-day: 2026-04-25"),
    ("start", "04/04/2026", "start: '04/04/2026': not a date; write year-month-day: 2026-04-04"),
    ("start", "31/31/2026", "start: '31/31/2026': not a date; write year-month-day: 2024-04-08"),
    ("start", "5.4.2026", "start: '5.4.2026': not a date; write year-month-day: 2024-04-08"),
    ("at", "9am", "at: '9am': not a time of day; write 09:00"),
    ("at", "0900", "at: '0900': not a time of day; write 09:00"),
    ("at", "9:0", "at: '9:0': not a time of day; write 09:00"),
    ("stock", "12x10", "stock: '12x10': write size and number as 20g:3,10g:10, or as 3x20g,10x10g"),
    ("stock", "10g", "stock: '10g': write size and number as 20g:3,10g:10, or as 3x20g,10x10g"),
    ("stock", "12x10kg", "stock: '10kg': not in grams; write 20 or 20g"),
    ("stock", "3x20g,20g:4", "stock: '3x20g,20g:4': 20g is given twice; write each size once"),
    ("max_rate", "150", f"max_rate: rate '150': {RATE}"),
    ("max_rate", "150 mL/day", f"max_rate: rate '150 mL/day': 'mL/day' is not a unit of rates; {RATE_UNITS}"),
    ("volume", "280cc", "volume: '280cc': not a volume in mL above 0; write 280mL"),
    ("tolerance", "10", "tolerance: '10': write 10%, with the percent sign"),
    ("steroid_dose", "1 g/kg", "steroid_dose: '1 g/kg': not a starting dose above 0; write 60mg or 1mg/kg"),
    ("pregnant", "perhaps", "pregnant: 'perhaps': write true or false"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "said", "refusal"), WRONG, ids=lambda value: ascii(value)[:30])
def test_a_wrong_spelling_is_refused_with_what_to_write(field, said, refusal):
    with pytest.raises(Unreadable) as refused:
        read({field: said})
    assert refusal == str(refused.value)


# Units that need no library, held against the one that is there for the others.


@pytest.mark.parametrize(("unit", "to"), quantity._EVERYDAY)
@pytest.mark.parametrize("number", ["1", "0.00000001", "999999.99999999", "154"])
def test_an_everyday_unit_has_the_factor_of_pint(unit, to, number):
    assert units.convert(D(number), unit, to) == quantity.in_unit(D(number), unit, to)


@pytest.mark.parametrize(
    "said",
    [
        {"weight": "154lb"},
        {"weight": "3200 grams"},
        {"dose": "400mg/kg"},
        {"dose": "28000mg"},
        {"max_rate": "150 mL/hr"},
        {"concentration": "5000 mg/50 mL"},
    ],
)
def test_an_everyday_unit_needs_no_library(monkeypatch, said):
    monkeypatch.setitem(sys.modules, "ivigcalc.request.units", None)  # importing it fails
    read(said)


def test_every_unit_that_is_known_is_its_own_spelling():
    assert all(unit == quantity.unit(unit) for unit in quantity._UNITS.values() if unit != "d")
    assert "d" == quantity.unit("Days")
    assert "g/kg/day" == quantity.unit("GM / Kilogram / d")
    assert "furlongs/kg" == quantity.unit("Furlongs/KG")


def test_every_spelling_belongs_to_a_reader_of_a_field():
    readers = {field.read for field in FIELDS.values()}
    assert set(spellings._OF) <= readers
