"""Lines, columns, bars, charts and months, one by one."""

from datetime import date
from decimal import Decimal

import pytest

from ivigcalc.core.quantities import Minutes
from ivigcalc.output import month
from ivigcalc.output.blocks import ChartStep, Column, Day, Entries, Entry, Facts, Month, Months, StepChart, Table
from ivigcalc.output.chart import draw
from ivigcalc.output.layout import bar, grid, wrap
from ivigcalc.output.lines import Layout
from ivigcalc.output.number import shown, signed
from ivigcalc.output.words import dated, duration, listed, several, spaced


def lines(block, width):
    return ["".join(span.text for span in line).rstrip() for line in Layout(width).lines((block,))]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("give 70 g now", 8, ["give", "70 g now"]),
        ("give 70 g now", 7, ["give", "70 g", "now"]),
        ("3 x 20 g + 1 x 10 g", 10, ["3 x 20 g +", "1 x 10 g"]),
        ("as in the label [12]", 16, ["as in the", "label [12]"]),
        ("on Mon 2024-04-08", 14, ["on", "Mon 2024-04-08"]),
        ("0.3 mL/kg/h", 4, ["0.3", "mL/kg/h"]),  # the two do not fit on one line
        ("a" * 50, 10, ["a" * 50]),
        ("", 10, [""]),
    ],
)
def test_a_line_breaks_between_words_and_not_between_a_number_and_its_unit(text, width, expected):
    assert expected == wrap(text, width)


def test_a_table_that_does_not_fit_becomes_lines():
    rate, hold = Column("Rate", "mL/kg/h", right=True), Column("Run", "min", right=True)
    rows = (("1", "0.3", "30", "label"), ("2", "0.6", "205.5", ""))
    table = Table((Column("Step"), rate, hold, Column("Basis")), rows)
    assert [
        "Step     Rate    Run  Basis",
        "      mL/kg/h    min",
        "----  -------  -----  -----",
        "1         0.3     30  label",
        "2         0.6  205.5",
    ] == lines(table, 27)
    first = ["Step: 1", "  Rate: 0.3 mL/kg/h", "  Run: 30 min", "  Basis: label"]
    assert [*first, "Step: 2", "  Rate: 0.6 mL/kg/h", "  Run: 205.5 min"] == lines(table, 26)


def test_a_cell_of_prose_is_broken_and_the_others_are_not():
    columns = (Column("At", right=True), Column("What", prose=True))
    table = Table(columns, (("0", "vital signs before starting of it"),))
    assert ["At  What", "--  " + "-" * 26, " 0  vital signs before", "    starting of it"] == lines(table, 30)


def test_a_bar_has_the_room_that_is_left_or_is_left_out():
    table = Table((Column("Dose", "mg"),), (("60",), ("30",), ("1",)), (Decimal(1), Decimal("0.5"), Decimal("0.01")))
    assert ["60    " + "#" * 14, "30    " + "#" * 7, "1     #"] == lines(table, 20)[3:]
    assert ["60", "30", "1"] == lines(table, 12)[3:]
    assert grid(table, 200).bar == 24


def test_prose_breaks_to_leave_room_for_the_bars_beside_it():
    many = "1 x 30 mg + 1 x 25 mg + 1 x 20 mg"  # 33 letters
    table = Table((Column("Tablets", prose=True),), ((many,), ("1 x 25 mg",)), (Decimal(1), Decimal("0.5")))
    assert (many + "  ########", "1 x 25 mg" + " " * 26 + "####") == tuple(lines(table, 43)[2:])
    assert ["1 x 30 mg + 1 x 25 mg +" + " " * 11 + "########", "1 x 20 mg"] == lines(table, 42)[2:4]
    assert [many] == lines(table, 33)[2:3]  # no room for both


def test_a_bar_is_its_share_to_the_nearest_sign_and_at_least_one():
    shares = (Decimal(0), Decimal("0.01"), Decimal("0.39"), Decimal(20) / Decimal(60))
    assert [0, 1, 9, 8] == [len(bar(share, 24, "#")) for share in shares]


def test_names_stand_beside_what_is_so_or_above_it():
    facts = Facts((("Dosing weight", "70 kg, actual weight"),))
    assert ["Dosing weight  70 kg, actual weight"] == lines(facts, 45)
    assert ["Dosing weight", "  70 kg, actual weight"] == lines(facts, 40)


def test_paragraphs_without_a_mark_hang():
    entries = Entries((Entry("", "one two three"), Entry("", "four")))
    assert ["one two", "  three", "four"] == lines(entries, 10)


def test_every_step_of_a_chart_is_named_and_drawn():
    """30 of 300 minutes are 2 of 20 places; the third step is too short for one and is drawn all the same."""
    levels = (("21", 0, 30), ("105.5", 30, 299), ("140", 299, 300))
    steps = tuple(ChartStep(level, Decimal(start), Decimal(end)) for level, start, end in levels)
    drawn = draw(StepChart("", steps), 27)
    assert [("140", 19, 1), ("105.5", 2, 17), ("21", 0, 2)] == [tuple(line) for line in drawn.lines]
    assert (20, "0       120     240") == (drawn.room, drawn.minutes)
    assert {0, 8, 16} == drawn.ticks


def test_a_chart_of_one_step_fills_the_room():
    drawn = draw(StepChart("", (ChartStep("100", Decimal(0), Decimal("7.5")),)), 25)
    assert [20] == [line.length for line in drawn.lines]


def test_a_month_marks_infusions_what_was_given_and_what_to_check():
    days = (Day(""), Day("1"), Day("8", infusion=True), Day("9", infusion=True, given=True), Day("10", checkpoint=True),
            Day("11", infusion=True, checkpoint=True), Day("30"))  # fmt: skip
    found = lines(Months((Month("April 2024", (days,)),), "Marks."), 40)
    assert "       1  [ 8] ( 9)  10 *[11]* 30" == found[2]
    assert [" Mo   Tu   We   Th   Fr   Sa   Su", "", "Marks."] == [found[1], *found[3:]]


def test_a_month_of_more_weeks_than_the_one_beside_it_keeps_its_days_below_its_own_name():
    november = Month("November 2024", (tuple(Day(f"{number}") for number in range(25, 32)),))
    december = Month("December 2024", (*november.weeks, (Day("30", infusion=True), *[Day("")] * 6)))
    found = lines(Months((november, december, november), "Marks."), 111)
    assert found[0].index("December") == found[3].index("[30]") == 38


@pytest.mark.parametrize(("width", "abreast"), [(35, 1), (72, 1), (73, 2), (80, 2), (111, 3)])
def test_months_stand_beside_each_other_where_there_is_room(width, abreast):
    one = Month("April", ())
    assert abreast == len(next(month.abreast([one] * 7, width)))
    assert 7 == sum(map(len, month.abreast([one] * 7, width)))


@pytest.mark.parametrize(
    ("value", "key", "expected"),
    [("280.000", "volume_ml", "280"), ("0.5", "dose_g", "0.5"), ("69.85322498", "kg", "69.85"), ("2.675", "ml", "2.68"),
     ("280", "total_minutes", "280"), ("-0.04", "difference_percent", "0"), ("1E+2", "planned_g", "100")],
)  # fmt: skip
def test_a_number_is_plain_and_rounded_by_the_end_of_its_key(value, key, expected):
    assert expected == shown(Decimal(value), key)


def test_a_difference_has_its_sign_and_none_has_none():
    values = (Decimal("0.4"), Decimal("-0.4"), Decimal("0.01"))
    assert ["+0.4", "-0.4", "0"] == [signed(value, "difference_percent") for value in values]


@pytest.mark.parametrize(
    ("said", "expected"),
    [("175", "175 cm"), ("175cm", "175 cm"), ("1.75m", "1.75 m"), ("5ft9in", "5 ft 9 in"), ("69 in", "69 in")],
)
def test_an_amount_as_it_was_said_has_its_spaces(said, expected):
    assert expected == spaced(said, "cm")


def test_ways_to_say_things():
    assert "Mon 2024-04-08" == dated(date(2024, 4, 8))
    assert ("119 min", "386 min (6 h 26 min)") == (duration(Minutes(Decimal(119))), duration(Minutes(Decimal(386))))
    assert ("1 day", "2 days") == (several(1, "day"), several(2, "day"))
    assert ("1", "1 and 2", "1, 2 and 3") == (listed(["1"]), listed(["1", "2"]), listed(["1", "2", "3"]))
