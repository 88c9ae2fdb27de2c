"""The calendar file: RFC 5545 to the letter, the plan's own dates, and an import that updates instead of doubling."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import icalendar
import pytest
import vobject
from planning import answer_to
from reference_case import SAID

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core.course.planned import Alert, CheckpointRow, Document, InfusionRow, Plan
from ivigcalc.core.errors import Unreadable
from ivigcalc.core.printed.sources import Citation, Source
from ivigcalc.output.ics import render
from ivigcalc.output.json import as_dict

WITHOUT_TIMES = {name: value for name, value in SAID.items() if name != "at"}
HOSTILE = 'a\\b, c; d"e\nBEGIN:VALARM\r\n\x1b[31mred\x85\u2028\u202e<script>alert(1)</script>' + "\u00e9\U0001f489" * 60
CITED = Citation("example-guideline", "section 2")


def planned(**more: str) -> Document:
    return answer_to("plan", {**WITHOUT_TIMES, **more}, Catalogue(None))


def infusion(on: date, **more: Any) -> InfusionRow:
    row = InfusionRow(
        date=on,
        kind="infusion",
        phase="course",
        cycle=1,
        day=1,
        dose_g=Decimal("12.5"),
        volume_ml=Decimal(125),
        planned_date=on,
        moved_days=0,
        moved_because="",
        given=False,
        start=None,
        end=None,
        end_date=None,
        steroid_mg=None,
    )
    return row._replace(**more)


def document(*rows: InfusionRow | CheckpointRow, alerts: tuple[Alert, ...] = (), label: str = "") -> Document:
    source = Source("example-guideline", "Example guideline", "Example", "", "guideline", "2026-11-22")
    request = {"label": label} if label else {}
    return Document("calendar", "0.1.0", request, Plan(calendar=rows, alerts=alerts, sources=(source,)), "0123456789")


def events(text: str) -> list[Any]:
    return list(icalendar.Calendar.from_ical(text).walk("VEVENT"))


def uids(text: str) -> list[str]:
    return [str(event["UID"]) for event in events(text)]


def unfolded(text: str) -> str:
    return text.replace("\r\n ", "")


def test_a_day_and_a_checkpoint_are_all_day_events_written_as_the_standard_says():
    checkpoint = CheckpointRow(date(2024, 3, 1), "checkpoint", 1, "blood", "Haemoglobin, creatinine.", CITED)
    text = render(document(infusion(date(2024, 2, 29)), checkpoint), None)
    first, second = uids(text)
    assert unfolded(text).split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//ivigcalc//ivigcalc 0.1.0//EN",
        "BEGIN:VEVENT",
        "SUMMARY:IVIg 12.5 g\\, cycle 1 day 1",
        "DTSTART;VALUE=DATE:20240229",
        "DTEND;VALUE=DATE:20240301",
        "DTSTAMP:20240229T000000Z",
        f"UID:{first}",
        "DESCRIPTION:Dose 12.5 g\\, volume 125 mL.\\nivigcalc 0.1.0\\, request 0123456789. "
        "Pharmacist check required before use.",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "SUMMARY:Checks: blood",
        "DTSTART;VALUE=DATE:20240301",
        "DTEND;VALUE=DATE:20240302",
        "DTSTAMP:20240229T000000Z",
        f"UID:{second}",
        "DESCRIPTION:Haemoglobin\\, creatinine.\\nSource: Example guideline\\, section 2.\\nivigcalc 0.1.0\\, "
        "request 0123456789. Pharmacist check required before use.",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


@pytest.mark.parametrize("label", ["", HOSTILE])
def test_lines_end_in_crlf_and_no_line_is_longer_than_75_octets(label):
    given = document(infusion(date(2024, 4, 8)), label=label)
    data = render(given, None).encode()
    assert data.endswith(b"\r\n")
    lines = data[:-2].split(b"\r\n")
    for line in lines:
        assert len(line) <= 75
        line.decode()  # a fold never splits a character
        assert not set(line) & set(range(32)), "a control character"
    assert 1 == lines.count(b"VERSION:2.0")
    assert 1 == sum(line.startswith(b"PRODID:") for line in lines)


def test_a_hostile_label_is_text_and_its_steering_characters_are_shown_as_escapes():
    text = render(document(infusion(date(2024, 4, 8)), label=HOSTILE), None)
    (event,) = events(text)
    shown = HOSTILE.replace("\n", "\\n").replace("\r", "\\r").replace("\x1b", "\\x1b").replace("\x85", "\\x85")
    shown = shown.replace("\u2028", "\\u2028").replace("\u202e", "\\u202e")
    assert f"{shown}: IVIg 12.5 g, cycle 1 day 1" == str(event["SUMMARY"])
    assert [] == icalendar.Calendar.from_ical(text).walk("VALARM")


def test_the_label_stands_in_titles_only():
    (event,) = events(render(document(infusion(date(2024, 4, 8)), label="K-17"), None))
    assert "K-17: IVIg 12.5 g, cycle 1 day 1" == str(event["SUMMARY"])
    assert "K-17" not in str(event["UID"]) + str(event["DESCRIPTION"])


def test_both_parsers_find_the_days_that_the_json_has():
    made = planned()
    calendar = as_dict(made)["calendar"]
    others = {row["date"] for row in calendar if row["kind"] == "checkpoint"}
    others |= {step["from"] for step in as_dict(made)["taper"]["steps"]}
    wanted = sorted([*(row["date"] for row in calendar if row["kind"] == "infusion"), *others])
    text = render(made, None)
    assert wanted == sorted(event["DTSTART"].dt.isoformat() for event in events(text))
    assert wanted == sorted(event.dtstart.value.isoformat() for event in vobject.readOne(text).vevent_list)
    for event in events(text):
        assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(days=1)


def test_doses_volumes_vials_and_tablets_are_said():
    described = {str(event["SUMMARY"]): str(event["DESCRIPTION"]) for event in events(render(planned(), None))}
    first = described["IVIg 70 g, cycle 1 day 1"]
    assert "Dose 70 g, volume 700 mL of Yimmugo 100 g/L." in first
    assert "Vials: 3 x 20 g + 1 x 10 g." in first
    assert "Steroid on this day: prednisolone 60 mg." in first
    assert "Pump: 21, 42, 63, 84, 105, 126 mL/h for 30 min each, then 140 mL/h." in first
    assert "Pump time 6 h 26 min, then observe for 60 min." in first
    (begun,) = (
        text for title, text in described.items() if title.startswith("Prednisolone 60 mg a day from this date; ")
    )
    assert "Tablets a day: 1 x 50 mg + 1 x 10 mg." in begun


def test_beside_the_infusions_a_day_has_one_event_and_its_title_says_what_is_checked():
    titles: dict[date, list[str]] = {}
    for event in events(render(planned(), None)):
        titles.setdefault(event["DTSTART"].dt, []).append(str(event["SUMMARY"]))
    infused, checked = titles[date(2024, 5, 6)]
    assert "IVIg 70 g, cycle 2 day 1" == infused
    assert checked == (
        "Prednisolone 50 mg a day from this date; checks: kidney function, fluid status, CK, muscle strength, "
        "muscle and liver enzymes, prednisolone dose, risk of thrombosis"
    )
    assert ["Checks: creatinine"] == titles[date(2024, 5, 8)]
    assert ["Checks: haemoglobin or haematocrit"] == titles[date(2024, 5, 9)]
    assert ["Checks: haemolysis"] == titles[date(2024, 5, 12)]
    _, busy = titles[date(2024, 4, 8)]
    assert busy.startswith(
        "Prednisolone 60 mg a day from this date; checks: HBsAg, HIV PCR, HCV PCR, stored serum, IgG, "
    )
    assert busy.endswith(", 14 more, named within")
    assert all(sum(not title.startswith("IVIg") for title in day) <= 1 for day in titles.values())


def test_infusions_can_stand_alone_and_keep_their_identities():
    everything, alone = render(planned(label="A"), None), render(planned(label="A"), None, infusions_alone=True)
    infused = [str(event["UID"]) for event in events(everything) if "IVIg" in str(event["SUMMARY"])]
    assert infused == uids(alone)
    assert 10 == len(infused)


def test_what_a_ward_reads_names_no_option_no_code_and_no_phase_where_there_is_one():
    made = planned(at="09:00")
    text = "".join(str(event["DESCRIPTION"]) for event in events(render(made, "Europe/Berlin")))
    assert "--" not in text
    assert [] == [alert.code for alert in made.plan.alerts if alert.code in text]
    assert "CAUTION: 1 g/kg in a day in a patient at risk (age over 65). To do: consider more days; hydrate" in text
    assert "CAUTION: at risk (age over 65): no rate for such patients is on file.\n" in text  # not: choose a cap


def test_every_identity_is_of_its_own_although_several_checkpoints_share_a_day():
    found = uids(render(planned(), None))
    assert len(found) == len(set(found)) == 35  # 10 infusions; 5 x 4 days of checks; 5 days beside them


def test_a_changed_plan_keeps_the_identities_and_another_label_has_others():
    before = uids(render(planned(label="A"), None))
    after = uids(render(planned(label="A", weight="71kg", every="5w", at="10:00"), "Europe/Berlin"))
    assert set(before) == set(after)
    assert set(before).isdisjoint(uids(render(planned(label="B"), None)))


def test_a_later_course_of_the_same_label_shares_no_identity():
    of = planned(label="A")
    later = planned(label="A", start="2025-04-07")
    assert len(uids(render(of, None))) == len(uids(render(later, None)))
    assert set(uids(render(of, None))).isdisjoint(uids(render(later, None)))


def test_a_course_keeps_its_identities_when_its_first_cycles_are_given():
    given = planned(label="A", cycles=3, given="2024-04-08,2024-05-06")
    assert uids(render(planned(label="A"), None))[:2] == uids(render(given, None))[:2]
    infused = {str(event["UID"]) for event in events(render(given, None)) if "IVIg" in str(event["SUMMARY"])}
    assert infused <= set(uids(render(planned(label="A"), None)))


def test_a_taper_alone_has_the_first_day_of_the_taper_in_its_identities():
    said = {"steroid": "prednisolone", "taper": "20x7,10x7", "label": "A"}
    first, later = (
        uids(render(answer_to("taper", {**said, "start": day}, Catalogue(None)), None))
        for day in ("2024-04-08", "2025-04-08")
    )
    assert set(first).isdisjoint(later)


def test_before_the_taper_no_dose_is_told():
    said = {"taper": "60x28,40x28,20", "taper_start": "2024-05-01"}
    text = render(planned(**said), None).replace("\r\n ", "")
    assert "Steroid on this day: prednisolone before the taper." in text
    assert "Steroid on this day: prednisolone 60 mg." in text
    assert "prednisolone 0 mg" not in text


def test_a_phase_that_is_split_or_renamed_keeps_its_days():
    before = document(infusion(date(2024, 4, 8)))
    after = document(infusion(date(2024, 4, 8), phase="course, first infusion"))
    assert uids(render(before, None)) == uids(render(after, None))


@pytest.mark.parametrize(
    ("zone", "day", "begin", "end"),
    [
        ("Europe/Berlin", date(2024, 1, 15), (15, 8, 0), (15, 14, 26)),  # UTC + 1
        ("Europe/Berlin", date(2024, 7, 15), (15, 7, 0), (15, 13, 26)),  # UTC + 2
        ("Australia/Sydney", date(2024, 1, 15), (14, 22, 0), (15, 4, 26)),  # UTC + 11
        ("America/St_Johns", date(2024, 7, 15), (15, 11, 30), (15, 17, 56)),  # UTC - 2:30
    ],
)
def test_clock_times_become_instants_in_utc(zone, day, begin, end):
    row = infusion(day, start="09:00", end="15:26", end_date=day)
    (event,) = events(render(document(row), zone))
    month = (day.year, day.month)
    assert datetime(*month, *begin, tzinfo=UTC) == event["DTSTART"].dt
    assert datetime(*month, *end, tzinfo=UTC) == event["DTEND"].dt
    assert f"DTSTART:{day.year}{day.month:02}{begin[0]}T{begin[1]:02}{begin[2]:02}00Z" in render(document(row), zone)


def test_an_infusion_past_midnight_ends_on_the_next_day():
    row = infusion(date(2024, 7, 15), start="20:00", end="02:26", end_date=date(2024, 7, 16))
    (event,) = events(render(document(row), "UTC"))
    assert datetime(2024, 7, 16, 2, 26, tzinfo=UTC) == event["DTEND"].dt


@pytest.mark.parametrize(("start", "end"), [("2026-03-28", "2026-03-29 04:48"), ("2026-10-24", "2026-10-25 02:48")])
def test_pump_time_stays_what_it_is_when_the_clock_is_changed_meanwhile(start, end):
    said = {
        "weight": "70kg",
        "dose": "1g/kg",
        "days": 1,
        "concentration": "10%",
        "over": "288min",
        "tz": "Europe/Berlin",
    }
    made = answer_to("plan", {**said, "start": start, "at": "23:00", "label": "A"}, Catalogue(None))
    event = events(render(made, "Europe/Berlin"))[0]
    assert timedelta(minutes=288) == event["DTEND"].dt - event["DTSTART"].dt
    assert f"Pump start {start} 23:00, end {end} (Europe/Berlin)." in str(event["DESCRIPTION"])


def test_an_end_that_is_known_without_the_pump_time_is_by_the_clock_on_the_wall():
    row = infusion(date(2024, 3, 30), start="23:00", end="05:00", end_date=date(2024, 3, 31))
    (event,) = events(render(document(row), "Europe/Berlin"))
    assert timedelta(hours=5) == event["DTEND"].dt - event["DTSTART"].dt


def test_without_a_rate_on_file_a_timed_event_has_no_end():
    (event,) = events(render(document(infusion(date(2024, 7, 15), start="09:00")), "UTC"))
    assert "DTEND" not in event


def test_clock_times_without_a_zone_are_refused():
    with pytest.raises(
        Unreadable, match="a calendar file with clock times needs a time zone; give tz, such as Europe/Berlin"
    ):
        render(document(infusion(date(2024, 4, 8), start="09:00")), None)


def test_an_answer_without_dates_is_refused():
    with pytest.raises(Unreadable, match="a calendar file needs dates; give a start date"):
        render(document(), None)


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("elsewhere", ["Australia/Sydney", "America/St_Johns"], indirect=True)
@pytest.mark.usefixtures("elsewhere")
def test_the_machine_and_its_time_zone_change_nothing():
    begins = [event["DTSTART"].dt for event in events(render(planned(at="09:00"), "Europe/Berlin"))]
    assert datetime(2024, 4, 8, 7, 0, tzinfo=UTC) == begins[0]
    assert date(2024, 4, 8) == events(render(planned(), None))[0]["DTSTART"].dt


def test_an_open_stop_heads_every_event_and_all_alerts_stand_in_the_first():
    stop = Alert("calendar.no-open-day", "stop", "nothing is open", "choose another start", CITED)
    note = Alert("dose.assumed", "note", "assumed", "choose", CITED)
    rows = infusion(date(2024, 4, 8)), infusion(date(2024, 4, 9), day=2)
    first, second = events(render(document(*rows, alerts=(stop, note)), None))
    for event in (first, second):
        assert str(event["SUMMARY"]).startswith("STOP, do not use as it stands: IVIg")
        assert "STOP: nothing is open. To do: choose another start." in str(event["DESCRIPTION"])
        assert "TENTATIVE" == str(event["STATUS"])
    assert "NOTE: assumed." in str(first["DESCRIPTION"])
    assert "NOTE" not in str(second["DESCRIPTION"])


def test_an_accepted_stop_is_told_with_its_reason_and_no_longer_heads_the_titles():
    stop = Alert("calendar.no-open-day", "stop", "nothing is open", "choose another start", CITED, "ward is open")
    (event,) = events(render(document(infusion(date(2024, 4, 8)), alerts=(stop,)), None))
    assert "IVIg 12.5 g, cycle 1 day 1" == str(event["SUMMARY"])
    assert "Accepted: ward is open" in str(event["DESCRIPTION"])


def test_a_given_cycle_stays_in_the_file_and_is_marked():
    (event,) = events(render(document(infusion(date(2024, 4, 8), given=True)), None))
    assert "Given: IVIg 12.5 g, cycle 1 day 1" == str(event["SUMMARY"])


def test_a_moved_day_says_from_where_and_why():
    row = infusion(date(2024, 12, 23), planned_date=date(2024, 12, 26), moved_days=-3, moved_because="holiday")
    (event,) = events(render(document(row), None))
    assert "Planned on 2024-12-26, moved by -3 d: holiday." in str(event["DESCRIPTION"])


def test_the_command_line_asks_for_the_zone_and_writes_the_file(ivigcalc, tmp_path):
    dates = ("--start", "2024-04-08", "--every", "4w", "--days", "2", "--cycles", "3", "--at", "09:00")
    words = "calendar", *dates, "--format", "ics"
    refused = ivigcalc(*words)
    assert (2, "") == (refused.status, refused.out)
    assert "--tz" in refused.err
    file = tmp_path / "plan.ics"
    assert 0 == ivigcalc(*words, "--tz", "Europe/Berlin", "--output", str(file)).status
    data = file.read_bytes()
    assert b"DTSTART:20240408T070000Z\r\n" in data
    assert data.count(b"\n") == data.count(b"\r\n")


def test_only_infusions_is_of_a_calendar_file(ivigcalc, tmp_path):
    words = "plan", "70kg", "2g/kg/cycle", "x2", "10%", "2024-04-08", "--label", "A", "--only"
    file = tmp_path / "plan.ics"
    assert 0 == ivigcalc(*words, "infusions", "-o", str(file)).status
    titles = [str(event["SUMMARY"]) for event in events(file.read_bytes().decode())]
    assert ["A: IVIg 70 g, cycle 1 day 1", "A: IVIg 70 g, cycle 1 day 2"] == titles
    refused = ivigcalc(*words, "infusions")
    assert (2, "") == (refused.status, refused.out)
    assert "--only infusions: it is of a calendar file; write --format ics" in refused.err
    assert "--only 'checks': write infusions" in ivigcalc(*words, "checks", "-f", "ics").err


def test_events_without_a_label_are_said_to_be_replaced_by_those_of_another_patient(ivigcalc):
    words = "calendar", "--start", "2024-04-08", "--every", "4w", "--days", "2", "--cycles", "3", "--format", "ics"
    without, labelled = ivigcalc(*words), ivigcalc(*words, "--label", "K-17")
    assert (0, 0, "") == (without.status, labelled.status, labelled.err)
    assert "no reference (--label): in one calendar, another patient's plan without one replaces" in without.err
    assert set(uids(without.out)).isdisjoint(uids(labelled.out))


@pytest.mark.skipif(shutil.which("khal") is None, reason="khal is not installed")
def test_khal_imports_the_plan_twice_and_a_changed_one_without_a_duplicate(tmp_path: Path):
    entries = tmp_path / "calendar"
    entries.mkdir()
    formats = ("timeformat = %H:%M", "dateformat = %Y-%m-%d", "longdateformat = %Y-%m-%d")
    both = ("datetimeformat = %Y-%m-%d %H:%M", "longdatetimeformat = %Y-%m-%d %H:%M")
    zones = ("local_timezone = UTC", "default_timezone = UTC")
    lines = ["[calendars]", "[[plan]]", f"path = {entries}", "[locale]", *formats, *both, *zones]
    config = tmp_path / "config"
    config.write_text("\n".join([*lines, "[sqlite]", f"path = {tmp_path / 'khal.db'}", ""]))

    def khal(*words: str) -> str:
        environment = {"HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin"}
        command = [str(shutil.which("khal")), "-c", str(config), *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    before, after = planned(label="K-17"), planned(label="K-17", every="5w")
    file = tmp_path / "plan.ics"
    for made in (before, before, after):
        file.write_bytes(render(made, None).encode())
        khal("import", "--batch", str(file))
        assert len(events(render(before, None))) == len(list(entries.iterdir()))
    listed = khal("list", "--format", "{title}", "2024-05-01", "2024-05-31").splitlines()
    assert 1 == listed.count("K-17: IVIg 70 g, cycle 2 day 1")
    assert listed.index("K-17: IVIg 70 g, cycle 2 day 1") > listed.index("Monday, 2024-05-13")


def test_the_alerts_of_a_course_stand_on_its_first_event_to_come() -> None:
    said = {"weight": "70kg", "dose": "1g/kg", "days": 1, "every": "4w", "concentration": "10%", "cycles": 2,
            "given": "2026-09-14", "label": "A"}  # fmt: skip
    events = icalendar.Calendar.from_ical(render(answer_to("plan", said, Catalogue()), None)).walk("VEVENT")
    alerted = [str(event["summary"]) for event in events if "CAUTION" in event["description"]]
    assert 1 == len(alerted)
    assert not alerted[0].startswith("A: Given")
