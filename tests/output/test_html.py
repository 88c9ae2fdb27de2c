"""The worksheet as a file: it stands alone, hides nothing, says the numbers of the JSON, and lets nothing in."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from page import Page
from planning import answer_to
from reference_case import OPTIONS, SAID
from told import numbers_in, plain

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core.course.planned import Document
from ivigcalc.core.wording import spelled
from ivigcalc.output.html import render
from ivigcalc.output.json import as_dict
from ivigcalc.output.words import option

UNEVEN = {
    "weight": "83kg",
    "dose": "2g/kg",
    "days": "5",
    "every": "4w",
    "cycles": "2",
    "product": "octagam-10",
    "market": "us",
    "start": "2024-04-08",
    "indication": "dermatomyositis",
    "vials": "5,10,20",
}
HOSTILE = "<script>alert(1)</script> [red]x[/red] \x1b[31m \u05e9\u05dc\u05d5\u05dd \u202e\"'&</style>" + "W" * 460


def planned(said: dict[str, str] = SAID, **more: str) -> Document:
    return answer_to("plan", {**said, **more}, Catalogue(None))


NO_RATE = {"weight": "70kg", "dose": "2g/kg", "days": "2", "product": "yimmugo"}


def others() -> Iterator[tuple[str, Document]]:
    catalogue = Catalogue(None)
    one_day = {"weight": "70kg", "dose": "28g", "product": "privigen", "market": "us"}
    dates = {"start": "2024-11-28", "every": "4w", "days": "2", "cycles": "3"}
    taper = {"steroid": "prednisolone", "tablets": "uk", "start": "2024-01-01", "taper": "60x28,40x28,20"}
    yield "dose", answer_to("dose", NO_RATE, catalogue)
    yield "rates", answer_to("rates", one_day, catalogue)
    yield "calendar", answer_to("calendar", dates, catalogue)
    yield "taper", answer_to("taper", taper, catalogue)
    yield "weight", answer_to("weight", {"weight": "110kg", "height": "170cm", "sex": "female"}, catalogue)


NINE = datetime(2024, 4, 8, 9, 0, tzinfo=UTC)
EVERY_OTHER = ("dose", "rates", "calendar", "taper", "weight")


@pytest.mark.parametrize("label", ["K-17", HOSTILE])
def test_the_file_stands_alone(label):
    text = render(planned(label=label))
    page = Page(text)
    assert len(text.encode()) < 200_000
    assert text.startswith("<!DOCTYPE html>\n")
    for tag, attributes in page.elements:
        assert tag not in ("script", "link", "img", "iframe", "object", "embed", "base", "form", "a", "image", "use")
        assert not {"src", "href", "action", "srcset", "data", "style", "xlink:href"} & set(attributes)
        assert not any(name.startswith("on") for name in attributes)
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert ("meta", {"http-equiv": "Content-Security-Policy", "content": policy}) in page.elements
    style = text[text.index("<style>") : text.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style


def test_the_command_line_writes_what_is_rendered(ivigcalc):
    run = ivigcalc("plan", *OPTIONS, "--format", "html")
    assert (0, render(planned())) == (run.status, run.out)


def test_the_longest_plan_is_a_file_that_prints():
    page = Page(render(planned(UNEVEN, cycles="130", days="2")))
    assert 130 * 2 == len(page.table("Date", "Cycle", "Day"))


def test_the_same_plan_gives_the_same_bytes():
    assert render(planned(label="K-17")) == render(planned(label="K-17"))


def test_a_hostile_label_is_text():
    text = render(planned(label=HOSTILE))
    shown = HOSTILE.replace("\x1b", "\\x1b").replace("\u202e", "\\u202e")
    page = Page(text)
    assert [shown] * text.count('class="page"') == page.of("bdi")
    assert not set(text) & {"\x1b", "\u202e"}
    assert "script" not in {tag for tag, _ in page.elements}


def test_without_a_label_none_is_printed():
    assert [] == Page(render(planned())).of("bdi")


def test_the_parts_of_a_worksheet_are_there():
    page = Page(render(planned()))
    for box in ("Patient identity sticker", "Allergies", "Prescriber", "Hydration", "Reaction", "Infusion stopped at"):
        assert box in page.text
    for box in ("Resumed at", "at the lower rate, mL/h", "What was done", "Prepared by", "Checked by", "Date, time"):
        assert box in page.text
    assert "Yimmugo 100 g/L, EU label of 2024-06-21" in page.text


def test_what_the_label_does_not_say_of_handling_is_a_line_to_fill():
    assert "From the leaflet: diluent flush filter in-use Hydration" in Page(render(planned())).text
    octagam = Page(render(planned(UNEVEN))).text
    assert "Handling of Octagam 10 % (100 g/L), from its label diluent do not dilute" in octagam
    assert "From the leaflet: in-use Hydration" in octagam


def test_the_timetable_is_that_of_the_json_with_room_to_write():
    document = planned()
    infusion = as_dict(document)["phases"][0]["days"][0]["infusion"]
    rows = Page(render(document)).table("At min", "Clock", "Due", "Pump mL/h", "VTBI mL", "Rate mL/kg/h")
    settings = [row for row in rows if row[3]]
    assert [
        [plain(step["start_minute"]), plain(step["ml_per_h"]), plain(step["volume_ml"]), plain(step["ml_per_kg_per_h"])]
        for step in infusion["steps"]
    ] == [[row[0], row[3], row[4], row[5]] for row in settings]
    assert [plain(one["minute"]) for one in infusion["observations"]] == [row[0] for row in rows]
    assert [one["what"] for one in infusion["observations"]] == [row[2] for row in rows]
    for row in rows:
        assert f"{NINE + timedelta(minutes=int(row[0])):%H:%M}" == row[1]
        assert [""] * 6 == row[6:]  # time, rate set, blood pressure, pulse, temperature, initials


def test_every_vial_has_a_row_for_its_batch_number_and_expiry():
    heads = "Vial g", "Volume mL", "Hang min", "Clock", "Batch number", "Expiry", "Initials"
    rows = Page(render(planned())).table(*heads)
    assert [
        ["20", "200", "0", "09:00", "", "", ""],
        ["20", "200", "170.2", "11:51", "", "", ""],
        ["20", "200", "256.9", "13:17", "", "", ""],
        ["10", "100", "342.6", "14:43", "", "", ""],
    ] == rows


def test_dates_and_taper_are_those_of_the_json():
    document = planned()
    made = as_dict(document)
    page = Page(render(document))
    infusions = [row for row in made["calendar"] if row["kind"] == "infusion"]
    assert [
        [row["date"], str(row["cycle"]), str(row["day"]), plain(row["dose_g"]), plain(row["volume_ml"]), row["start"]]
        for row in infusions
    ] == [[row[0].split()[1], *row[1:6]] for row in page.table("Date", "Cycle", "Day", "Dose g", "Volume mL", "Start")]
    assert [
        [step["from"], step["to"] or "until reviewed", plain(step["mg_per_day"])] for step in made["taper"]["steps"]
    ] == [[row[0], row[1], row[3]] for row in page.table("From", "To", "Days", "Dose mg/day")]


def test_where_the_notes_are_is_said_beside_the_alerts():
    assert "Alerts (notes: see Workings and sources)" in Page(render(planned())).of("h2")
    taper = Page(render(dict(others())["taper"]))
    assert "No alert but notes: see Workings and sources." in taper.of("p")
    assert "Alerts" not in taper.text


def test_each_date_of_a_check_has_a_box_to_tick():
    document = planned()
    dates = [row["date"] for row in as_dict(document)["calendar"] if row["kind"] == "checkpoint"]
    ticks = re.findall(r'class="tick">(\d{4}-\d{2}-\d{2})', render(document))
    assert sorted(dates) == sorted(ticks)


def test_days_with_different_timetables_each_have_a_record_of_their_own():
    document = planned(UNEVEN)
    days = as_dict(document)["phases"][0]["days"]
    volumes = [day["volume_ml"] for day in days]
    page = Page(render(document))
    records = [text for text in page.of("h2") if text.startswith("Infusion record, ")]
    assert len(set(volumes)) == len(records) > 1
    assert len(records) == page.text.count("Patient identity sticker") == page.text.count("Reaction at (time)")


def test_only_what_is_still_to_come_has_an_infusion_record():
    """Cycles 1 to 3 were given at 70 kg: nobody is to find their timetable at the bedside."""
    said = {**SAID, "changes": [{"from_cycle": 4, "weight": "80kg"}]}
    page = Page(render(answer_to("plan", said, Catalogue(None))))
    (record,) = [text for text in page.of("h2") if text.startswith("Infusion record, ")]
    assert "80 g in 800 mL" in record
    assert "What changed" in page.of("h2")
    heads = "Date", "Cycle", "Day", "Dose g", "Volume mL", "Start", "End", "Prednisolone mg/day", "Given"
    assert ["given"] * 6 == [row[8] for row in page.table(*heads)]


def test_other_doses_that_could_be_had_stand_on_the_last_page_only():
    document = planned()
    assert as_dict(document)["phases"][0]["options"]
    bedside, _, proof = render(document).rpartition('class="page"')
    assert "Instead of that" not in bedside
    assert "Instead of that" in proof


def test_without_a_rate_on_file_the_timetable_is_empty_lines():
    page = Page(render(answer_to("dose", NO_RATE, Catalogue(None))))
    assert "No rate is on file" in page.text
    rows = page.table("Minute", "mL/h", "VTBI, mL", "Time")
    assert rows
    assert {""} == {cell for row in rows for cell in row}


def test_an_open_stop_heads_every_page_and_an_accepted_one_is_told():
    too_much = {"weight": "70kg", "dose": "2.5g/kg", "days": "3", "every": "4w", "cycles": "2", "start": "2024-04-08"}
    stopped = planned(too_much, product="privigen", market="us")
    text = render(stopped)
    banners = [banner for banner in Page(text).of("p") if banner.startswith("NOT TO BE USED AS IT IS")]
    assert ["NOT TO BE USED AS IT IS: dose.above-cycle-limit"] * text.count('class="page"') == banners
    accept = "dose.above-cycle-limit=agreed"
    accepted = Page(render(planned(too_much, product="privigen", market="us", accept=accept))).text
    assert "NOT TO BE USED" not in accepted
    assert "Accepted: agreed" in accepted


@pytest.mark.parametrize("said", [SAID, UNEVEN], ids=["reference", "uneven days"])
def test_no_alert_working_source_or_checkpoint_is_left_out(said):
    document = planned(said)
    text = Page(render(document)).text
    for alert in document.plan.alerts:
        assert f"{alert.severity.upper()}" in text
        assert f"{alert.code}: {alert.whole.removeprefix('course: ')}" in text  # the name of the only phase
        assert f"Do: {spelled(alert.do, option)}" in text
    for working in document.plan.workings:
        assert f"{working.what} = {working.formula}" in text
    for source in document.plan.sources:
        assert source.title in text
        assert source.url in text
    for row in as_dict(document)["calendar"]:
        assert row["date"] in text


@pytest.mark.parametrize("said", [SAID, UNEVEN, {**SAID, "weight": "71.3kg"}])
def test_every_number_is_one_of_the_json(said):
    document = planned(said)
    made = as_dict(document)
    known = {*numbers_in(made), *clock_parts(made)}
    told = set(numbers_told(Page(render(document)).text))
    assert told
    assert set() == told - known


@pytest.mark.parametrize("name", EVERY_OTHER)
def test_the_other_answers_print_what_they_have(name):
    document = dict(others())[name]
    text = render(document)
    page = Page(text)
    known = {*numbers_in(as_dict(document)), *clock_parts(as_dict(document))}
    assert set() == set(numbers_told(page.text)) - known
    assert document.digest in page.text
    assert ("Infusion record" in page.text) == (name in ("dose", "rates"))
    assert 1 == len(page.of("h1"))


@pytest.mark.parametrize("name", ["plan", *EVERY_OTHER])
def test_headings_heads_and_charts_can_be_read_aloud(name):
    plan = planned(UNEVEN, steroid="prednisolone", tablets="uk", taper="60x28,40x28,20")
    page = Page(render({"plan": plan, **dict(others())}[name]))
    assert ("html", {"lang": "en"}) in page.elements
    assert page.of("title")
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert 1 == levels[0] == levels.count(1)
    assert all({"scope"} <= set(attributes) for tag, attributes in page.elements if tag == "th")
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in page.elements:
        if tag == "svg":
            assert "img" == attributes["role"]
            assert set(str(attributes["aria-labelledby"]).split()) <= set(ids)
    charts = [tag for tag, _ in page.elements].count("svg")
    assert charts == len(page.of("desc"))


def test_the_words_of_a_chart_say_the_whole_chart():
    pump, taper = Page(render(planned())).of("desc")
    assert pump.startswith("21 mL/h from minute 0; 42 mL/h from minute 30; 63 mL/h from minute 60")
    assert pump.endswith("140 mL/h from minute 180; ends at minute 386.")
    assert taper.startswith("60 mg a day from 2024-04-08; 50 mg a day from 2024-05-06")
    assert taper.endswith("20 mg a day from 2024-07-29; until reviewed.")


def numbers_told(text: str) -> list[str]:
    """The numbers in a text, but for the marks of footnotes and the unit of a body mass index."""
    return re.findall(r"\d+(?:\.\d+)?", re.sub(r"\[\d+\]|kg/m2", "", text))


def clock_parts(value: Any) -> Iterator[str]:
    """What the JSON says in minutes, as hours and minutes and as the time of day after the pump start."""
    if isinstance(value, list):
        for item in value:
            yield from clock_parts(item)
    if not isinstance(value, dict):
        return
    for key, item in value.items():
        yield from clock_parts(item)
        if key.endswith(("minute", "minutes")) and item is not None:
            hours, minutes = divmod(int(-(-item // 1)), 60)
            clock = NINE + timedelta(hours=hours, minutes=minutes)
            yield from (str(hours), str(minutes), f"{clock:%H}", f"{clock:%M}")
