"""An order as words: each word known by its form alone, or refused with what it could be."""

import re

import pytest
from formularies import PRODUCT, SOURCE
from saying import WELL

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import PRODUCTS, REGIMENS, WEIGHT_POLICIES
from ivigcalc.core.errors import Unreadable
from ivigcalc.documents.intake import IN_WORDS, TAKES
from ivigcalc.request.fields import FIELDS
from ivigcalc.request.words import compared, formed, order

SHIPPED = Catalogue()
EVERY_ID = [(kind, id) for kind in (PRODUCTS, REGIMENS, WEIGHT_POLICIES) for id in SHIPPED.ids(kind)]


def said(line, takes="plan", catalogue=SHIPPED, **options):
    """What the words of *line* say, where *options* are said beside them."""
    words = line if isinstance(line, list) else line.split()
    return order(words, options, TAKES[takes], catalogue)


def refused(line, takes="plan", **options):
    with pytest.raises(Unreadable) as why:
        said(line, takes, **options)
    assert "" == why.value.field
    return str(why.value)


@pytest.mark.parametrize(
    ("word", "field", "value"),
    [
        ("82kg", "weight", "82kg"),
        ("154lb", "weight", "154lb"),
        ("70 Kilograms", "weight", "70 Kilograms"),
        (".9kg", "weight", ".9kg"),
        ("70,5kg", "weight", "70,5kg"),  # which the reader of a weight refuses
        ("175cm", "height", "175cm"),
        ("1.75m", "height", "1.75m"),
        ("69in", "height", "69in"),
        ("5ft9in", "height", "5ft9in"),
        ("5'9\"", "height", "5'9\""),
        ("5ft", "height", "5ft"),
        ("male", "sex", "male"),
        ("Female", "sex", "Female"),
        ("75y", "age", "75"),
        ("0.5 years", "age", "0.5"),
        ("nba-2026", "weight_policy", "nba-2026"),
        ("Actual", "weight_policy", "Actual"),
        ("2g/kg", "dose", "2g/kg"),
        ("2 Gm / kg / cycle", "dose", "2 Gm / kg / cycle"),
        ("0.4g/kg/d", "dose", "0.4g/kg/d"),
        ("400mg/kg/day", "dose", "400mg/kg/day"),
        ("140g/cycle", "dose", "140g/cycle"),
        ("28g/day", "dose", "28g/day"),
        ("10mL/kg", "dose", "10mL/kg"),  # which the reader of a dose refuses
        ("x5", "days", "5"),
        ("X5d", "days", "5"),
        ("x 5 days", "days", "5"),
        ("5d", "days", "5"),
        ("6days", "days", "6"),
        ("d1,3,5", "days", "1,3,5"),
        ("days 1, 3, 5", "days", "1,3,5"),
        ("q4w", "every", "q4w"),
        ("q28d", "every", "q28d"),
        ("4w", "every", "4w"),
        ("every 3 weeks", "every", "every 3 weeks"),
        ("fortnightly", "every", "fortnightly"),
        ("monthly", "every", "monthly"),  # which the reader of an interval refuses
        ("every 2 months", "every", "every 2 months"),
        ("6cycles", "cycles", "6"),
        ("1 cycle", "cycles", "1"),
        ("privigen", "product", "privigen"),
        ("Privigen 10%", "product", "Privigen 10%"),
        ("octagam-100", "product", "octagam-100"),
        ("ivig", "product", "ivig"),  # which is no brand
        ("IVIG 10%", "product", "IVIG 10%"),
        ("eu", "market", "eu"),
        ("USA", "market", "USA"),
        ("10%", "concentration", "10%"),
        ("100g/L", "concentration", "100g/L"),
        ("5 g/50 mL", "concentration", "5 g/50 mL"),
        ("12h", "over", "12h"),
        ("over 1 h 30 min", "over", "1h30min"),
        ("1h30", "over", "1h30"),
        ("720 minutes", "over", "720min"),
        ("09:00", "at", "09:00"),
        ("9:00", "at", "9:00"),
        ("9am", "at", "9am"),  # which the reader of a clock time refuses
        ("2026-12-07", "start", "2026-12-07"),
        ("05/04/2026", "start", "05/04/2026"),  # which could be two dates
        ("gbs", "regimen", "gbs"),
        ("Guillain Barre", "regimen", "Guillain Barre"),
        ("gbs/eu-label", "regimen", "gbs/eu-label"),
    ],
)
def test_a_word_is_known_by_its_form(word, field, value):
    assert {field: value} == said([word])


def test_a_volume_is_of_those_that_take_one():
    assert {"volume": "180mL"} == said("180mL", "rates")


@pytest.mark.parametrize(
    ("line", "takes", "options", "expected"),
    [
        ("gbs", "plan", {}, {"regimen": "gbs"}),
        ("gbs 0.4g/kg/day", "plan", {}, {"dose": "0.4g/kg/day", "indication": "gbs"}),
        ("0.4g/kg/day gbs", "plan", {}, {"dose": "0.4g/kg/day", "indication": "gbs"}),
        ("gbs", "plan", {"dose": "2g/kg"}, {"indication": "gbs"}),
        ("gbs 180mL", "rates", {}, {"volume": "180mL", "indication": "gbs"}),
        ("gbs", "rates", {"volume": "180mL"}, {"indication": "gbs"}),
        ("gbs", "rates", {}, {"regimen": "gbs"}),
        ("gbs/eu-label 0.4g/kg/day", "plan", {}, {"regimen": "gbs/eu-label", "dose": "0.4g/kg/day"}),
        ("gbs 0.4g/kg/day", "weight", {}, {"regimen": "gbs", "dose": "0.4g/kg/day"}),  # it takes no indication
        ("gbs q4w", "calendar", {}, {"regimen": "gbs", "every": "q4w"}),
    ],
)
def test_a_disease_is_what_is_treated_beside_a_dose_and_else_the_regimen(line, takes, options, expected):
    assert expected == said(line, takes, **options)


def test_a_word_of_a_field_that_the_command_does_not_take_is_left_to_be_refused_as_that_field():
    assert {"weight": "82kg", "product": "privigen"} == said("82kg privigen", "calendar")


LONE = {
    "weight": "70kg ([[weight]])", "height": "70cm ([[height]])", "age": "70y ([[age]])",
    "dose": "70g/kg/cycle ([[dose]])", "days": "x70 ([[days]])", "every": "q70w ([[every]])",
    "cycles": "70cycles ([[cycles]])", "concentration": "70% ([[concentration]])", "over": "70h ([[over]])",
}  # fmt: skip


def lone(number, *said_already):
    """What a number alone could be."""
    *before, last = [
        text.replace("70", number).replace("[[", "").replace("]]", "")
        for name, text in LONE.items()
        if name not in said_already
    ]
    return f"'{number}' has no unit: it could be {', '.join(before)} or {last}"


# Twenty orders that cannot be told apart, each with all that is said of it.
UNCLEAR = [
    ("70 2 privigen", f"{lone('70', 'product')}; {lone('2', 'product')}"),
    ("70kg 80kg 2g/kg yimmugo", "'70kg' and '80kg' are both weight: give one of them"),
    ("70kg 10 gbs", lone("10", "weight")),
    ("75 82kg", lone("75", "weight")),
    ("82kg gbs itp", "'gbs' and 'itp' are both regimen: give one of them"),
    ("82kg 1g/kg gbs itp", "'gbs' and 'itp' are both indication: give one of them"),
    ("privigen kiovig", "'privigen' and 'kiovig' are both product: give one of them"),
    ("eu us", "'eu' and 'us' are both market: give one of them"),
    ("2026-12-07 2026-12-08", "'2026-12-07' and '2026-12-08' are both start: give one of them"),
    ("x5 5d", "'x5' and '5d' are both days: give one of them"),
    ("1g/kg 28d", "'28d' could be days 28 or every 28d: give it as an option"),
    ("140g", "'140g' could be weight 140g or dose 140g: give it as an option"),
    ("3200g gbs", "'3200g' could be weight 3200g or dose 3200g: give it as an option"),
    ("336mL/h", "'336mL/h' could be max_rate 336mL/h or pump_step 336mL/h: give it as an option"),
    ("mgh", "'mgh' could be rates mgh: give it as an option"),
    ("prednisolone", "'prednisolone' could be steroid prednisolone: give it as an option"),
    ("renal", "'renal' could be risk renal: give it as an option"),
    ("weekends", "'weekends' could be closed weekends: give it as an option"),
    ("f", "'f' could be sex f: give it as an option"),
    ("octagam", "product 'octagam' can be octagam-5 or octagam-10; choose one"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "expected"), UNCLEAR, ids=[line for line, _ in UNCLEAR])
def test_an_order_that_cannot_be_told_apart_is_refused_with_what_each_word_could_be(line, expected):
    assert expected == refused(line)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (["pregnant"], "'pregnant' could be pregnant: give it as an option"),
        (["max-rate"], "'max-rate' could be max_rate: give it as an option"),
        (["5,10,20"], "'5,10,20' could be vials 5,10,20 or split 5,10,20: give it as an option"),
        (["1,3,5"], "'1,3,5' could be days 1,3,5, vials 1,3,5 or split 1,3,5: give it as an option"),
        (["privigenn"], "'privigenn' has no known form; did you mean privigen?"),
        (
            ["#"],
            "'#' has no known form; write 82kg, 0.4g/kg/day, x5, q4w or 2026-12-07, or a product, market or "
            "disease on file; anything else has its option, such as concentration for a product not on file",
        ),
        (["\x1b[2J"], "'\\x1b[2J' has no known form"),
        (["a" * 100], f"'{'a' * 57}...' has no known form"),
    ],
)
def test_a_word_that_says_nothing_is_refused_with_what_may_be_meant(line, expected):
    assert refused(line).startswith(expected)


def test_a_number_could_be_no_field_that_is_said_and_only_one_that_takes_it():
    assert "'0.4' has no unit: it could be 0.4g/kg/cycle (dose), 0.4% (concentration) or 0.4h (over)" == refused(
        "82kg 175cm 75y q4w 0.4"
    )
    assert "'5' has no unit; write 82kg" == refused("5", "calendar", days="2", every="4w", cycles="3")[:27]


@pytest.mark.parametrize(
    ("line", "options", "expected"),
    [
        (
            "2 g/kg",
            {},
            "'g/kg' is a unit without its number: the shell takes '2 g/kg' apart; write 2g/kg, or quote it: ",
        ),
        ("g/kg", {"dose": "2"}, "'g/kg' is a unit without its number: the shell takes '2 g/kg' apart; write 2g/kg, "),
        ("g/kg", {"dose": ["2"]}, "'g/kg' is a unit without its number: the shell takes '2 g/kg' apart; write 2g/kg, "),
        ("m", {"height": "1.75"}, "'m' is a unit without its number: the shell takes '1.75 m' apart; write 1.75m, "),
        ("mL/h", {"max_rate": "150"}, "'mL/h' is a unit without its number: the shell takes '150 mL/h' apart; write "),
        ("kg", {"dose": "2", "weight": "70"}, "'kg' is a unit without its number: the shell takes '70 kg' apart; "),
        ("g/kg", {}, "'g/kg' is a unit without its number: write both together, such as 2g/kg"),
        ("kg", {"label": "bed"}, "'kg' is a unit without its number: write both together, such as 2kg"),
    ],
)
def test_what_a_shell_took_apart_is_met_with_how_to_write_it(line, options, expected):
    assert refused(line, **options).startswith(expected)


def test_each_pair_that_a_shell_took_apart_is_one_fault():
    assert (
        "'kg' is a unit without its number: the shell takes '70 kg' apart; write 70kg, or quote it: \"70 kg\"; "
        "'days' is a unit without its number: the shell takes '5 days' apart; write 5days, or quote it: \"5 days\""
        == refused("70 kg 5 days gbs")
    )


def test_what_is_said_with_its_option_is_not_said_again():
    assert "'82kg' is weight, also given as an option: give it once" == refused("82kg gbs", weight="80kg")
    assert "'gbs' is regimen, also given as an option: give it once" == refused("82kg gbs", regimen="itp")


FIELD_OF = {PRODUCTS: "product", REGIMENS: "regimen", WEIGHT_POLICIES: "weight_policy"}


NAMES = [(kind, name) for kind, id in EVERY_ID for name in (id, *getattr(SHIPPED.record(kind, id), "aliases", ()))]
OF_SEVERAL = {name for _, name in NAMES if NAMES.count((_, name)) > 1}


def test_every_name_of_one_record_is_a_word_of_its_field():
    for kind, name in NAMES:
        if name not in OF_SEVERAL:
            assert {FIELD_OF[kind]: name} == said([name])


@pytest.mark.parametrize("name", sorted(OF_SEVERAL))
def test_a_name_of_several_records_asks_which(name):
    assert f" {name!r} can be " in refused([name])


def test_a_word_names_a_local_record(tmp_path):
    (tmp_path / "sources").mkdir()
    (tmp_path / "products").mkdir()
    (tmp_path / "sources" / "our-pharmacy.toml").write_text(SOURCE)
    (tmp_path / "products" / "examplegam.toml").write_text(PRODUCT)
    local = Catalogue(tmp_path)
    assert {"product": "examplegam"} == said("examplegam", catalogue=local)
    assert {"product": "Example"} == said("Example", catalogue=local)
    assert "'examplegam' has no known form" == refused("examplegam")[:30]


@pytest.mark.parametrize("name", [name for name, field in FIELDS.items() if field.form and not field.named])
def test_whatever_a_field_reads_with_its_unit_is_a_word_of_that_field(name):
    takes = TAKES["rates" if name == "volume" else "plan"]
    for text in WELL[name]:
        # One without a unit, of a phase alone, or in mg, which could be a steroid, has its option.
        if not re.fullmatch("[0-9.,; ]+|.*=.*|.* mg", text):
            assert name in formed(text, takes)


@pytest.mark.parametrize("name", [name for name, field in FIELDS.items() if field.lone])
def test_a_number_alone_becomes_a_word_of_the_field(name):
    takes = TAKES["rates" if name == "volume" else "plan"]
    assert name in formed(FIELDS[name].lone.format("5"), takes)


def test_the_documents_that_take_words_are_documents():
    assert set(IN_WORDS) <= set(TAKES)


def test_words_that_are_compared_with_a_plan():
    words = ["140g", "2 g/kg", "700mL", "336mL/h@90", "4.8 mL/kg/hr", "2024-05-06", "0.4g/kg/day"]
    assert {
        "dose": ["140g", "2 g/kg", "0.4g/kg/day"],
        "volume": ["700mL"],
        "rate": ["336mL/h@90", "4.8 mL/kg/hr"],
        "date": ["2024-05-06"],
    } == compared(words)
    assert {"dose": [], "volume": [], "rate": [], "date": []} == compared([])


def test_words_that_cannot_be_compared_with_a_plan():
    with pytest.raises(Unreadable) as why:
        compared(["140g", "35", "70kg"])
    assert (
        "'35' or '70kg': nothing that is compared with a plan has this form; write a dose (140g, 2g/kg), a volume "
        "(700mL), a pump rate (336mL/h@90) or a date (2024-05-06), each without a space or in quotes" == str(why.value)
    )
