"""Alerts on the regimen: what its record and the product's say of giving it, and for whom it is not meant."""

import pytest
from formularies import REGIMEN, formulary
from planning import answer_to, document, dosed, only, plan, raised

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import REGIMENS
from ivigcalc.core.course.case import Treated
from ivigcalc.core.course.on_record import variants
from ivigcalc.core.printed.sources import Citation, Statement

KAWASAKI = {"weight": "20kg", "age": 4, "regimen": "kawasaki", "product": "kiovig", "market": "eu"}
MEASLES = {"regimen": "measles-post-exposure/ontario", "concentration": "10%"}
VARIANT = Catalogue().record(REGIMENS, "neuromyotonia").variants[0]
ITP = {"product": "gamunex-c", "market": "us", "weight": "70kg", "regimen": "itp/gamunex-c-us-2-days"}


def test_what_goes_with_a_regimen_is_one_note_for_each_source():
    label, guidance = raised(plan(**KAWASAKI), "regimen.says")
    assert ("note", "Kawasaki disease, EU labels: acetylsalicylic acid is given with it") == (
        label.severity,
        label.text,
    )
    assert "copy what applies to this patient into the orders" == label.do
    assert (
        "Kawasaki disease, EU labels: guidance beside the label gives the infusion over 10 to 12 h, and a second "
        "infusion may be given if fever persists or returns 36 h or more after the end of the infusion"
    ) == guidance.text
    assert ["flebogamma-5-eu-leaflet", "therapeutic-guidelines-kawasaki"] == [
        label.citation.source,
        guidance.citation.source,
    ]


def test_several_texts_of_one_source_are_one_note_with_each_place():
    (note,) = raised(plan(**MEASLES | {"regimen": "mis-c/ontario", "weight": "20kg", "days": 1}), "regimen.says")
    assert note.text.endswith(
        ": the source gives it over 12 h; review: one further treatment only in refractory disease"
    )
    assert Citation("ontario-igum-mis-c", "dose; what it says of review") == note.citation


def test_a_review_is_said_with_its_source():
    made = plan(weight="70kg", regimen="measles-post-exposure", concentration="10%")
    assert only(made, "regimen.says").text.startswith(
        "Measles, prophylaxis after exposure, EU label, susceptible patient: review: as soon as possible, within 6 days"
    )


@pytest.mark.parametrize(
    "said",
    [
        {"regimen": "toxic-shock-syndrome", "days": 3},  # its record says nothing
        {"indication": "kawasaki", "dose": "1g/kg", "days": 1},  # no variant was chosen
        {"dose": "1g/kg", "days": 1},
    ],
)
def test_where_nothing_is_said_there_is_no_note(said):
    assert [] == raised(plan(weight="20kg", concentration="10%", **said), "regimen.says")


def test_every_document_with_a_dose_has_it():
    for name, said in (
        ("dose", {}),
        ("rates", {"dose": "40g"}),
        ("rates", {"volume": "400mL"}),
    ):
        assert 2 == len(raised(document(name, **{**KAWASAKI, **said}).plan, "regimen.says")), (name, said)


def test_what_the_records_of_the_product_and_of_its_label_say():
    made = dosed(product="flebogamma-5", market="eu", concentration="5%")
    strength, children = raised(made, "regimen.says")
    assert "the infusion protocol of one strength is not for the other" in strength.text
    assert "Flebogamma DIF 50 g/L: children are dosed as adults, by body weight" == children.text
    assert "check before the product is prepared" == children.do


def test_what_a_label_says_of_one_indication_is_said_of_that_one():
    assert "Gamunex-C" in raised(plan(**ITP), "regimen.says")[-1].text
    said = {"product": "gamunex-c", "market": "us"}
    assert "high-dose treatment of ITP" in only(dosed(indication="itp", **said), "regimen.says").text
    assert [] == raised(dosed(indication="cidp", **said), "regimen.says")


def test_a_local_regimen_says_its_own(tmp_path):
    record = REGIMEN.format(dose="1.0", days=1).replace(
        'status = "hospital protocol"',
        'status = "hospital protocol"\nreview = "after 3 courses"\nsays = [{ text = "with saline", at = "page 5" }]',
    )
    catalogue = Catalogue(formulary(tmp_path, regimens__house_regimen=record))
    said = {"weight": "70kg", "regimen": "house-regimen", "concentration": "10%", "start": "2026-01-05"}
    made = answer_to("plan", said, catalogue).plan
    note = only(made, "regimen.says")
    assert "Regimen of the house, Protocol of the house: with saline; review: after 3 courses" == note.text
    assert "our-pharmacy" in {source.id for source in made.sources}
    assert "sources/our-pharmacy" in only(made, "formulary.used").text


@pytest.mark.parametrize(("weight", "light"), [("12kg", True), ("29.99kg", True), ("30kg", False), ("70kg", False)])
def test_measles_under_30_kg_names_the_intramuscular_route(weight, light):
    found = raised(plan(weight=weight, weight_policy="actual", **MEASLES), "regimen.unsuited")
    assert light == bool(found)
    for alert in found:
        assert "caution" == alert.severity
        assert (
            f"{weight[:-2]} kg: the source gives intramuscular immunoglobulin 0.5 mL/kg instead to a patient under 30 "
            "kg"
        ) == alert.text
        assert "give it into the muscle, unless that is not tolerated" == alert.do
        assert Citation("ontario-igum-measles", "dose") == alert.citation


def test_the_limit_holds_for_one_infusion_too():
    said = {**MEASLES, "weight": "12kg", "rates": "0.3x30,0.6 mL/kg/h"}
    assert raised(document("rates", dose="4.8g", **said).plan, "regimen.unsuited")


def test_an_expanded_fluid_volume_is_asked_for_with_heart_failure():
    alert = only(plan(risk=["heart-failure"], **ITP), "regimen.unsuited")
    assert (
        "stated: heart-failure: the label does not recommend 1 g/kg on 2 days with an expanded fluid volume"
    ) == alert.text
    assert [] == raised(plan(risk=["thrombosis"], max_rate="2mL/kg/h", **ITP), "regimen.unsuited")


NEWBORN = {"regimen": "haemolytic-disease-of-the-newborn", "concentration": "10%", "vials": "1"}


@pytest.mark.parametrize(
    ("weight", "age", "because"),
    [
        ("3kg", None, None),
        ("10kg", None, None),
        ("10.1kg", None, "10.1 kg"),  # no age is said: its weight tells
        ("10.1kg", 0.9, None),
        ("12kg", 1, "age 1"),
        ("70kg", 40, "age 40"),
        ("3kg", 1, "age 1"),
    ],
)
def test_a_regimen_of_newborns_is_not_for_an_older_patient(weight, age, because):
    made = dosed(**NEWBORN, weight=weight, **({} if age is None else {"age": age}))
    found = [alert.text for alert in raised(made, "regimen.unsuited")]
    assert found == ([] if because is None else [f"{because}: the regimen is for a newborn"])


def test_a_regimen_of_children_is_not_for_an_adult():
    said = {"regimen": "opsoclonus-myoclonus/nhs-england-2021-neuroblastoma", "days": 1, "concentration": "10%"}
    alert = only(dosed(**said, weight="70kg", age=18), "regimen.unsuited")
    assert ("caution", "age 18: the source gives it to children with neuroblastoma") == (alert.severity, alert.text)
    assert [] == raised(dosed(**said, weight="70kg", age=17.9), "regimen.unsuited")
    assert [] == raised(dosed(**said, weight="70kg"), "regimen.unsuited")


SJS = "Stevens-Johnson syndrome, toxic epidermal necrolysis"
REFUSED = "NHS England has not commissioned it since 2021, when it was removed from the criteria"


@pytest.mark.parametrize(
    "said",
    [
        {"regimen": "sjs-ten/nhs-england-before-2021", "days": 3},
        {"indication": "sjs-ten", "dose": "2g/kg/cycle", "days": 3},  # nothing else is on file for it
    ],
)
def test_what_its_source_does_not_commission_is_a_caution_in_every_plan(said):
    for name in ("plan", "dose"):
        alert = only(document(name, weight="70kg", concentration="10%", **said).plan, "regimen.not-commissioned")
        assert "caution" == alert.severity
        assert f"{SJS}, NHS England before 2021, as a hospital program reproduces it: {REFUSED}" == alert.text
        assert "agree funding for this patient before ordering, or choose another treatment" == alert.do
        assert (
            Citation("nhs-england-2021-reproduction", "db/seeds.rb line 1082, the entry as a whole") == alert.citation
        )


def test_what_is_not_commissioned_is_said_of_one_infusion_too():
    said = {"weight": "70kg", "concentration": "10%", "rates": "0.3x30,0.6 mL/kg/h", "dose": "28g"}
    made = document("rates", regimen="sjs-ten/nhs-england-before-2021", **said).plan
    assert REFUSED in only(made, "regimen.not-commissioned").text


def test_where_anything_on_file_is_commissioned_an_indication_alone_is_no_caution(tmp_path):
    record = REGIMEN.format(dose="1.0", days=1)
    refused = record.replace(
        'status = "hospital protocol"', 'status = "none"\nnot_commissioned = { text = "no", at = "1" }'
    )
    both = refused + "\n" + record[record.index("[[variants]]") :].replace('id = "house"', 'id = "other"')
    catalogue = Catalogue(
        formulary(tmp_path, regimens__house_regimen=both.replace('default = "house"', 'default = "other"'))
    )
    said = {"weight": "70kg", "concentration": "10%", "start": "2026-01-05"}
    dose = {"indication": "house-regimen", "dose": "1g/kg", "days": 1}
    assert [] == raised(answer_to("plan", said | dose, catalogue).plan, "regimen.not-commissioned")
    assert [] == raised(
        answer_to("plan", said | {"regimen": "house-regimen"}, catalogue).plan, "regimen.not-commissioned"
    )
    chosen = answer_to("plan", said | {"regimen": "house-regimen/house"}, catalogue).plan
    assert only(chosen, "regimen.not-commissioned").text.endswith("Protocol of the house: no")


def test_a_dose_that_is_not_commissioned_widens_no_limit_of_the_indication():
    """The only regimen for it stands for its limits; one that is commissioned would stand alone."""
    treated = Treated(
        "a", "A", printed=(VARIANT._replace(not_commissioned=Statement("no", VARIANT.phases[0].citation)), VARIANT)
    )
    assert (VARIANT,) == variants(treated)
    assert treated.printed[:1] == variants(treated._replace(printed=treated.printed[:1]))
