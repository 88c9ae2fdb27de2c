"""Where each worked number that others published is checked; of those that are wrong a test says why ours differ.

"Published" are label pages, calculators, and what other programs print; each test names its case in its name, its
parameters or its text.
"""

import ast
from pathlib import Path

import pytest

HERE = Path(__file__).parent
DOSES, RATES = "core/dosing/test_dose_oracles.py", "core/pumping/test_rate_oracles.py"
TAPERS = "core/steroid/test_taper.py"
PHARMOT = "test_pharmot_the_rates_and_the_end"
MGH, MGH_DOSE = "test_mgh_rates_volumes_and_end", "test_mgh_the_dose_and_its_volume"
GAMG_RUN = "test_gamg_run_with_that_programs_own_ladder_written"
PRINTED = "test_the_doses_that_the_manufacturers_print"
PRESCRIPTION = "test_seven_days_from_the_16th_end_on_the_22nd"
TWO_TAPERS = "test_the_totals_of_the_two_published_tapers"

CASES = {
    "PANZ-001": {RATES: "test_panz_001_the_rates_of_the_chronic_itp_chart_for_40_to_60_kg"},
    "ONLY-002": {  # inconsistent
        DOSES: "test_only_002_the_adjusted_weight_of_a_man_of_175_cm_and_100_kg",
        RATES: "test_only_002_is_not_reproduced_822_ml_take_almost_5_hours",
    },
    "DRO-001": {DOSES: "test_dro_001_36_4_g_over_5_and_over_2_days"},
    "CARE-001": {
        DOSES: "test_care_001_2_g_per_kg_for_72_kg_over_5_days",
        RATES: "test_care_001_privigen_does_not_run_at_8_ml_per_kg_per_h",  # wrong
    },
    "SWIFT-001": {DOSES: "test_swift_001_70_kg_at_0_4_and_1_g_per_kg_a_day"},
    "OCT-001": {RATES: "test_oct_001_octagam_10_in_mg_per_kg_per_h"},
    "PRIV-001": {
        DOSES: PRINTED,
        RATES: "test_priv_001_privigen_from_0_3_to_4_8_and_for_itp_to_2_4_ml_per_kg_per_h",
    },
    "ASC-001": {
        DOSES: "test_asc_001_asceniv_has_vials_of_5_g_alone_and_300_to_800_mg_per_kg",
        RATES: "test_asc_001_asceniv_holds_its_start_15_min_and_ends_at_8_mg_per_kg_per_min",
    },
    "BIV-001": {RATES: "test_biv_001_bivigam_is_additive"},
    "GAMG-001": {DOSES: PRINTED, RATES: "test_gamg_001_gammagard_liquid_from_0_5_to_its_maximum_every_30_min"},
    "FACT-001": {"core/dosing/test_vials.py": "test_the_best_of_a_counted_stock_in_units"},
    "JW-001": {DOSES: "test_jw_001_125_mg_from_vials_of_50_mg_waste_25_mg"},
    "GPHC-001": {RATES: "test_gphc_001_unequal_steps_for_31_kg"},
    "OCT-002": {RATES: "test_oct_002_octagam_10_for_70_kg_and_70_g"},
    "FHIR-001": {TAPERS: PRESCRIPTION},  # inconsistent
    "PRED-001": {TAPERS: "test_a_day_by_day_slip_of_5_mg_tablets_takes_75_then_51_then_24_tablets"},
    "TAPER-GiACTA-6-month": {TAPERS: TWO_TAPERS},
    "TAPER-PMR": {TAPERS: TWO_TAPERS},
    "CAL-001": {DOSES: "test_cal_001_a_cycle_of_28_days_from_thursday_2025_10_23"},
    **{f"PHARMOT-{number:02}": {RATES: PHARMOT} for number in range(1, 20, 2)},
    **{f"MGH-{number}": {RATES: MGH, DOSES: MGH_DOSE} for number in ("01", "03", "05", "11")},
    "MGH-07": {RATES: "test_mgh_07_is_not_reproduced_no_pump_rate_is_rounded_up", DOSES: MGH_DOSE},  # wrong
    "MGH-09": {RATES: "test_mgh_09_is_not_reproduced_no_volume_is_lost", DOSES: MGH_DOSE},  # wrong
    **{f"GAMG-RUN-{number}": {RATES: GAMG_RUN} for number in ("01", "03", "05")},
    "BCN-01": {
        RATES: "test_bcn_01_privigen_for_70_kg_and_28_g",
        DOSES: "test_bcn_01_is_not_reproduced_three_vials_of_10_g_do_for_30_g",  # wrong
    },
    "PT-01": {RATES: "test_pt_01_privigen_for_70_kg_and_28_g_takes_2_h_22_min"},
    "ITA-02": {DOSES: "test_ita_02_is_not_reproduced_the_vials_hold_the_dose"},  # wrong
}


def test_there_are_41_cases() -> None:
    assert 41 == len(CASES)


@pytest.mark.parametrize("case", CASES)
def test_each_case_has_its_tests(case: str) -> None:
    assert CASES[case]
    for file, name in CASES[case].items():
        module = ast.parse((HERE / file).read_text(encoding="utf-8"))
        assert name in [node.name for node in module.body if isinstance(node, ast.FunctionDef)]
