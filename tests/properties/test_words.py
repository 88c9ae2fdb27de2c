"""Random orders said in words and with options: the same request, and the same bytes."""

from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st
from program import run_program

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.documents.intake import IN_WORDS, TAKES
from ivigcalc.request.fields import option
from ivigcalc.request.request import read
from ivigcalc.request.words import order

# Words of each field, with what its option would be given in their place.
SAID = {
    "weight": {"82kg": "82kg", "154lb": "154lb", "64.5 KG": "64.5kg", "12kg": "12kg"},
    "height": {"175cm": "175cm", "1.75m": "1.75m", "5'9\"": "5ft9in"},
    "sex": {"male": "male", "Female": "female"},
    "age": {"75y": "75", "45 years": "45"},
    "weight_policy": {"actual": "actual", "nba-2026": "nba-2026", "Ideal": "ideal"},
    "dose": {"2g/kg/cycle": "2g/kg/cycle", "0.4 gm / kg / day": "0.4g/kg/day", "1g/kg": "1g/kg", "28g/day": "28g/day"},
    "days": {"x5": "5", "2d": "2", "3 days": "3", "d1,3,5": "1,3,5"},
    "every": {"q4w": "4w", "every 3 weeks": "3w", "q28d": "28d", "2w": "2w"},
    "cycles": {"6cycles": "6", "1 cycle": "1"},
    "product": {"privigen": "privigen", "Kiovig": "kiovig", "octagam-100": "octagam-100", "yimmugo": "yimmugo"},
    "market": {"eu": "eu", "US": "us", "GB": "uk"},
    "concentration": {"10%": "10%", "5 g/50 mL": "5g/50mL"},
    "start": {"2026-12-07": "2026-12-07", "2024-02-29": "2024-02-29"},
    "at": {"09:00": "09:00", "8:30": "08:30"},
    "over": {"12h": "12h", "over 90 min": "90min"},
    "volume": {"180mL": "180mL", "280 ml": "280mL"},
}
DISEASES = {"gbs": "gbs", "ITP": "itp", "cidp": "cidp", "Guillain-Barre": "guillain-barre", "kawasaki": "kawasaki"}


class Order(NamedTuple):
    """A document's order: its words, what is said with options beside them, and all of it with options."""

    document: str
    words: list[str]
    beside: dict[str, str]
    options: dict[str, str]

    def in_words(self) -> list[str]:
        return [self.document, *self.words, *_options(self.beside)]

    def with_options(self) -> list[str]:
        return [self.document, *_options(self.options)]


def _options(said: dict[str, str]) -> list[str]:
    return [word for name, value in said.items() for word in (option(name), value)]


@st.composite
def orders(draw: st.DrawFn) -> Order:
    document = draw(st.sampled_from(IN_WORDS))
    known = [name for name in SAID if name in TAKES[document]]
    names = draw(st.lists(st.sampled_from(known), unique=True))
    typed = {name: draw(st.sampled_from(sorted(SAID[name]))) for name in names}
    options = {name: SAID[name][word] for name, word in typed.items()}
    apart = set(draw(st.lists(st.sampled_from(names), unique=True))) if names else set()
    words = [word for name, word in typed.items() if name not in apart]
    if draw(st.booleans()):
        disease = draw(st.sampled_from(sorted(DISEASES)))
        treated = {"dose", "volume"} & options.keys() and "indication" in TAKES[document]
        options["indication" if treated else "regimen"] = DISEASES[disease]
        words.append(disease)
    beside = {name: value for name, value in options.items() if name in apart}
    return Order(document, draw(st.permutations(words)), beside, options)


@settings(max_examples=300, deadline=None)
@given(orders())
def test_an_order_in_words_is_the_request_of_its_options(said: Order) -> None:
    found = order(said.words, said.beside, TAKES[said.document], Catalogue())
    assert read(said.options) == read({**said.beside, **found})


@settings(max_examples=60, deadline=None)
@given(orders(), st.sampled_from(["json", "text"]))
def test_an_order_in_words_gives_the_bytes_of_its_options(said: Order, format: str) -> None:
    in_words = run_program(*said.in_words(), "--format", format)
    assert in_words == run_program(*said.with_options(), "--format", format)
