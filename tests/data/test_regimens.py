"""The regimens on file: their figures are those of the sources, and they leave only choices that the user can make.

That no record contradicts itself is held by ``test_records``.
"""

from decimal import Decimal

import pytest
from planning import only, plan, raised

from ivigcalc.catalogue import kinds
from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core.dosing.dose import Dose, Said, from_regimen
from ivigcalc.core.errors import Choice
from ivigcalc.core.printed.regimen import PrintedPhase, Regimen, Variant
from ivigcalc.core.quantities import Kilograms
from ivigcalc.documents.on_file import default_variant
from ivigcalc.request.request import Request

GROUPS = {
    "dermatology",
    "haematology",
    "immunodeficiency",
    "infection",
    "neurology",
    "obstetrics",
    "ophthalmology",
    "paediatrics",
    "rheumatology",
    "transplantation",
}
WANTED = {
    "acquired-von-willebrand-syndrome",
    "acute-dysautonomia",
    "anca-associated-vasculitis",
    "antisynthetase-syndrome",
    "autoimmune-encephalitis",
    "autoimmune-haemolytic-anaemia",
    "autoimmune-uveitis",
    "bullous-pemphigoid",
    "catastrophic-antiphospholipid-syndrome",
    "central-nervous-demyelination",
    "cidp",
    "clostridioides-difficile-colitis",
    "cns-vasculitis",
    "congenital-heart-block",
    "dermatomyositis",
    "epidermolysis-bullosa-acquisita",
    "fnait-mother",
    "fnait-newborn",
    "gbs",
    "gestational-alloimmune-liver-disease",
    "haemolytic-disease-of-the-newborn",
    "haemophagocytic-syndrome",
    "heparin-induced-thrombocytopenia",
    "immune-mediated-necrotising-myopathy",
    "inflammatory-neuropathy-trial-of-response",
    "itp",
    "juvenile-dermatomyositis",
    "kawasaki",
    "lambert-eaton-syndrome",
    "measles-post-exposure",
    "measles-pre-exposure",
    "mis-c",
    "mmn",
    "mucous-membrane-pemphigoid",
    "myasthenia-gravis",
    "neuromyotonia",
    "opsoclonus-myoclonus",
    "other-autoimmune-blistering-disease",
    "pandas",
    "paraneoplastic-neurological-syndrome",
    "parvovirus-red-cell-aplasia",
    "pemphigus-foliaceus",
    "pemphigus-vulgaris",
    "polymyositis",
    "post-transfusion-hyperhaemolysis",
    "post-transfusion-purpura",
    "primary-immunodeficiency",
    "pyoderma-gangrenosum",
    "rasmussen-encephalitis",
    "relapsing-remitting-multiple-sclerosis",
    "secondary-immunodeficiency",
    "sjs-ten",
    "stiff-person-syndrome",
    "systemic-lupus-erythematosus",
    "systemic-vasculitis",
    "toxic-shock-syndrome",
    "transplant-rejection",
    "urticaria",
    "vaccine-induced-thrombotic-thrombocytopenia",
    "varicella-post-exposure",
    "viral-pneumonitis-after-transplantation",
}


SHIPPED = Catalogue()
REGIMENS: dict[str, Regimen] = {id: SHIPPED.record(kinds.REGIMENS, id) for id in SHIPPED.ids(kinds.REGIMENS)}
VARIANTS: dict[str, Variant] = {
    f"{regimen.id}/{variant.id}": variant for regimen in REGIMENS.values() for variant in regimen.variants
}
SEQUENCES: dict[str, Variant] = {name: variant for name, variant in VARIANTS.items() if len(variant.phases) > 1}
PHASES: dict[str, PrintedPhase] = {
    f"{name}[{index}]": phase for name, variant in VARIANTS.items() for index, phase in enumerate(variant.phases)
}

each_regimen = pytest.mark.parametrize("regimen", REGIMENS.values(), ids=REGIMENS)
each_variant = pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
each_sequence = pytest.mark.parametrize("variant", SEQUENCES.values(), ids=SEQUENCES)
each_phase = pytest.mark.parametrize("phase", PHASES.values(), ids=PHASES)


def test_the_indications_wanted_are_on_file() -> None:
    assert WANTED - set(REGIMENS) == set()


@each_regimen
def test_a_regimen_belongs_to_a_known_group(regimen: Regimen) -> None:
    assert regimen.group in GROUPS


@each_regimen
def test_what_is_not_commissioned_never_stands_unsaid(regimen: Regimen) -> None:
    refused = {variant.id for variant in regimen.variants if variant.not_commissioned}
    assert not refused & {regimen.default, *(one.variant for one in regimen.default_by_market)}
    for variant in regimen.variants:
        assert variant.status.startswith("not commissioned") == (variant.id in refused)


@each_regimen
def test_a_regimen_has_a_default_or_asks_with_the_variants_that_there_are(regimen: Regimen) -> None:
    if not regimen.default:
        with pytest.raises(Choice) as asked:
            default_variant(regimen, Request(weight=Kilograms(Decimal(70))), SHIPPED)
        assert regimen.default_reason in asked.value.why
        assert all(f"[[regimen]] {regimen.id}/{variant.id}" in asked.value.do for variant in regimen.variants)


def test_as_many_indications_and_variants_are_on_file_as_are_promised() -> None:
    assert len(REGIMENS) >= 55
    assert len(VARIANTS) >= 130


@each_regimen
def test_an_only_source_is_one(regimen: Regimen) -> None:
    if "the only source on file" in regimen.default_reason:
        assert 1 == len({variant.source for variant in regimen.variants})


@each_sequence
def test_a_maintenance_follows_its_loading_and_is_no_higher(variant: Variant) -> None:
    for before, after in zip(variant.phases, variant.phases[1:], strict=False):
        assert before.name == "loading"
        assert after.name == "maintenance"
        assert per_cycle(after, after.dose_g_per_kg_max) <= per_cycle(before, before.dose_g_per_kg_max)


def per_cycle(phase: PrintedPhase, g_per_kg: Decimal) -> Decimal:
    return g_per_kg * (phase.days_max or 1) if phase.dose_per == "day" else g_per_kg


@each_variant
def test_the_last_phase_can_be_planned_once_every_choice_is_said(variant: Variant) -> None:
    last = variant.phases[-1]
    said = Said(Dose(last.dose_g_per_kg_max, "kg-cycle"), last.days_max or 1, last.interval_days_max or 28, 2)
    assert from_regimen(last, said, variant.id).cycles == 2


@each_phase
def test_a_default_cites_its_source(phase: PrintedPhase) -> None:
    if (phase.dose_g_per_kg_default, phase.days_default, phase.interval_days_default) != (None, None, None):
        assert [source for source in SHIPPED.ids(kinds.SOURCES) if source in phase.default_reason]


@each_phase
def test_doses_and_days_are_within_what_any_source_prints(phase: PrintedPhase) -> None:
    assert 0 < per_cycle(phase, phase.dose_g_per_kg_max) <= Decimal("2.4")
    assert phase.days_max is None or phase.days_max <= 5


@pytest.mark.parametrize(
    ("name", "g_per_kg", "per", "days", "interval_days", "cycles"),
    [
        # variant[phase], g/kg from-to, per, days from-to, interval from-to in days, cycles: as the sources print them
        ("dermatomyositis/dermatology-review[0]", ("2.0", "2.0"), "cycle", (2, 5), (28, 28), None),
        ("dermatomyositis/octagam-us[0]", ("2.0", "2.0"), "cycle", (2, 5), (28, 28), None),
        ("dermatomyositis/case-report-2025[0]", ("2.0", "2.0"), "cycle", (2, 2), (28, 28), None),
        ("dermatomyositis/proderm-extension[0]", ("1.0", "2.0"), "cycle", (2, 5), (28, 28), 6),
        ("itp/eu-label-a[0]", ("0.8", "1.0"), "cycle", (1, 1), (None, None), 1),
        ("itp/eu-label-b[0]", ("0.4", "0.4"), "day", (2, 5), (None, None), 1),
        ("itp/privigen-us[0]", ("1.0", "1.0"), "day", (2, 2), (None, None), 1),
        ("itp/octagam-us[0]", ("1.0", "1.0"), "day", (2, 2), (None, None), 1),
        ("itp/ash-2011-child[0]", ("0.8", "1.0"), "cycle", (1, 1), (None, None), 1),
        ("itp/nhs-england-2017[0]", ("1.0", "1.0"), "cycle", (1, 1), (None, None), 1),
        ("gbs/eu-label[0]", ("0.4", "0.4"), "day", (5, 5), (None, None), 1),
        ("cidp/eu-label[0]", ("2.0", "2.0"), "cycle", (2, 5), (None, None), 1),
        ("cidp/eu-label[1]", ("1.0", "1.0"), "cycle", (1, 2), (21, 21), None),
        ("cidp/gammagard-us[1]", ("1.0", "1.0"), "cycle", (1, 4), (21, 21), None),
        ("cidp/gamunex-c-us[0]", ("2.0", "2.0"), "cycle", (2, 4), (None, None), 1),
        ("mmn/eu-label-1g[1]", ("1.0", "1.0"), "cycle", (None, None), (14, 28), None),
        ("mmn/eu-label-2g[1]", ("2.0", "2.0"), "cycle", (2, 5), (28, 56), None),
        ("mmn/gammagard-us[0]", ("0.5", "2.4"), "28d", (None, None), (14, 28), None),
        ("primary-immunodeficiency/eu-label-start[0]", ("0.4", "0.8"), "cycle", (None, None), (None, None), 1),
        ("primary-immunodeficiency/eu-label[0]", ("0.2", "0.8"), "cycle", (None, None), (21, 28), None),
        ("primary-immunodeficiency/gammagard-us[0]", ("0.3", "0.6"), "cycle", (None, None), (21, 28), None),
        ("secondary-immunodeficiency/eu-label[0]", ("0.2", "0.4"), "cycle", (None, None), (21, 28), None),
        ("measles-post-exposure/eu-label[0]", ("0.4", "0.4"), "cycle", (1, 1), (None, None), 1),
        ("measles-pre-exposure/eu-label[0]", ("0.53", "0.53"), "cycle", (1, 1), (None, None), 1),
        ("kawasaki/eu-label[0]", ("2.0", "2.0"), "cycle", (1, 1), (None, None), 1),
        ("mis-c/acr[0]", ("2.0", "2.0"), "cycle", (1, 2), (None, None), 1),
        ("fnait-newborn/ontario-2025[0]", ("1.0", "1.0"), "cycle", (1, 1), (None, None), 1),
        ("relapsing-remitting-multiple-sclerosis/ontario-2025[0]", ("1.0", "2.0"), "cycle", (1, 5), (None, None), None),
        ("antisynthetase-syndrome/review-2024[0]", ("2.0", "2.0"), "cycle", (None, None), (28, 42), None),
        ("lambert-eaton-syndrome/nhs-england-2021[0]", ("1.0", "1.0"), "cycle", (None, None), (None, None), None),
        (
            "lambert-eaton-syndrome/nhs-england-2021-crisis[0]",
            ("2.0", "2.0"),
            "cycle",
            (None, None),
            (None, None),
            None,
        ),
        ("lambert-eaton-syndrome/trial-1996[0]", ("1.0", "1.0"), "day", (2, 2), (None, None), 1),
        ("stiff-person-syndrome/nhs-england-2021[0]", ("2.0", "2.0"), "cycle", (2, 5), (28, 56), 2),
        ("stiff-person-syndrome/nhs-england-2021-maintenance[0]", ("2.0", "2.0"), "cycle", (2, 5), (None, None), None),
        ("anca-associated-vasculitis/nhs-england-2021[0]", ("2.0", "2.0"), "cycle", (None, None), (28, 28), None),
        ("anca-associated-vasculitis/trial-2000[0]", ("2.0", "2.0"), "cycle", (None, None), (None, None), 1),
        ("anca-associated-vasculitis/relapse-study-2008[0]", ("0.5", "0.5"), "day", (4, 4), (28, 28), 6),
        ("sjs-ten/nhs-england-before-2021[0]", ("2.0", "2.0"), "cycle", (1, 3), (None, None), 1),
        ("haemolytic-disease-of-the-newborn/nhs-england-2021[0]", ("0.5", "0.5"), "cycle", (1, 1), (None, None), 1),
        ("haemolytic-disease-of-the-newborn/kinderformularium[0]", ("0.5", "1.0"), "cycle", (1, 1), (None, None), 1),
        ("haemolytic-disease-of-the-newborn/trial-2010-low[0]", ("0.5", "0.5"), "cycle", (1, 1), (None, None), 1),
        ("haemolytic-disease-of-the-newborn/trial-2010-high[0]", ("1.0", "1.0"), "cycle", (1, 1), (None, None), 1),
        ("heparin-induced-thrombocytopenia/review-2019[0]", ("1.0", "1.0"), "day", (2, 2), (None, None), 1),
        (
            "vaccine-induced-thrombotic-thrombocytopenia/nhs-england-2021[0]",
            ("1.0", "1.0"),
            "cycle",
            (1, 2),
            (None, None),
            1,
        ),
        ("rasmussen-encephalitis/nhs-england-2021[0]", ("2.0", "2.0"), "cycle", (2, 5), (28, 28), 3),
        ("opsoclonus-myoclonus/nhs-england-2021-neuroblastoma[0]", ("1.0", "1.0"), "cycle", (None, None), (28, 28), 12),
        ("opsoclonus-myoclonus/nhs-england-2021-parainfectious[0]", ("2.0", "2.0"), "cycle", (2, 5), (None, None), 1),
        ("neuromyotonia/nhs-england-2021[0]", ("2.0", "2.0"), "cycle", (2, 5), (None, None), None),
        ("central-nervous-demyelination/nhs-england-2021-attack[0]", ("2.0", "2.0"), "cycle", (2, 5), (None, None), 1),
        (
            "central-nervous-demyelination/nhs-england-2021-prevention[0]",
            ("1.0", "1.0"),
            "cycle",
            (None, None),
            (28, 28),
            None,
        ),
        ("paraneoplastic-neurological-syndrome/nhs-england-2021[0]", ("2.0", "2.0"), "cycle", (5, 5), (42, 42), None),
        ("acute-dysautonomia/nhs-england-2021[0]", ("2.0", "2.0"), "cycle", (5, 5), (None, None), None),
        ("parvovirus-red-cell-aplasia/nhs-england-2021[0]", ("1.0", "1.2"), "cycle", (None, None), (None, None), None),
        ("post-transfusion-hyperhaemolysis/nhs-england-2021[0]", ("2.0", "2.0"), "cycle", (2, 5), (None, None), 1),
        (
            "post-transfusion-hyperhaemolysis/nhs-england-2021-prevention[0]",
            ("1.0", "2.0"),
            "cycle",
            (None, None),
            (None, None),
            1,
        ),
        ("acquired-von-willebrand-syndrome/nhs-england-2021-5-days[0]", ("0.4", "0.4"), "day", (5, 5), (None, None), 1),
        ("acquired-von-willebrand-syndrome/nhs-england-2021-2-days[0]", ("1.0", "1.0"), "day", (2, 2), (None, None), 1),
        ("haemophagocytic-syndrome/nhs-england-2021[0]", ("2.0", "2.0"), "cycle", (2, 5), (None, None), None),
        ("post-transfusion-purpura/nhs-england-2021[0]", ("1.0", "2.0"), "cycle", (2, 5), (None, None), None),
        (
            "catastrophic-antiphospholipid-syndrome/nhs-england-2021[0]",
            ("2.0", "2.0"),
            "cycle",
            (4, 5),
            (None, None),
            None,
        ),
        ("clostridioides-difficile-colitis/nhs-england-2021[0]", ("0.4", "0.4"), "cycle", (1, 1), (None, None), 1),
        ("varicella-post-exposure/nhs-england-2021[0]", ("0.2", "0.2"), "cycle", (1, 1), (None, None), 1),
        (
            "viral-pneumonitis-after-transplantation/nhs-england-2021[0]",
            ("1.0", "2.0"),
            "cycle",
            (None, None),
            (None, None),
            None,
        ),
        (
            "gestational-alloimmune-liver-disease/nhs-england-2021-from-week-14[0]",
            ("1.0", "1.0"),
            "cycle",
            (None, None),
            (14, 14),
            None,
        ),
        (
            "gestational-alloimmune-liver-disease/nhs-england-2021-from-week-18[0]",
            ("1.0", "1.0"),
            "cycle",
            (None, None),
            (7, 7),
            None,
        ),
        ("congenital-heart-block/nhs-england-2021[0]", ("1.0", "1.0"), "cycle", (None, None), (28, 28), 2),
        ("autoimmune-uveitis/nhs-england-2021[0]", ("1.0", "1.5"), "cycle", (None, None), (42, 56), None),
        ("pandas/nhs-england-2021[0]", ("2.0", "2.0"), "cycle", (2, 5), (None, None), 1),
        ("pyoderma-gangrenosum/nhs-england-2021[0]", ("2.0", "2.0"), "cycle", (None, None), (28, 28), None),
        ("urticaria/nhs-england-2021[0]", ("2.0", "2.0"), "cycle", (None, None), (28, 42), None),
        ("cns-vasculitis/nhs-england-2021[0]", ("2.0", "2.0"), "cycle", (2, 5), (None, None), None),
        ("itp/nhs-england-2021[0]", ("1.0", "1.0"), "cycle", (1, 1), (None, None), 1),
        ("itp/gammaplex-10-us[0]", ("1.0", "1.0"), "day", (2, 2), (None, None), 1),
        ("primary-immunodeficiency/nhs-england-2021[0]", ("0.4", "0.6"), "cycle", (None, None), (28, 28), None),
        ("primary-immunodeficiency/asceniv-us[0]", ("0.3", "0.8"), "cycle", (None, None), (21, 28), None),
        ("primary-immunodeficiency/bivigam-us[0]", ("0.3", "0.8"), "cycle", (None, None), (21, 28), None),
        ("primary-immunodeficiency/gammaplex-5-us[0]", ("0.3", "0.8"), "cycle", (None, None), (21, 28), None),
        ("primary-immunodeficiency/gammaplex-10-us[0]", ("0.3", "0.8"), "cycle", (None, None), (21, 28), None),
        ("primary-immunodeficiency/qivigy-us[0]", ("0.3", "0.8"), "cycle", (None, None), (21, 28), None),
        ("secondary-immunodeficiency/nhs-england-2021[0]", ("0.4", "0.6"), "cycle", (None, None), (28, 28), None),
        ("secondary-immunodeficiency/drug-reference-cll[0]", ("0.4", "0.4"), "cycle", (None, None), (21, 21), None),
        (
            "autoimmune-haemolytic-anaemia/nhs-england-2021[0]",
            ("1.0", "2.0"),
            "cycle",
            (None, None),
            (None, None),
            None,
        ),
        ("autoimmune-haemolytic-anaemia/us-hospital[0]", ("1.0", "1.0"), "day", (2, 2), (None, None), 1),
        ("myasthenia-gravis/nhs-england-2021[0]", ("1.0", "1.0"), "cycle", (None, None), (None, None), None),
        ("myasthenia-gravis/nhs-england-2021-crisis[0]", ("2.0", "2.0"), "cycle", (None, None), (None, None), None),
        (
            "myasthenia-gravis/nhs-england-2021-maintenance[0]",
            ("1.0", "1.0"),
            "cycle",
            (None, None),
            (None, None),
            None,
        ),
        ("myasthenia-gravis/us-hospital[0]", ("0.5", "0.5"), "day", (4, 4), (None, None), None),
        ("cidp/nhs-england-2021[0]", ("2.0", "2.0"), "cycle", (2, 5), (None, None), None),
        ("cidp/nhs-england-2021-maintenance[0]", ("2.0", "2.0"), "cycle", (2, 5), (None, None), None),
        ("dermatomyositis/nhs-england-2021[0]", ("2.0", "2.0"), "cycle", (2, 5), (28, 56), None),
        ("polymyositis/nhs-england-2021[0]", ("2.0", "2.0"), "cycle", (2, 5), (28, 56), None),
        ("immune-mediated-necrotising-myopathy/nhs-england-2021[0]", ("2.0", "2.0"), "cycle", (2, 5), (28, 56), None),
        ("dermatomyositis/drug-reference[0]", ("1.0", "1.0"), "day", (2, 2), (28, 28), None),
        ("polymyositis/drug-reference[0]", ("1.0", "1.0"), "day", (2, 2), (28, 28), None),
        ("autoimmune-encephalitis/nhs-england-2021[0]", ("2.0", "2.0"), "cycle", (5, 5), (21, 42), 3),
        ("pemphigus-vulgaris/nhs-england-2021[0]", ("1.0", "2.0"), "cycle", (2, 5), (28, 56), None),
        ("pemphigus-foliaceus/nhs-england-2021[0]", ("1.0", "2.0"), "cycle", (2, 5), (28, 56), None),
        ("bullous-pemphigoid/nhs-england-2021[0]", ("1.0", "2.0"), "cycle", (2, 5), (28, 56), None),
        ("mucous-membrane-pemphigoid/nhs-england-2021[0]", ("1.0", "2.0"), "cycle", (2, 5), (28, 56), None),
        ("epidermolysis-bullosa-acquisita/nhs-england-2021[0]", ("1.0", "2.0"), "cycle", (2, 5), (28, 56), None),
        ("other-autoimmune-blistering-disease/nhs-england-2021[0]", ("1.0", "2.0"), "cycle", (2, 5), (28, 56), None),
        ("toxic-shock-syndrome/nhs-england-2021[0]", ("1.0", "1.0"), "cycle", (1, 1), (None, None), 1),
        ("toxic-shock-syndrome/kinderformularium[0]", ("2.0", "2.0"), "cycle", (3, 3), (None, None), 1),
        ("juvenile-dermatomyositis/kinderformularium-2-days[0]", ("1.0", "1.0"), "day", (2, 2), (28, 28), None),
        ("juvenile-dermatomyositis/kinderformularium-5-days[0]", ("0.4", "0.4"), "day", (5, 5), (28, 28), None),
        ("fnait-newborn/nhs-england-2021[0]", ("1.0", "1.0"), "cycle", (1, 1), (None, None), 1),
        ("fnait-mother/nhs-england-2021[0]", ("0.5", "1.0"), "cycle", (None, None), (7, 7), None),
        ("measles-post-exposure/nhs-england-2021[0]", ("0.15", "0.15"), "cycle", (1, 1), (None, None), 1),
        ("measles-post-exposure/kinderformularium[0]", ("0.4", "0.4"), "cycle", (1, 1), (None, None), 1),
        ("measles-pre-exposure/kinderformularium[0]", ("0.53", "0.53"), "cycle", (1, 1), (None, None), 1),
        (
            "transplant-rejection/nhs-england-2021-incompatible[0]",
            ("0", "2.0"),
            "cycle",
            (None, None),
            (None, None),
            None,
        ),
        (
            "transplant-rejection/nhs-england-2021-incompatible-kidney[0]",
            ("0.1", "0.1"),
            "cycle",
            (1, 1),
            (None, None),
            None,
        ),
        ("transplant-rejection/nhs-england-2021-rejection[0]", ("0", "2.0"), "cycle", (None, None), (None, None), None),
        (
            "transplant-rejection/kinderformularium-incompatible-kidney[0]",
            ("0.5", "0.5"),
            "cycle",
            (1, 1),
            (None, None),
            1,
        ),
        (
            "transplant-rejection/kinderformularium-kidney-rejection[0]",
            ("1.0", "1.0"),
            "cycle",
            (None, None),
            (7, 7),
            None,
        ),
    ],
)
def test_the_figures_are_those_of_the_source(
    name: str,
    g_per_kg: tuple[str, str],
    per: str,
    days: tuple[int | None, int | None],
    interval_days: tuple[int | None, int | None],
    cycles: int | None,
) -> None:
    phase = PHASES[name]
    assert (phase.dose_g_per_kg_min, phase.dose_g_per_kg_max) == (Decimal(g_per_kg[0]), Decimal(g_per_kg[1]))
    assert phase.dose_per == per
    assert (phase.days_min, phase.days_max) == days
    assert (phase.interval_days_min, phase.interval_days_max) == interval_days
    assert phase.cycles == cycles


@pytest.mark.parametrize("variant", ["helse-midt", "kinderformularium"])
def test_toxic_shock_is_given_as_one_then_half_then_half_a_gram_per_kg(variant: str) -> None:
    phase = PHASES[f"toxic-shock-syndrome/{variant}[0]"]
    assert phase.day_pattern_g_per_kg == (Decimal("1.0"), Decimal("0.5"), Decimal("0.5"))


def test_maxima_stand_only_where_a_source_prints_them() -> None:
    assert {name: phase.maximum_g for name, phase in PHASES.items() if phase.maximum_g} == {
        "mis-c/kawasaki-journal[0]": 100,
        "gestational-alloimmune-liver-disease/nhs-england-2021-from-week-14[0]": 60,
        "gestational-alloimmune-liver-disease/nhs-england-2021-from-week-18[0]": 60,
    }
    assert {name: phase.maximum_g_day for name, phase in PHASES.items() if phase.maximum_g_day} == {
        "transplant-rejection/ontario-2025[0]": 140
    }
    assert {name for name, phase in PHASES.items() if phase.maximum_g_per_kg == 2} == {
        "dermatomyositis/ontario-2018[0]",
        "juvenile-dermatomyositis/ontario-2018[0]",
        "polymyositis/ontario-2018[0]",
    }


def test_the_usual_loading_of_cidp_is_five_days_of_400_mg_per_kg() -> None:
    loading = from_regimen(PHASES["cidp/eu-label[0]"], Said(), "cidp/eu-label")
    assert (loading.amount.g_per_kg, loading.days, loading.cycles) == (5 * Decimal("0.4"), 5, 1)


def test_the_mother_s_dose_in_alloimmune_liver_disease_is_at_most_60_g() -> None:
    said = {"regimen": "gestational-alloimmune-liver-disease/nhs-england-2021-from-week-18", "days": 1, "cycles": 6}
    assert [60, 60] == [
        plan(weight=kg, concentration="10%", vials="5,10", **said).phases[0].calculated_g for kg in ("60kg", "80kg")
    ]
    assert [] == raised(
        plan(weight="80kg", concentration="10%", vials="5,10", **said), "dose.cumulative"
    )  # its source gives it weekly


def test_a_newborn_with_haemolysis_is_infused_over_4_h_by_the_nhs_england_criteria() -> None:
    made = plan(weight="3kg", age=0, regimen="hdn", concentration="10%", rounding="exact", rates="0.3x30,4.8 mL/kg/h")
    assert Decimal("1.5") == made.phases[0].planned_g
    assert only(made, "rate.faster-than-regimen")


@pytest.mark.parametrize(("age", "raised_for"), [(17, False), (18, True), (40, True)])
def test_juvenile_dermatomyositis_is_a_caution_for_an_adult(age: int, raised_for: bool) -> None:
    for variant in REGIMENS["juvenile-dermatomyositis"].variants:
        said = {"regimen": f"juvenile-dermatomyositis/{variant.id}", "days": 2, "every": "4w", "concentration": "10%"}
        assert raised_for == bool(raised(plan(weight="60kg", age=age, **said), "regimen.unsuited"))


def test_the_two_doses_of_haemolytic_anaemia_are_both_on_file() -> None:
    said = {"weight": "70kg", "concentration": "10%", "rounding": "exact"}
    once = plan(regimen="aiha", **said).phases[0]
    twice = plan(regimen="aiha/us-hospital", **said).phases[0]
    assert (70, 1) == (once.calculated_g, once.days_per_cycle)
    assert (140, 2) == (twice.calculated_g, twice.days_per_cycle)


@pytest.mark.parametrize("product", ["asceniv", "bivigam", "gammaplex-5", "gammaplex-10", "qivigy"])
def test_us_primary_immunodeficiency_is_300_to_800_mg_per_kg_for_the_brands_that_print_it(product: str) -> None:
    with pytest.raises(Choice) as asked:
        plan(weight="70kg", regimen="pid", days=1, every="4w", product=product, market="us")
    assert f"primary-immunodeficiency/{product}-us, replacement: the source gives 0.3 to 0.8 g/kg" in str(asked.value)


def test_itp_by_the_nhs_england_criteria_of_2021_stands_beside_those_of_2017() -> None:
    older, newer = VARIANTS["itp/nhs-england-2017"], VARIANTS["itp/nhs-england-2021"]
    assert "only at day 7" in older.review
    assert "newer: itp/nhs-england-2021" in older.status
    assert "after 24 to 48 h if bleeding is severe or life-threatening, or after 5 to 7 days" in newer.review
