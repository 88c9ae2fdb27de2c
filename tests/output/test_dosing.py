"""The dose as it is shown: how it was rounded, and grams per kg in full."""

import pytest
from planning import document

from ivigcalc.output import text
from ivigcalc.output.json import as_dict


def line(name, **said):
    """The line of the sheet that begins with *name*."""
    sheet = text.render(document("dose", **{"weight": "70kg", "days": 1, "concentration": "10%", **said}))
    return next(line for line in sheet.splitlines() if line.startswith(f"{name} ")).removeprefix(name).strip()


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"dose": "28g", "vials": "2.5,5,20"}, "to whole vials; -0.5 g (-1.8 %) from the"),
        (
            {"dose": "28g", "vials": "5,20", "rounding": "vial-up"},
            "up to whole vials; +2 g (+7.1 %) from the",
        ),
        ({"dose": "28g", "vials": "5"}, "to whole vials; +2 g (+7.1 %) from the"),
        ({"dose": "28.04g"}, "to 0.1 g; -0.04 g (-0.1 %) from the calculated dose"),
        ({"dose": "28g", "vials": "5", "rounding": "exact"}, "to 0.1 g, with part-used vials; no difference"),
        ({"dose": "8g", "vials": "5"}, "to 0.1 g, with part-used vials; no difference"),
        ({"dose": "27.6g", "rounding": "5g"}, "to the nearest 5 g; +2.4 g (+8.7 %) from the calculated"),
        (
            {"dose": "27.6g", "rounding": "5g", "vials": "5"},
            "to the nearest 5 g in whole vials; +2.4 g (+8.7 %)",
        ),
        ({"dose": "30g", "split": "30g", "vials": "10"}, "none, fixed split; no difference"),
        ({"dose": "30g", "split": "31g", "vials": "10"}, "none, fixed split, with part-used vials; +1 g (+3.3 %)"),
    ],
)
def test_what_was_done_to_the_calculated_dose_is_said(said, shown):
    assert line("Rounded", **said).startswith(shown)


def test_grams_per_kg_are_shown_to_a_thousandth_as_grams_are():
    assert "26.25 g per cycle (0.375 g/kg)" in line("Calculated", dose="0.375g/kg")
    assert (
        0.375
        == as_dict(document("dose", weight="70kg", days=1, concentration="10%", dose="0.375g/kg"))["phases"][0][
            "g_per_kg"
        ]
    )
