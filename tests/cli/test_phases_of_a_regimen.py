"""What is said of one phase of a regimen, and a phase that is planned alone."""

import json

import pytest

CIDP = ("plan", "-w", "70kg", "-r", "cidp", "-p", "privigen", "--market", "eu", "-s", "2026-03-02")
EU = "cidp/eu-label"


@pytest.fixture
def planned(ivigcalc):
    def run(*words, status=0):
        found = ivigcalc(*words, "-f", "json")
        assert status == found.status, found.err
        return json.loads(found.out)

    return run


@pytest.fixture
def refused(ivigcalc):
    def run(*words):
        found = ivigcalc(*words)
        assert ("", 1) == (found.out, found.err.count("\n")), found.out
        return found.status, found.err.removeprefix("ivigcalc: ").rstrip("\n")

    return run


def phases(made):
    keys = ("name", "g_per_kg", "days_per_cycle", "interval_days", "cycles")
    return [tuple(phase[key] for key in keys) for phase in made["phases"]]


def dates(made):
    return [row["date"] for row in made["calendar"] if row["kind"] == "infusion"]


def test_loading_over_four_days_and_six_cycles_of_maintenance_on_one(planned):
    made = planned(*CIDP, "--days", "loading=4", "--days", "maintenance=1", "--cycles", "6")
    assert [("loading", 2, 4, None, 1), ("maintenance", 1, 1, 21, 6)] == phases(made)
    assert ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-23"] == dates(made)[:5]
    assert ("2026-07-06", 10) == (dates(made)[-1], len(dates(made)))
    assert ["loading=4", "maintenance=1"] == made["request"]["days"]


def test_each_field_can_be_said_of_each_phase(planned):
    said = (
        "--dose",
        "loading=1.5g/kg/cycle",
        "--days",
        "loading=1,3,5",
        "--cycles",
        "loading=2",
        "--every",
        "loading=4w",
    )
    more = (
        "--dose",
        "maintenance=0.8g/kg/cycle",
        "--days",
        "maintenance=2",
        "--every",
        "maintenance=6w",
        "--cycles",
        "2",
    )
    made = planned(*CIDP, *said, *more)
    assert [("loading", 1.5, 3, 28, 2), ("maintenance", 0.8, 2, 42, 2)] == phases(made)
    assert [1, 3, 5] == made["phases"][0]["infusion_days"]
    assert ["2026-03-02", "2026-03-04", "2026-03-06", "2026-03-30", "2026-04-01", "2026-04-03"] == dates(made)[:6]
    assert ["2026-05-11", "2026-05-12", "2026-06-22", "2026-06-23"] == dates(made)[6:]


def test_interval_and_cycles_without_a_phase_are_of_the_last(planned):
    made = planned(*CIDP, "--days", "maintenance=1", "--every", "4w", "--cycles", "2")
    assert [("loading", 2, 5, None, 1), ("maintenance", 1, 1, 28, 2)] == phases(made)


def test_a_phase_alone_is_planned_without_the_others(planned):
    made = planned(*CIDP, "--phase", "Maintenance", "--days", "1", "--every", "3w", "--cycles", "6")
    assert [("maintenance", 1, 1, 21, 6)] == phases(made)
    assert ("2026-03-02", "2026-06-15", 6) == (dates(made)[0], dates(made)[-1], len(dates(made)))
    assert EU == made["indication"]["regimen"]
    assert [("loading", 2, 5, None, 1)] == phases(planned(*CIDP, "--phase", "loading"))


def test_a_phase_alone_is_named_beside_the_treatment(ivigcalc):
    out = " ".join(ivigcalc(*CIDP, "--phase", "maintenance", "--days", "1", "--cycles", "6", "--brief").out.split())
    assert "1 g/kg over 1 day, every 3 weeks, 6 cycles (maintenance)" in out


def test_what_is_said_of_a_phase_alone_needs_no_name_and_may_have_it(planned):
    alone = ("--phase", "maintenance", "--cycles", "2")
    assert phases(planned(*CIDP, *alone, "--days", "1")) == phases(planned(*CIDP, *alone, "--days", "maintenance=1"))


def test_a_phase_alone_is_followed_by_another(planned):
    made = planned(*CIDP, "--phase", "maintenance", "--days", "1", "--then", "1g/kg, 1 day, every 6w, 2 cycles")
    assert [("maintenance", 1, 1, 21, 1), ("phase 2", 1, 1, 42, 2)] == phases(made)


def test_the_given_cycles_of_a_phase_alone_are_its_own(planned):
    given = ("--given", "2026-01-05,2026-01-26", "--phase", "maintenance", "--days", "1", "--cycles", "2")
    made = planned(*(word for word in CIDP if word not in ("-s", "2026-03-02")), *given)
    assert [("maintenance", 1, 1, 21, 4)] == phases(made)
    assert ["2026-01-05", "2026-01-26", "2026-02-16", "2026-03-09"] == dates(made)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (
            ("--days", "4"),
            f"{EU} has the phases loading and maintenance; choose: --days loading=4 or --days maintenance=4; "
            "--phase plans one alone",
        ),
        (
            ("--days", "1,3,5"),
            f"{EU} has the phases loading and maintenance; choose: --days loading=1,3,5 or --days "
            "maintenance=1,3,5; --phase plans one alone",
        ),
        (
            ("--dose", "0.4g/kg/day"),
            f"{EU} has the phases loading and maintenance; choose: --dose loading=0.4g/kg/day or --dose "
            "maintenance=0.4g/kg/day; --phase plans one alone",
        ),
        (
            ("--dose", "140 gm"),
            f"{EU} has the phases loading and maintenance; choose: --dose loading=140g or --dose "
            "maintenance=140g; --phase plans one alone",
        ),
        (
            ("--dose", "35g/day"),
            f"{EU} has the phases loading and maintenance; choose: --dose loading=35g/day or --dose "
            "maintenance=35g/day; --phase plans one alone",
        ),
        (
            ("--dose", "140g/cycle"),
            f"{EU} has the phases loading and maintenance; choose: --dose loading=140g/cycle or --dose "
            "maintenance=140g/cycle; --phase plans one alone",
        ),
        (
            (),
            f"{EU}, maintenance: the source gives 1 to 2 days; choose --days, such as maintenance=1",
        ),
        (
            ("--days", "load=4"),
            f"--days load=...: {EU} has no phase 'load'; its phases are loading and maintenance",
        ),
        (
            ("--days", "phase 2=4", "--then", "1g/kg, 1 day, every 6w, 2 cycles"),
            f"--days phase 2=...: {EU} has no phase 'phase 2'; its phases are loading and maintenance; what "
            "follows is given in full in --then",
        ),
        (
            ("--days", "maintenance=1", "--cycles", "6", "--cycles", "maintenance=8"),
            "--cycles is given twice for maintenance: 6 and 8; give it once",
        ),
        (
            ("--days", "loading=4", "--days", "loading=5"),
            "--days: loading=4 and loading=5: given twice for loading; write it once, or as PHASE=VALUE once for "
            "each phase",
        ),
        (
            ("--phase", "induction"),
            f"{EU} has no phase 'induction'; --phase can be loading or maintenance",
        ),
        (
            ("--phase", "maintenance", "--days", "1", "--cycles", "loading=2"),
            "--cycles loading=...: loading is not planned, as --phase asks for maintenance alone; omit one of them",
        ),
        (
            ("--phase", "maintenance", "--days", "induction=1"),
            f"--days induction=...: {EU} has no phase 'induction'; its only phase is maintenance",
        ),
    ],
)
def test_what_cannot_be_said_of_a_phase_is_refused_with_its_phases(refused, said, why):
    assert (2, why) == refused(*CIDP, *said)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (("-r", "gbs", "--phase", "course"), "gbs/inc-ean-pns-2023 has no other phase than course; omit --phase"),
        (
            ("--dose", "1g/kg", "--days", "1", "--phase", "maintenance"),
            "--phase is one of the phases of a regimen: give --regimen, or omit it",
        ),
        (
            ("--dose", "1g/kg", "--days", "loading=1"),
            "--days loading=...: an order without a regimen has no phase 'loading'; its only phase is course",
        ),
    ],
)
def test_a_phase_that_there_is_not(refused, said, why):
    status, text = refused("plan", "-w", "70kg", "-c", "10%", "-s", "2026-03-02", *said)
    assert 2 == status
    assert why.replace("gbs/inc-ean-pns-2023", text.split(" ")[0]) == text


def test_of_an_order_without_a_regimen_the_only_phase_may_be_named(planned):
    said = ("plan", "-w", "70kg", "--dose", "course=1g/kg", "--days", "course=1", "-c", "10%", "-s", "2026-03-02")
    assert [("course", 1, 1, None, 1)] == phases(planned(*said))


def test_the_question_of_a_source_names_the_phase(refused):
    ontario = ("plan", "-w", "70kg", "-r", "cidp/ontario-2018", "-c", "10%", "-s", "2026-03-02")
    unknown = "cidp/ontario-2018, maintenance: no source on file gives the days"
    assert (2, f"{unknown}; enter --days maintenance=N as prescribed") == refused(*ontario)
    alone = refused(*ontario, "--phase", "maintenance")
    assert (2, f"{unknown}; enter --days as prescribed") == alone
    why = "2 cycles need an interval: give --every, such as loading=4w or loading=28d"
    assert (2, why) == refused(*ontario, "--days", "maintenance=1", "--cycles", "loading=2")


# Other documents


def test_the_documents_of_a_part_take_it_too(planned):
    alone = ("--phase", "maintenance", "--days", "1")
    dose = planned("dose", "-w", "70kg", "-r", "cidp", "-p", "privigen", "--market", "eu", *alone)
    assert [("maintenance", 1, 1, 21, 1)] == phases(dose)
    dated = planned("calendar", "-r", "cidp", "-s", "2026-03-02", "--cycles", "2", *alone)
    assert ["2026-03-02", "2026-03-23"] == dates(dated)
    both = planned("calendar", "-r", "cidp", "-s", "2026-03-02", "--days", "loading=1,3", "--days", "maintenance=1")
    assert ["2026-03-02", "2026-03-04", "2026-03-23"] == dates(both)
    loaded = planned("weight", "-w", "70kg", "-r", "cidp", "--phase", "loading")
    assert 140 == next(one["dose_g"] for one in loaded["policies"] if one["policy"] == "actual")
    kept = planned("weight", "-w", "70kg", "-r", "cidp", "--days", "maintenance=1")
    assert 70 == next(one["dose_g"] for one in kept["policies"] if one["policy"] == "actual")


def test_a_taper_is_held_to_the_cycles_of_a_phase_alone(planned):
    said = ("--steroid", "prednisolone", "--tablets", "uk", "--taper", "60,40,20/cycle", "-s", "2026-03-02")
    made = planned("taper", "-w", "70kg", "-r", "cidp", "--phase", "maintenance", "--cycles", "3", *said)
    assert ["2026-03-02", "2026-03-23", "2026-04-13"] == [step["from"] for step in made["taper"]["steps"]]


def test_one_infusion_is_held_to_the_phase_alone(planned):
    said = ("rates", "-w", "70kg", "-r", "cidp", "-p", "privigen", "--market", "eu")
    assert [] == [one for one in planned(*said, "--dose", "70g")["alerts"] if one["severity"] == "stop"]
    days = planned(*said, "--dose", "maintenance=70g/cycle", "--days", "maintenance=2", "--days", "loading=4")
    assert [("loading", 2, 4, None, 1), ("maintenance", 1, 2, 21, 1)] == phases(days)
    alone = planned(*said, "--dose", "70g/cycle", "--days", "1", "--phase", "maintenance")
    assert (70, 1) == (alone["phases"][0]["planned_g"], len(alone["phases"]))


def test_a_rate_goes_on_with_a_volume_and_not_with_the_dose_of_a_phase(refused):
    said = ("rates", "-w", "70kg", "-r", "cidp", "-p", "privigen", "--market", "eu", "--resume-rate", "84mL/h")
    status, text = refused(*said, "--dose", "maintenance=70g/cycle")
    assert (3, True) == (status, "--resume-rate continues with what is left in the bag" in text)


# Rows and files


def test_a_row_of_a_patient_in_maintenance_plans_maintenance_alone(ivigcalc, tmp_path):
    file = tmp_path / "cohort.csv"
    file.write_text(
        "label,weight,regimen,phase,dose,days,every,cycles,concentration,start\n"
        "B1,82kg,cidp,maintenance,1g/kg,1,3w,6,10%,2026-03-02\n"
        "B2,82kg,cidp,,,loading=1;3;5;maintenance=1,,2,10%,2026-03-02\n"
        "B3,82kg,cidp,,1g/kg,1,3w,6,10%,2026-03-02\n"
        "B4,82kg,,,0.4g/kg/day,1;3;5;8;10,,,10%,2026-03-02\n"
    )
    run = ivigcalc("batch", str(file))
    first, second, fourth = map(json.loads, run.out.splitlines())
    assert 5 == run.status
    assert [("maintenance", 1, 1, 21, 6)] == phases(first)
    assert [("loading", 2, 3, None, 1), ("maintenance", 1, 1, 21, 2)] == phases(second)
    assert ["2026-03-02", "2026-03-04", "2026-03-06", "2026-03-09", "2026-03-11"] == dates(fourth)
    assert "4: dose: cidp/eu-label has the phases loading and maintenance; choose" in run.err


@pytest.mark.parametrize("days", [["loading=1,3,5", "maintenance=1"], "loading=1,3,5,maintenance=1"])
def test_a_file_says_it_as_a_list_or_a_text(planned, tmp_path, days):
    file = tmp_path / "order.json"
    file.write_text(json.dumps({"weight": "70kg", "regimen": "cidp", "days": days, "concentration": "10%"}))
    made = planned("dose", "--request", str(file))
    assert [[1, 3, 5], [1]] == [phase["infusion_days"] for phase in made["phases"]]


def test_a_list_of_numbers_in_a_file_is_days(planned, tmp_path):
    file = tmp_path / "order.toml"
    file.write_text('weight = 70\ndose = "0.4g/kg/day"\ndays = [1, 3, 5]\nconcentration = "10%"\n')
    assert [1, 3, 5] == planned("dose", "--request", str(file))["phases"][0]["infusion_days"]


# A plan that goes on


@pytest.fixture
def goes_on(ivigcalc, tmp_path):
    path = tmp_path / "plan.json"
    words = (*CIDP, "--days", "loading=4", "--days", "maintenance=1", "--cycles", "4", "-f", "json", "-o", str(path))
    assert 0 == ivigcalc(*words).status

    def run(cycle, *words):
        return ("plan", "--request", str(path), "--from-cycle", str(cycle), *words)

    return run


def test_a_phase_is_changed_from_a_cycle_on(planned, goes_on):
    made = planned(*goes_on(4, "--dose", "maintenance=0.8g/kg/cycle"))
    assert [("loading", 2, 4, None, 1), ("maintenance", 1, 1, 21, 2), ("maintenance from cycle 4", 0.8, 1, 21, 2)] == (
        phases(made)
    )
    more = planned(*goes_on(4, "--cycles", "maintenance=5"))
    assert 3 - 1 + 5 == sum(phase["cycles"] for phase in more["phases"][1:])


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--days", "loading=2"), "--days: the cycles of loading are over by cycle 4; give it for maintenance"),
        (
            ("--cycles", "loading=2", "--every", "loading=3w"),
            "--cycles: the cycles of loading are over by cycle 4; give it for maintenance",
        ),
        (
            ("--phase", "maintenance"),
            "--phase: changes from a cycle on continue the phases of the plan; omit it",
        ),
    ],
)
def test_what_is_over_cannot_be_said_anew(refused, goes_on, words, why):
    status, text = refused(*goes_on(4, *words))
    assert (3 if words[0] == "--phase" else 2, why) == (status, text)


def test_a_phase_that_goes_on_may_have_more_cycles(planned, goes_on):
    """From cycle 2 on the loading dose is given once more, every 3 weeks; then the four cycles that were left."""
    made = planned(*goes_on(2, "--cycles", "loading=1", "--every", "loading=3w"))
    named = [(phase["name"], phase["cycles"]) for phase in made["phases"]]
    assert [("loading", 1), ("loading from cycle 2", 1), ("maintenance", 4)] == named
    assert ["2026-03-23", "2026-04-13"] == [dates(made)[4], dates(made)[8]]
