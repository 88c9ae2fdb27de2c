"""The worksheet as a file: it stands alone, hides nothing, says the numbers of the JSON, and lets nothing in."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from page import Page
from planning import answer_to
from reference_case import OPTIONS, SAID
from told import numbers_in, plain

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core.course.planned import Document
from ivigcalc.core.wording import names_a_field, spelled
from ivigcalc.output.html import render
from ivigcalc.output.json import as_dict
from ivigcalc.output.words import dated, plain_words

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
    for box in ("Patient ID label", "Allergies", "Prescriber", "Hydration", "Reaction", "Infusion stopped at"):
        assert box in page.text
    for box in ("Resumed at", "lower rate set, mL/h", "Action taken", "Prepared by", "Checked by", "Date, time"):
        assert box in page.text
    assert "Yimmugo 100 g/L, EU label of 2024-06-21" in page.text


def test_what_the_label_does_not_say_of_handling_is_a_line_to_fill():
    assert "From the label: diluent flush filter in-use Hydration" in Page(render(planned())).text
    octagam = Page(render(planned(UNEVEN))).text
    assert "Handling of Octagam 10 % (100 g/L), from its label diluent do not dilute" in octagam
    assert "From the label: in-use Hydration" in octagam


def test_the_timetable_is_that_of_the_json_with_room_to_write():
    document = planned()
    infusion = as_dict(document)["phases"][0]["days"][0]["infusion"]
    charts = Page(render(document)).all_tables("At min", "Clock", "Due", "Pump mL/h", "VTBI mL", "Rate mL/kg/h")
    assert [charts[0]] * 10 == charts  # of each infusion
    rows = charts[0]
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
    each = Page(render(planned())).all_tables(*heads)
    rows = [
        ["20", "200", "0", "09:00", "", "", ""],
        ["20", "200", "171", "11:51", "", "", ""],  # 170.24 min, in whole minutes as the clock shows
        ["20", "200", "257", "13:17", "", "", ""],
        ["10", "100", "343", "14:43", "", "", ""],
    ]
    assert [rows] * 10 == each


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
        [step["from"], step["to"] or "until review", plain(step["mg_per_day"])] for step in made["taper"]["steps"]
    ] == [[row[0], row[1], row[3]] for row in page.table("From", "To", "Days", "Dose mg/day")]


def test_where_the_notes_are_is_said_beside_the_alerts():
    assert "Alerts (notes: see Workings and sources)" in Page(render(planned())).of("h2")
    taper = Page(render(dict(others())["taper"]))
    assert "Notes only: see Workings and sources." in taper.of("p")
    assert "Alerts" not in taper.text


def test_each_date_of_a_check_has_a_box_to_tick():
    document = planned()
    dates = [row["date"] for row in as_dict(document)["calendar"] if row["kind"] == "checkpoint"]
    ticks = re.findall(r'class="tick">(\d{4}-\d{2}-\d{2})', render(document))
    assert sorted(dates) == sorted(ticks)


def test_each_infusion_has_a_dated_page_of_its_own_with_cycle_and_day():
    document = planned(label="K-17")
    infusions = [row for row in as_dict(document)["calendar"] if row["kind"] == "infusion"]
    page = Page(render(document))
    assert [
        f"Infusion record: {dated(date.fromisoformat(row['date']))}, cycle {row['cycle']}, day {row['day']}"
        for row in infusions
    ] == [text for text in page.of("h2") if text.startswith("Infusion record")]
    records = render(document).split('class="page"')[2:12]
    for record, row in zip(records, infusions, strict=True):
        text = words_of(record)
        for box in ("Patient ID label", "Allergies", "Hydration", "Reaction at (time)", "Resumed at"):
            assert 1 == text.count(box)
        for own in ("Prepared by (initials)", "Checked by (initials)", "Given by (initials)", "Started at"):
            assert 1 == text.count(own)
        for told in ("70 g in 700 mL", "3 x 20 g + 1 x 10 g", f"prednisolone {plain(row['steroid_mg'])} mg"):
            assert told in text
        for told in ("restart at the rate that was tolerated before", "Nausea, headache, tiredness, flushing"):
            assert 1 == text.count(told)  # what to expect, and what to do in a reaction


def test_the_first_page_is_for_the_pharmacist_and_has_room_to_sign():
    first = words_of(render(planned()).split('class="page"')[1])
    for told in ("70 g = 700 mL on each of 2 days", "3 x 20 g + 1 x 10 g each day", "Prepared by (name, signature)"):
        assert told in first
    assert "Checked by (name, signature)" in first
    assert "Infusion record" not in first


def test_each_timetable_can_have_a_page_instead(ivigcalc, tmp_path):
    document = planned(UNEVEN)
    days = as_dict(document)["phases"][0]["days"]
    volumes = [day["volume_ml"] for day in days]
    page = Page(render(document, per_timetable=True))
    records = [text for text in page.of("h2") if text.startswith("Infusion record, ")]
    assert len(set(volumes)) == len(records) > 1
    assert len(records) + 1 == page.text.count("Patient ID label")
    assert len(records) == page.text.count("Reaction at (time)") == page.text.count("Date Cycle Day Weight, kg")
    file = tmp_path / "plan.html"
    assert 0 == ivigcalc("plan", *OPTIONS, "--page-per", "timetable", "-o", str(file)).status
    assert file.read_text() == render(planned(), per_timetable=True)
    assert file.read_text().count("Infusion record") == 1
    refused = ivigcalc("plan", *OPTIONS, "--page-per", "infusion")
    assert (2, "") == (refused.status, refused.out)
    assert "--page-per: it is of a worksheet; write --format html" in refused.err
    assert "write infusion or timetable" in ivigcalc("plan", *OPTIONS, "-f", "html", "--page-per", "day").err


TWELVE_HOURS = {"weight": "14.2kg", "regimen": "kawasaki", "product": "kiovig", "market": "eu", "over": "12h"}


@pytest.mark.parametrize(
    "said", [SAID, UNEVEN, {**SAID, "max_rate": "100mL/h"}, {**TWELVE_HOURS, "start": "2026-11-30"}]
)
@pytest.mark.parametrize("per_timetable", [False, True])
def test_no_page_names_an_option_and_the_bedside_no_code_and_nothing_for_who_plans(said, per_timetable):
    document = planned(said)
    text = render(document, per_timetable=per_timetable)
    assert "--" not in re.sub(r"https?://\S+", "", Page(text).text)
    bedside = [words_of(part) for part in text.split('class="page"') if "Infusion record" in part]
    assert bedside
    for alert in document.plan.alerts:
        assert not any(alert.code in told for told in bedside)
        if names_a_field(alert.do):
            assert not any(spelled(alert.do, plain_words) in told for told in bedside)


def test_the_clock_of_a_record_is_that_on_the_wall_in_the_night_that_it_is_changed():
    said = {"weight": "70kg", "dose": "1g/kg", "days": "1", "every": "4w", "cycles": "2", "concentration": "10%"}
    night = {"start": "2026-02-28", "at": "23:00", "tz": "Europe/Berlin", "over": "288min"}
    usual, changed = Page(render(planned({**said, **night}))).all_tables("At min", "Clock", "Due")
    assert ("288", "03:48 +1 d") in {(row[0], row[1]) for row in usual}
    assert ("288", "04:48 +1 d") in {(row[0], row[1]) for row in changed}


def test_only_what_is_still_to_come_has_an_infusion_record():
    """Cycles 1 to 3 were given at 70 kg: nobody is to find their timetable at the bedside."""
    said = {**SAID, "changes": [{"from_cycle": 4, "weight": "80kg"}]}
    page = Page(render(answer_to("plan", said, Catalogue(None))))
    records = [text for text in page.of("h2") if text.startswith("Infusion record: ")]
    assert ["cycle 4, day 1", "cycle 4, day 2", "cycle 5, day 1", "cycle 5, day 2"] == [
        text.partition(", ")[2] for text in records
    ]
    assert 4 == page.text.count("Dose 80 g in 800 mL")
    assert "Changed" in page.of("h2")
    heads = "Date", "Cycle", "Day", "Dose g", "Volume mL", "Start", "End", "Prednisolone mg/day", "Given"
    assert ["given"] * 6 == [row[8] for row in page.table(*heads)]


def test_other_doses_that_could_be_had_stand_on_the_last_page_only():
    document = planned()
    assert as_dict(document)["phases"][0]["options"]
    bedside, _, proof = render(document).rpartition('class="page"')
    assert "Alternatives, per cycle" not in bedside
    assert "Alternatives, per cycle" in proof


def test_without_a_rate_on_file_the_timetable_is_empty_lines():
    page = Page(render(answer_to("dose", NO_RATE, Catalogue(None))))
    assert "No rate on file or entered" in page.text
    rows = page.table("Minute", "mL/h", "VTBI, mL", "Time")
    assert rows
    assert {""} == {cell for row in rows for cell in row}


def test_an_open_stop_heads_every_page_and_an_accepted_one_is_told():
    too_much = {"weight": "70kg", "dose": "2.5g/kg", "days": "3", "every": "4w", "cycles": "2", "start": "2024-04-08"}
    stopped = planned(too_much, product="privigen", market="us")
    text = render(stopped)
    banners = [banner for banner in Page(text).of("p") if banner.startswith("DO NOT USE AS IT STANDS")]
    (stop,) = stopped.plan.alerts[:1]
    assert "dose.above-cycle-limit" == stop.code
    assert [f"DO NOT USE AS IT STANDS: {stop.text}"] * text.count('class="page"') == banners
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
        assert alert.whole.removeprefix("course: ") in text  # the name of the only phase
        assert f"Do: {spelled(alert.do, plain_words)}" in text
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
    *pumps, taper = Page(render(planned())).of("desc")
    assert [pumps[0]] * 10 == pumps
    pump = pumps[0]
    assert pump.startswith("21 mL/h from minute 0; 42 mL/h from minute 30; 63 mL/h from minute 60")
    assert pump.endswith("140 mL/h from minute 180; ends at minute 386.")
    assert taper.startswith("60 mg a day from 2024-04-08; 50 mg a day from 2024-05-06")
    assert taper.endswith("20 mg a day from 2024-07-29; until review.")


def words_of(part: str) -> str:
    """What is read in a part of a page."""
    return " ".join(re.sub("</?span>", "", re.sub("<(?!/?span)[^>]*>", " ", part)).split())


def numbers_told(text: str) -> list[str]:
    """The numbers in a text, but for the marks of footnotes and the unit of a body mass index."""
    return re.findall(r"\d+(?:\.\d+)?", re.sub(r"\[\d+\]|kg/m2", "", text))


def clock_parts(value: Any) -> Iterator[str]:
    """What the JSON says in minutes, as hours and minutes, whole, and as the time of day after the pump start."""
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
            yield from (str(hours), str(minutes), str(60 * hours + minutes), f"{clock:%H}", f"{clock:%M}")
