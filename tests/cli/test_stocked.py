"""``[stocked]`` of a configuration: the vials of a product that the house has, in every command that makes a dose."""

import json

import pytest

from ivigcalc import Refused, dose

# 0.5 g/kg x 71 kg = 35.5 g. The label (eu) has 2, 5, 10, 20 and 30 g.
ORDER = ("-w", "71kg", "--dose", "0.5g/kg", "--days", "1", "--market", "eu")
OCTAGAM = (*ORDER, "-p", "octagam-10")


@pytest.fixture
def stocked(tmp_path):
    """The options that name a configuration with this text."""

    def write(text='octagam-10 = "20,10,5"'):
        path = tmp_path / "house.toml"
        path.write_text(f"[stocked]\n{text}\n")
        return "--config", str(path)

    return write


def planned(run):
    assert 0 == run.status, run.err
    return json.loads(run.out)


def sizes(made):
    return [vial["g"] for vial in made["phases"][0]["days"][0]["vials"]]


def test_it_narrows_the_vials_and_the_plan_says_so(ivigcalc, stocked):
    """Of all sizes 30 + 5 g; of 5, 10 and 20 g 20 + 10 + 5 g."""
    assert [30, 5] == sizes(planned(ivigcalc("dose", *OCTAGAM, "-f", "json")))
    made = planned(ivigcalc("dose", *OCTAGAM, *stocked(), "-f", "json"))
    assert [20, 10, 5] == sizes(made)
    assert {"octagam-10": "5,10,20"} == made["request"]["stocked"]
    assert ["vials of 5, 10, 20 g, which are in stock; the label of Octagam 10 % (100 g/L) has 2, 30 g too"] == [
        one["text"] for one in made["alerts"] if "in stock" in one["text"]
    ]
    assert "which are in stock" in ivigcalc("dose", *OCTAGAM, *stocked()).out


@pytest.mark.parametrize("said", [("--vials", "5,30"), ("--stock", "30g:1,5g:1")])
def test_what_the_order_says_of_vials_wins_over_it(ivigcalc, stocked, said):
    made = planned(ivigcalc("dose", *OCTAGAM, *said, *stocked(), "-f", "json"))
    assert [30, 5] == sizes(made)
    assert "stocked" not in made["request"]
    assert not [one for one in made["alerts"] if "in stock" in one["text"]]


def test_all_sizes_in_stock_narrow_nothing_and_what_is_of_another_product_is_not_carried(ivigcalc, stocked):
    made = planned(ivigcalc("dose", *OCTAGAM, *stocked('octagam-10 = "2,5,10,20,30"\nprivigen = "20"'), "-f", "json"))
    assert {"octagam-10": "2,5,10,20,30"} == made["request"]["stocked"]
    assert not [one for one in made["alerts"] if "in stock" in one["text"]]


def test_a_saved_plan_is_the_same_without_the_configuration(ivigcalc, stocked, tmp_path):
    saved = tmp_path / "plan.json"
    first = ivigcalc("plan", *OCTAGAM, "-s", "2026-12-01", *stocked(), "-f", "json")
    saved.write_text(first.out)
    assert first.out == ivigcalc("plan", "--request", str(saved), "-f", "json").out
    assert 0 == ivigcalc("check", str(saved)).status


def test_the_product_that_comes_from_a_later_cycle_on_has_its_own(ivigcalc, stocked, tmp_path):
    """35.5 g of Privigen from 5 and 20 g vials: 20 + 3 x 5 g, not 20 + 10 + 5 g."""
    saved = tmp_path / "plan.json"
    config = stocked('octagam-10 = "5,10,20"\nprivigen = "5,20"')
    course = ("plan", *OCTAGAM, "--every", "4w", "--cycles", "3", "-s", "2026-12-01", "-f", "json")
    asked = planned(ivigcalc(*course, *config))["request"]
    asked |= {"stocked": {"octagam-10": "5,10,20", "privigen": "5,20"}}
    asked |= {"changes": [{"from_cycle": 2, "product": "privigen"}]}
    saved.write_text(json.dumps(asked))
    later = planned(ivigcalc("plan", "--request", str(saved), "-f", "json"))
    assert [20, 5] == [vial["g"] for vial in later["phases"][1]["days"][0]["vials"]]
    assert ["octagam-10", "privigen"] == list(later["request"]["stocked"])


def test_each_product_that_is_compared_has_its_own(ivigcalc, stocked):
    config = stocked('octagam-10 = "5,10,20"\nkiovig = "30,1"')
    made = planned(ivigcalc("compare", *ORDER, "-p", "octagam-10,kiovig,privigen", *config, "-f", "json"))
    of = {one["product"]: [vial["g"] for vial in one["phases"][0]["vials"]] for one in made["compared"]}
    assert ([20, 10, 5], [30, 1]) == (of["octagam-10"], of["kiovig"])
    assert {"octagam-10": "5,10,20", "kiovig": "1,30"} == made["request"]["stocked"]
    every = planned(ivigcalc("compare", *ORDER, *config, "-f", "json"))
    kiovig = next(one for one in every["compared"] if one["product"] == "kiovig")
    assert [30, 1] == [vial["g"] for vial in kiovig["phases"][0]["vials"]]


def test_each_row_of_a_cohort_has_that_of_its_product(ivigcalc, stocked, tmp_path):
    rows = tmp_path / "rows.csv"
    words = (str(rows), *ORDER[2:], "-s", "2026-12-01", *stocked())
    rows.write_text("label,product,weight,vials\nA,octagam-10,71kg,\nB,octagam 10 %,71kg,5;30\nC,privigen,71kg,\n")
    plans = [json.loads(line) for line in ivigcalc("batch", *words).out.splitlines()]
    assert [[20, 10, 5], [30, 5], [20, 10, 5]] == [sizes(one) for one in plans]
    assert [True, False, False] == ["stocked" in one["request"] for one in plans]
    needed = json.loads(ivigcalc("forecast", *words, "-f", "json").out)
    assert {"30": 1} == {str(v["g"]): v["count"] for p in needed["periods"] for v in p["vials"] if v["g"] == 30}


def test_an_order_without_a_plan_is_made_of_it(ivigcalc, stocked):
    words = ("check", "-w", "71kg", "--dose", "0.5g/kg", "-p", "octagam-10", "--market", "eu", "-f", "json")
    made = json.loads(ivigcalc(*words, *stocked()).out)
    assert [20, 10, 5] == [vial["g"] for vial in made["nearest"]["vials"]]


def test_documents_without_vials_do_not_carry_it(ivigcalc, stocked):
    assert "stocked" not in planned(ivigcalc("weight", "-w", "71kg", *stocked(), "-f", "json"))["request"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('octagam-10 = "5,7"', "stocked.octagam-10: octagam-10 has no 7 g vial; the label (eu): 2, 5, 10, 20, 30 g"),
        ('octogam = "5"', "stocked.octogam: no product 'octogam' on file; did you mean octagam-10"),
        ('octagam-10 = "5,5"', "stocked.octagam-10: duplicate size; write each once"),
        ('octagam-10 = "5,x"', "stocked.octagam-10: "),
        ('octagam-10 = ""', "stocked.octagam-10: "),
        ("octagam-10 = 5", "stocked.octagam-10: a text is needed; write a product and its vial sizes in g, as "),
        (
            'octagam-10 = "5"\n"octagam 10 %" = "5"',
            "stocked.octagam 10 %: octagam-10 is given twice; write its sizes under",
        ),
    ],
)
def test_what_it_cannot_be_is_refused_by_file_and_key(ivigcalc, stocked, text, why):
    config = stocked(text)
    run = ivigcalc("dose", *OCTAGAM, *config)
    assert (4, "") == (run.status, run.out)
    assert f"{config[1]}: {why}" in run.err


def test_it_is_a_table(ivigcalc, tmp_path):
    path = tmp_path / "house.toml"
    path.write_text('stocked = "5"\n')
    run = ivigcalc("dose", *OCTAGAM, "--config", str(path))
    assert 4 == run.status
    assert f"{path}: stocked: a table is needed; write" in run.err


def test_a_size_that_the_market_of_a_row_lacks_is_refused_in_its_row(ivigcalc, stocked, tmp_path):
    """Panzyga has vials of 6 g in Europe alone."""
    rows = tmp_path / "rows.csv"
    rows.write_text("label,product,weight,market\nA,panzyga,71kg,eu\nB,panzyga,71kg,us\n")
    order = ("--dose", "0.5g/kg", "--days", "1", "-s", "2026-12-01")
    run = ivigcalc("batch", str(rows), *order, *stocked('panzyga = "5,6,10"'))
    assert 5 == run.status
    assert "panzyga has no 6 g vial on this label, which [stocked] of the configuration has; it has" in run.err
    assert 1 == len(run.out.splitlines())


def test_python_takes_it_from_a_saved_request_alone():
    with pytest.raises(Refused, match=r"octagam-10 has no 7 g vial"):
        dose(weight="71kg", dose="0.5g/kg", days=1, product="octagam-10", market="eu", vials="5,7")
