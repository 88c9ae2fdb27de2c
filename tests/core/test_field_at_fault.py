"""Which field of the request an error is about: the cell of a patient table that its user has to change."""

import pytest
from planning import document

from ivigcalc.core.errors import IvigcalcError

COURSE = {"weight": "70kg", "dose": "1g/kg", "days": 1, "every": "4w", "cycles": 3, "concentration": "10%"}
HALF = {"height": "100cm", "sex": "male", "weight_policy": "ideal"}
TAPER = {
    "steroid": "prednisolone",
    "tablets": "5",
    **dict.fromkeys(("dose", "days", "every", "cycles", "concentration")),
}
TAPERED = {"steroid": "prednisolone", "tablets": "5", "taper": "40x28,20"}
# Whose texts say nothing of the field in words of their own.
NAMED_IN_FRONT = ("closed", "halves")


@pytest.mark.parametrize(
    ("field", "name", "anew"),
    [
        ("weight", "plan", {"weight": "700kg"}),
        ("pre_pregnancy_weight", "plan", {"pre_pregnancy_weight": "700kg"}),
        ("height", "plan", {"height": "251"}),
        ("age", "plan", {"age": 126}),
        ("concentration", "plan", {"concentration": "20%"}),
        ("height", "plan", {"weight_policy": "nba-2026"}),
        ("sex", "plan", {"weight_policy": "nba-2026", "height": "170"}),
        ("age", "plan", HALF),
        ("weight_policy", "plan", {**HALF, "age": 9}),
        ("weight_factor", "plan", {"weight_factor": "0.4"}),
        ("weight_factor", "plan", {"weight": "120kg", "height": "170", "sex": "male", "weight_policy": "ontario"}),
        ("dose", "plan", {"dose": None}),
        ("dose", "plan", {"regimen": "mmn/gammagard-us", "dose": None, "every": "4w"}),
        ("dose", "plan", {"days": 2}),
        ("then", "plan", {"then": ["1g/kg, 2 days, every 6w, 4 cycles"]}),
        ("days", "plan", {"days": None}),
        ("closed", "plan", {"closed": ["2026-05-10:2026-05-01"]}),
        ("days", "calendar", dict.fromkeys(("days", "weight", "dose", "concentration"))),
        ("days", "plan", {"days": 11}),
        ("days", "plan", {"dose": "0.002g/cycle", "days": 5}),
        ("cycles", "plan", {"cycles": 131}),
        ("every", "plan", {"every": None}),
        ("every", "plan", {"every": None, "given": "2026-01-05", "cycles": 1}),
        ("every", "plan", {"every": "367d"}),
        ("then", "plan", {"then": ["1g/kg, 11 days, every 6w, 4 cycles"]}),
        ("then", "plan", {"then": ["1g/kg, 4 days, every 2d, 4 cycles"]}),
        ("stock", "plan", {"vials": "20", "stock": "20g:1"}),
        ("stock", "plan", {"dose": "80g", "days": 3, "vials": "20", "stock": "20g:4", "rounding": "exact"}),
        ("vials", "plan", {"vials": "5,10.00000001"}),
        ("rates", "plan", {"rates": "0.3x30,mL/kg/h"}),
        ("rates", "plan", {"rates": "nl-first-infusion"}),
        ("rates", "plan", {"rates": "0.1x15,0.2 mL/h"}),
        ("pump_step", "plan", {"pump_step": "1000mL/h", "rates": "1 mL/kg/h"}),
        ("pump_step", "plan", {"pump_step": "100mL/h", "rates": "1 mL/kg/h"}),
        ("start", "plan", {"given": "2025-12-08", "start": "2025-12-01"}),
        ("start", "plan", {"start": "2200-12-01"}),
        ("given", "plan", {"dose": "1g/kg/cycle", "days": 2, "given": "2025-12-08,2025-12-09"}),
        ("cycle_date", "plan", {"cycle_date": ["9=2026-06-01"]}),
        ("cycle_date", "plan", {"given": "2025-12-08", "cycle_date": ["1=2025-12-09"]}),
        ("cycle_date", "plan", {"cycle_date": ["2=2026-01-05"]}),
        ("accept", "plan", {"accept": ["no.such=why"]}),
        ("taper", "taper", {**TAPER, "taper": "60y28"}),
        ("taper", "taper", {**TAPER, "taper": "20x28,30"}),
        ("taper", "taper", {**TAPER, "taper": "2005x28"}),
        ("tablets", "taper", {**TAPER, "taper": "12x28"}),
        ("halves", "taper", {**TAPER, "steroid": "prednisone", "tablets": "us", "halves": True, "taper": "20x28"}),
        ("steroid_dose", "taper", {**TAPER, "taper": "edf-pemphigus"}),
        ("steroid_dose", "taper", {**TAPER, "taper": "aramis", "steroid_dose": "40mg"}),
        ("steroid_dose", "taper", {**TAPER, "taper": "edf-pemphigus", "steroid_dose": "2005mg"}),
        ("weight", "taper", {**TAPER, "taper": "edf-pemphigus", "steroid_dose": "1mg/kg", "weight": None}),
        ("round_to", "taper", {**TAPER, "taper": "edf-pemphigus", "steroid_dose": "60mg", "round_to": "0.00000001"}),
        ("from_cycle", "plan", {"changes": [{"from_cycle": 9, "weight": "80kg"}]}),
        ("from_cycle", "plan", {"changes": [{"from_cycle": 4, "weight": "80kg"}]}),
        (
            "cycles",
            "plan",
            {
                "changes": [
                    {"from_cycle": 3, "regimen": "cidp", "days": "maintenance=2", "dose": "maintenance=1g/kg/cycle"}
                ]
            },
        ),
        ("steroid", "plan", {**TAPERED, "changes": [{"from_cycle": 3, "steroid": "prednisone", "taper": "20"}]}),
        ("taper", "plan", {**TAPERED, "changes": [{"from_cycle": 3, "taper": "60"}]}),
        (
            "taper_start",
            "plan",
            {**TAPERED, "changes": [{"from_cycle": 3, "taper": "10", "taper_start": "2026-02-01"}]},
        ),
        (
            "taper",
            "plan",
            {"steroid": "prednisolone", "taper": "60x28,20", "changes": [{"from_cycle": 2, "tablets": "uk"}]},
        ),
        ("cycle_date", "plan", {"changes": [{"from_cycle": 3, "cycle_date": ["2=2026-02-03"]}]}),
    ],
)
def test_the_field_at_fault_is_named(field, name, anew):
    said = {key: value for key, value in {**COURSE, **anew}.items() if value is not None}
    with pytest.raises(IvigcalcError) as refused:
        document(name, **said)
    assert field == refused.value.field, str(refused.value)
    assert refused.value.why
    told = refused.value.told(lambda field: f"--{field}")
    assert told.startswith(f"--{field}: ") == (field in NAMED_IN_FRONT), told
