"""What can be written, what it means exactly, and what is refused with a sentence that says what to write."""

from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from ivigcalc.core.dosing.dose import Dose, Said
from ivigcalc.core.errors import Unreadable
from ivigcalc.core.steroid.types import StartDose
from ivigcalc.request import reading, reading_dates, reading_words, units
from ivigcalc.request.fields import FIELDS
from ivigcalc.request.request import read

D = Decimal


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (reading.weight, "70", "70"),
        (reading.weight, "70kg", "70"),
        (reading.weight, "70 kg", "70"),
        (reading.weight, " 70.5 KG ", "70.5"),
        (reading.weight, "154lb", "69.85322498"),
        (reading.weight, "154 lbs", "69.85322498"),
        (reading.weight, "3200g", "3.2"),
        (reading.weight, "999999.12345678", "999999.12345678"),
        (reading.weight, "007", "7"),
        (reading.height, "175", "175"),
        (reading.height, "175cm", "175"),
        (reading.height, "1.75m", "175"),
        (reading.height, "69in", "175.26"),
        (reading.height, "5ft9in", "175.26"),
        (reading.height, "5 ft 9 in", "175.26"),
        (reading.height, "5FT9.5IN", "176.53"),
        (reading.height, "6ft", "182.88"),
        (reading.height, "5.5ft", "167.64"),
        (reading.age, "75", "75"),
        (reading.age, "0.5", "0.5"),
        (reading.age, "75y", "75"),
        (reading.age, "75 years", "75"),
        (reading.concentration, "10%", "100"),
        (reading.concentration, "100g/L", "100"),
        (reading.concentration, "100mg/mL", "100"),
        (reading.concentration, "0.1g/mL", "100"),
        (reading.concentration, "5 %", "50"),
        (reading.concentration, "16.5%", "165"),
        (reading.grams, "20", "20"),
        (reading.grams, "2.5g", "2.5"),
        (reading.milligrams, "60", "60"),
        (reading.milligrams, "2.5 mg", "2.5"),
        (reading.millilitres, "280mL", "280"),
        (reading.millilitres, "0.7L", "700"),
        (reading.percent, "10%", "10"),
        (reading.percent, "0 %", "0"),
        (reading.percent, "100%", "100"),
        (reading.factor, "0.4", "0.4"),
        (reading.factor, "1", "1"),
    ],
)
def test_a_quantity_is_read_exactly(read, text, value):
    assert D(value) == read(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2g/kg", Dose(D(2), "kg-cycle", bare=True)),
        ("2 g/kg", Dose(D(2), "kg-cycle", bare=True)),
        ("2000mg/kg", Dose(D(2), "kg-cycle", bare=True)),
        ("0.4g/kg/day", Dose(D("0.4"), "kg-day")),
        ("2g/kg/cycle", Dose(D(2), "kg-cycle")),
        ("140g/cycle", Dose(D(140), "cycle")),
        ("28g/day", Dose(D(28), "day")),
        ("0.4G/KG/D", Dose(D("0.4"), "kg-day")),
        ("400mg/kg/day", Dose(D("0.4"), "kg-day")),
        ("140g", Dose(D(140), "cycle", bare=True)),
    ],
)
def test_a_dose_is_per_cycle_per_day_or_in_grams(text, value):
    assert value == reading.dose(text)


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (reading.days_long, "4w", 28),
        (reading.days_long, "28d", 28),
        (reading.days_long, "3 weeks", 21),
        (reading.days_long, "10 days", 10),
        (reading.days_long, "4.0w", 28),
        (reading.whole, "5", 5),
        (reading.whole, " 130 ", 130),
        (reading_dates.day, "2024-02-29", date(2024, 2, 29)),
        (reading_dates.clock, "09:00", time(9)),
        (reading_dates.clock, "23:59", time(23, 59)),
        (reading.steroid_dose, "60", StartDose(D(60), per_kg=False)),
        (reading.steroid_dose, "60mg", StartDose(D(60), per_kg=False)),
        (reading.steroid_dose, "1mg/kg", StartDose(D(1), per_kg=True)),
        (reading.sizes, "5, 10,20g", (D(5), D(10), D(20))),
        (reading.listed(reading_dates.day), "2026-01-05,2026-02-02", (date(2026, 1, 5), date(2026, 2, 2))),
        (reading.stock, "20g:3,10:10", ((D(20), 3), (D(10), 10))),
        (reading.stock, "20g:0", ((D(20), 0),)),
        (reading_dates.span, "weekends", "weekends"),
        (reading_dates.span, "2024-12-24", (date(2024, 12, 24), date(2024, 12, 24))),
        (reading_dates.span, "2024-12-24:2025-01-01", (date(2024, 12, 24), date(2025, 1, 1))),
        (reading.cycle_date, "3=2026-12-10", (3, date(2026, 12, 10))),
        (reading_words.choice("yes", "no"), " yes ", "yes"),
        (reading.tablets, "uk", "uk"),
        (reading.tablets, "1,5, 20mg", (D(1), D(5), D(20))),
        (reading_words.zone, "Europe/Berlin", "Europe/Berlin"),
        (reading_words.words, "anything at all", "anything at all"),
        (
            reading.following,
            "1g/kg, 2 days, every 6w, 4 cycles",
            Said(Dose(D(1), "kg-cycle", bare=True), days=2, interval_days=42, cycles=4),
        ),
        (
            reading.following,
            "1 cycle,every 28d,140g,1 day",
            Said(Dose(D(140), "cycle", bare=True), days=1, interval_days=28, cycles=1),
        ),
    ],
)
def test_everything_else_is_read_exactly(read, text, value):
    assert value == read(text)


# Refused, with what to write. No number is guessed at, and nothing is calculated.

NOT_NUMBERS = (
    "70,5kg", "nan", "nan kg", "inf", "-1", "+1", "1e2", "70**2kg", "70kg+3kg", "7 0", "7_0", "1234567", "70.123456789",
    "70.", "0x46", "70kg kg", "70kg\n", "70\nkg", "70\x00", "\u0007", "\uff17\uff10", "\uff10kg", "\u0667\u0660",
    "70\u00a0kg", "\u00bd", "70\u202fkg", "", " ", "kg", "70;71", "70/1", "(70)", "$70", "\x1b[31m70", "70 k g",
    "7" * 100_000,
)  # fmt: skip


@pytest.mark.parametrize("text", NOT_NUMBERS, ids=lambda text: ascii(text[:12]))
@pytest.mark.parametrize(
    ("field", "write"),
    [
        ("weight", "write 70, 70.5kg, 154lb or 3200g"),
        ("height", "write 175, 175cm, 1.75m, 69in or 5ft9in"),
        ("age", "write 75 (years)"),
        ("dose", "write 2g/kg/cycle, 0.4g/kg/day or 140g/cycle (also in mg/kg)"),
        ("concentration", "write 10%, 100g/L, 100mg/mL or 0.1g/mL (the unit is needed)"),
        ("vials", "write 20 or 20g"),
        ("tolerance", "write 10%"),
        ("weight_factor", "write 0.4"),
        ("volume", "write 280mL"),
        ("round_to", "write 60 or 60mg"),
        ("steroid_dose", "write 60mg or 1mg/kg"),
        ("every", "write 4w or 28d"),
        ("move_limit", "write 4w or 28d"),
    ],
)
def test_what_is_no_plain_number_with_a_unit_is_refused(field, write, text):
    with pytest.raises(Unreadable) as refusal:
        read({field: text})
    said = str(refusal.value)
    assert said.startswith(f"{field}: ")
    assert write in said
    assert said.isprintable()
    assert said.isascii()
    assert len(said) < 400


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("weight", "9999999", "write 70, 70.5kg, 154lb or 3200g (at most six digits)"),
        ("weight", "1234567.5 kg", "write 70, 70.5kg, 154lb or 3200g (at most six digits)"),
        ("weight", "70.123456789kg", "write 70, 70.5kg, 154lb or 3200g (at most eight decimals)"),
        ("weight", ".123456789", "write 70, 70.5kg, 154lb or 3200g (at most eight decimals)"),
        ("weight", "70-75kg", "write 70, 70.5kg, 154lb or 3200g (one number, not a range)"),
        ("age", "-1", "write 75 (years) (a number without a sign)"),
        ("weight", "+70 kg", "write 70, 70.5kg, 154lb or 3200g (a number without a sign)"),
        ("cycles", "99999999999", "give a whole number, such as 2 (at most six digits)"),
        ("cycles", "-2", "give a whole number, such as 2 (a number without a sign)"),
        ("cycles", "2.5", "give a whole number, such as 2"),
        ("weight", "seventy", "write 70, 70.5kg, 154lb or 3200g"),
        ("weight", "1e2", "write 70, 70.5kg, 154lb or 3200g"),
    ],
)
def test_what_was_written_in_place_of_a_plain_number_is_said_where_it_is_known(field, text, said):
    with pytest.raises(Unreadable) as refusal:
        read({field: text})
    assert str(refusal.value).endswith(said)


def test_a_decimal_comma_is_refused_with_the_hint_to_use_a_point():
    with pytest.raises(Unreadable) as refusal:
        read({"weight": "70,5kg"})
    assert "weight: '70,5kg': not a number with a unit; write 70, 70.5kg, 154lb or 3200g (a point, not a comma)" == str(
        refusal.value
    )


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("weight", "70stone", "unknown unit 'stone'; write 70, 70.5kg, 154lb or 3200g"),
        ("weight", "70mg", "unknown unit 'mg'"),
        ("height", "175kg", "unknown unit 'kg'; write 175, 175cm"),
        ("height", "5ft13in", "not whole feet and under 12 inches; write 5ft9in"),
        ("height", "5ft12in", "not whole feet and under 12 inches"),
        ("height", "5.5ft9in", "not whole feet and under 12 inches"),
        ("age", "9months", "age is in years; write 75, or 0.5 for six months"),
        ("dose", "2", "'2': no unit; write 2g/kg/cycle, 0.4g/kg/day or 140g/cycle (also in mg/kg)"),
        ("dose", "2kg", "unknown unit 'kg'; write 2g/kg"),
        ("dose", "2g/kg/h", "unknown unit 'g/kg/h'"),
        ("dose", "0g/kg", "dose must be above 0"),
        ("dose", "0g", "dose must be above 0"),
        ("concentration", "10", "'10' has no unit; write 10%, 100g/L, 100mg/mL or 0.1g/mL (the unit is needed)"),
        ("concentration", "100g", "unknown unit 'g'"),
        ("vials", "20mg", "not in grams; write 20 or 20g"),
        ("vials", "0g", "must be above 0 g"),
        ("vials", "5,,10", "'': not a number"),
        ("split", "30g,0g", "must be above 0 g"),
        ("tolerance", "10", "write 10%, with the percent sign"),
        ("tolerance", "0.1", "write 10%, with the percent sign"),
        ("tolerance", "100.5%", "above 100%; write 0% to 100%, such as 10%"),
        ("weight_factor", "1.1", "give a factor from 0 to 1, such as 0.4"),
        ("weight_factor", "40%", "give a factor from 0 to 1"),
        ("volume", "280", "not a volume in mL above 0; write 280mL"),
        ("volume", "0mL", "not a volume in mL above 0"),
        ("volume", "28g", "not a volume in mL above 0"),
        ("round_to", "2.5g", "not in milligrams; write 60 or 60mg"),
        ("round_to", "0", "must be above 0 mg"),
        ("steroid_dose", "0mg", "not a starting dose above 0; write 60mg or 1mg/kg"),
        ("steroid_dose", "1g/kg", "not a starting dose above 0; write 60mg or 1mg/kg"),
        ("every", "4", "'4': not whole weeks or days; write 4w or 28d"),
        ("every", "1.5w", "not whole weeks or days; write 4w or 28d"),
        ("every", "28h", "not whole weeks or days"),
        ("every", "monthly", "months vary in length; write 4w (13 cycles a year) or 28d"),
        ("every", "1m", "months vary in length"),
        ("every", "2 months", "months vary in length"),
        ("every", "every month", "months vary in length"),
        ("every", "q1m", "months vary in length"),
        ("days", "2.0", "give a whole number, such as 5, or the days of a cycle, such as 1,3,5"),
        ("days", "-2", "give a whole number"),
        ("days", "two", "give a whole number"),
        ("cycles", "1e2", "give a whole number"),
        ("cycles", "\uff15", "give a whole number"),
        ("cycles", "", "give a whole number"),
        ("start", "08.04.2024", "not a date; write year-month-day: 2024-04-08"),
        ("start", "2024-4-8", "not a date; write year-month-day: 2024-04-08"),
        (
            "start",
            "2023-02-29",
            "is not a calendar date: 2023-02 has 28 days, not 29; write year-month-day: 2024-04-08",
        ),
        ("start", "2024-04-00", "is not a calendar date: 2024-04 has 30 days, not 00"),
        ("start", "2024-13-01", "is not a calendar date: months are 01 to 12, not 13"),
        ("start", "2024-00-01", "is not a calendar date: months are 01 to 12, not 00"),
        ("start", "0000-01-01", "is not a calendar date: years start with 0001"),
        ("start", "20240408", "not a date; write year-month-day: 2024-04-08"),
        ("start", "2024-04-08T09:00", "not a date"),
        ("at", "24:00", "not a time of day"),
        ("at", "09:60", "not a time of day"),
        ("at", "9am", "not a time of day"),
        ("stock", "20g", "write size and number as 20g:3,10g:10"),
        ("stock", "20g:3,20.0g:4", "20.0g is given twice"),
        ("stock", "20g:x", "give a whole number"),
        ("closed", ["2025-01-01:2024-12-24"], "the range ends before it starts; write the first day first"),
        ("closed", ["sundays"], "not a date; write year-month-day:"),
        ("cycle_date", ["2026-12-10"], "write the cycle and its first day as 3=2026-12-10"),
        ("cycle_date", ["x=2026-12-10"], "give a whole number"),
        ("move", "sideways", "'sideways' is not one of nearest, later, earlier"),
        ("risk", ["kidney"], "'kidney' is not one of renal, thrombosis"),
        ("taper_align", "dates", "taper_align: 'dates': write cycles"),
        ("tablets", "0", "tablets: '0': must be above 0 mg"),
        ("tablets", "", "tablets: empty"),
        ("label", " ", "empty: give a value or omit it"),
        ("then", ["1g/kg, 2 days, every 6w"], "lacks cycles; write"),
        ("then", ["every 6w"], "lacks a dose and days and cycles; write"),
        ("then", ["1g/kg, 2 days, 3 days, every 6w, 4 cycles"], "the part '3 days': given twice"),
        ("then", ["1g/kg, 2 days, every month, 4 cycles"], "the part 'every month': 'month': months vary in length"),
        ("then", ["2, 2 days, every 6w, 4 cycles"], "the part '2': '2': no unit; write 2g/kg"),
        ("then", ["1g/kg; 2 days"], 'write "1g/kg/cycle, 2 days, every 6w, 4 cycles"'),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_to_write(field, text, words):
    with pytest.raises(Unreadable) as refusal:
        read({field: text})
    assert words in str(refusal.value)
    assert str(refusal.value).isascii()


NO_ZONES = ["Mars/Base", "", "../../etc/passwd", "/etc/localtime", "localtime", "Europe", "\x00", "CET+1\n"]


@pytest.mark.parametrize("zone", NO_ZONES)
def test_a_zone_that_does_not_exist_is_refused_whether_it_is_needed_or_not(zone):
    with pytest.raises(Unreadable, match="^tz: .*: no such time zone; write one such as Europe/Berlin or UTC$"):
        read({"tz": zone})


def test_a_field_that_does_not_exist_is_refused():
    with pytest.raises(Unreadable, match="wieght: no such field; did you mean weight"):
        read({"wieght": "70kg"})
    with pytest.raises(Unreadable, match="zzz: no such field$"):
        read({"zzz": "70kg"})


@pytest.mark.parametrize("given", [True, None, {"kg": 70}, ["70kg"]])
def test_a_value_of_another_kind_is_refused(given):
    with pytest.raises(Unreadable, match="weight: .*: a text or a number is needed"):
        read({"weight": given})


def test_numbers_of_json_and_toml_are_read_as_their_text():
    assert D("70.5") == read({"weight": D("70.5")}).weight
    assert (("", 2),) == read({"days": 2}).days


@pytest.mark.parametrize(("given", "value"), [(True, True), ("yes", True), ("1", True), (False, False), ("no", False)])
def test_a_flag_is_true_or_false(given, value):
    assert value is read({"pregnant": given}).pregnant


def test_a_flag_is_nothing_else():
    with pytest.raises(Unreadable, match="pregnant: 'maybe': write true or false"):
        read({"pregnant": "maybe"})


# Units, against exact fractions of their definitions

PER = {
    ("lb", "kg"): Fraction(45359237, 100_000_000),
    ("g", "kg"): Fraction(1, 1000),
    ("m", "cm"): Fraction(100),
    ("in", "cm"): Fraction(254, 100),
    ("ft", "cm"): Fraction(3048, 100),
    ("mg/mL", "g/L"): Fraction(1),
    ("g/mL", "g/L"): Fraction(1000),
    ("mg/kg", "g/kg"): Fraction(1, 1000),
    ("in", "ft"): Fraction(1, 12),
}


@pytest.mark.parametrize(("unit", "to"), PER)
@pytest.mark.parametrize("number", ["1", "0.00000001", "999999.99999999", "154", "123.456"])
def test_a_conversion_is_exact(number, unit, to):
    exact = Fraction(D(number)) * PER[unit, to]
    found = Fraction(units.convert(D(number), unit, to))
    assert exact == found or abs(exact - found) <= exact / 10**26  # an inch is no finite part of a foot


def test_every_unit_on_file_is_one_that_can_be_written():
    lines = Path(units.__file__).parents[1].joinpath("data", "units.txt").read_text(encoding="utf-8").splitlines()
    symbols = {line.rpartition("=")[2].strip() for line in lines if line and not line.startswith("#")}
    assert {"g", "kg", "mg", "lb", "cm", "m", "in", "ft", "mL", "L", "d"} == symbols


@pytest.mark.parametrize("said", [{"weight": "70kg"}, {"concentration": "10%"}, {"every": "4w"}, {"dose": "2g/kg"}])
def test_canonical_units_need_no_conversion(monkeypatch, said):
    def never(*_):
        raise AssertionError("converted")

    monkeypatch.setattr(units, "convert", never)
    read(said)


def test_every_field_can_be_read_from_text():
    assert all(callable(field.read) for field in FIELDS.values())
