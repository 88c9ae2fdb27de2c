"""The worksheet as a browser prints it: pages, nothing cut off, nothing said, nothing fetched, nothing inaccessible."""

from importlib.resources import files

import pytest
from browser import CHROMIUM, PDFTOTEXT, Browser
from planning import answer_to
from reference_case import SAID

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.core.course.planned import InfusionRow
from ivigcalc.output.html import render

pytestmark = pytest.mark.skipif(CHROMIUM is None or PDFTOTEXT is None, reason="no chromium or pdftotext is installed")

HOSTILE = "<script>alert(1)</script> [red]x[/red] \x1b[31m \u05e9\u05dc\u05d5\u05dd \u202e" + "W" * 460
STOPPED = {"weight": "70kg", "dose": "2.5g/kg", "days": "2", "every": "4w", "cycles": "2", "start": "2024-04-08"}

PRINT_WIDTH = 711  # the 188 mm between the margins of A4, at 96 pixels to the inch

OUTSIDE = """
(async () => {
  const faults = [], box = (each) => each.getBoundingClientRect();
  const page = box(document.querySelector('main'));
  for (const each of document.querySelectorAll('main *:not(svg *)')) {
    const its = box(each), words = each.textContent.trim().slice(0, 40);
    if (its.left < page.left - 1 || its.right > page.right + 1) faults.push('outside the page: ' + words);
    const holds = ['block', 'flex', 'grid', 'table-cell'].includes(getComputedStyle(each).display);
    if (holds && each.scrollWidth > each.clientWidth + 1)
      faults.push('wider than its place: ' + words);
  }
  for (const chart of document.querySelectorAll('svg')) {
    const whole = box(chart), texts = [...chart.querySelectorAll('text')];
    for (const text of texts) {
      const one = box(text), words = text.textContent;
      if (one.left < whole.left - 1 || one.right > whole.right + 1 || one.top < whole.top - 1)
        faults.push('outside the chart: ' + words);
      for (const other of texts) {
        const two = box(other), beside = one.left >= two.right || two.left >= one.right;
        if (text !== other && !beside && one.top + 2 < two.bottom && two.top + 2 < one.bottom)
          faults.push('on each other: ' + words + ' and ' + other.textContent);
      }
    }
  }
  return faults;
})()
"""
FAULTS = """
axe.run(document, {resultTypes: ['violations']}).then((found) =>
  found.violations.map((each) => each.id + ': ' + each.nodes.map((node) => node.html).slice(0, 3).join(' ')))
"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Browser:
    return Browser(tmp_path_factory.mktemp("browser"))


def page(**more: str) -> str:
    return render(answer_to("plan", {**SAID, **more}, Catalogue(None)))


def test_the_reference_case_prints_on_its_pages_with_label_and_digest_on_each(browser: Browser):
    document = answer_to("plan", {**SAID, "label": "K-17"}, Catalogue(None))
    pages = browser.pages(render(document))
    assert 1 + 10 + 4 == len(pages)
    glance, infusion, *_ = pages
    dates, checks, workings, sources = pages[11:]
    for number, text in enumerate(pages, 1):
        assert "IVIg plan: K-17" in text
        assert document.digest in text
        assert f"page {number} of 15" in text
    for number, record in enumerate(pages[1:11]):
        assert f"cycle {number // 2 + 1}, day {number % 2 + 1} " in record
        assert 1 == record.count("Infusion record") == record.count("Checked by (initials)")
        assert "restart at the rate that was" in record  # what to do in a reaction lies at the bedside
        assert "Nausea, headache, tiredness" in record
    assert 1 == glance.count("Prepared by (name, signature)") == glance.count("Checked by (name, signature)")
    for needed in ("Patient ID label", "Allergies", "Prescriber", "Yimmugo 100 g/L, EU label of 2024-06-21"):
        assert needed in infusion
    for needed in ("Batch number", "Expiry", "BP", "Rate set", "479.5", "Hydration", "Reaction", "Resumed at"):
        assert needed in infusion
    assert "Mon 2024-04-08" in dates
    assert "until review" in dates
    assert "Topic Check Due Initials" in checks  # the head of the table is repeated
    assert "calculated dose = 2 g/kg x 70 kg = 140 g" in workings
    assert "Request" in sources
    assert "--" not in " ".join(pages[:11])


def test_a_page_break_never_splits_a_row(browser: Browser):
    """Each page of the long list begins with the head of its table and a whole row."""
    said = {**SAID, "cycles": "40", "every": "5w", "taper": "60x28,40x28,20"}
    pages = browser.pages(render(answer_to("plan", said, Catalogue(None)), per_timetable=True))
    listed = [text for text in pages if "Given by" in text and "Infusion record" not in text]
    assert len(listed) > 1
    rows = [text.count("09:00") for text in listed]
    assert 40 * 2 == sum(rows) - listed[0].count("pump start 09:00")
    for text in listed:
        assert text.count("15:26") == text.count("09:00")


@pytest.mark.parametrize(
    "said",
    [
        SAID,
        {**STOPPED, "product": "privigen", "market": "us"},
        {"weight": "83kg", "dose": "2g/kg", "days": "5", "every": "4w", "cycles": "2", "product": "octagam-10",
         "market": "us", "indication": "dermatomyositis", "start": "2024-04-08", "at": "20:00"},
        {"weight": "120kg", "dose": "2g/kg", "days": "1", "start": "2024-04-08", "concentration": "5%", "vials": "10",
         "rates": "0.3x15,0.6x15,0.9x15,1.2x15,1.5x15,1.8x15,2.1x15,2.4 mL/kg/h", "label": HOSTILE},
    ],
    ids=["reference", "stop", "two records", "many vials"],
)  # fmt: skip
def test_an_infusion_record_stays_on_one_page(browser: Browser, said: dict[str, str]):
    """Nobody at a bedside turns the page between the pump timetable and the reaction box.

    Where it is longer than what the head leaves of a page, it has the next one.
    """
    made = answer_to("plan", said, Catalogue(None))
    pages = browser.pages(render(made))
    records = [text for text in pages if "Batch number" in text]
    assert len(records) == sum(isinstance(row, InfusionRow) for row in made.plan.calendar)
    for text in records:
        assert text.count("Started at") == text.count("Resumed at") == text.count("Checked by (initials)") == 1
    if "label" not in said:
        assert all(text.count("Infusion record") == 1 for text in records)


def test_an_open_stop_stands_on_every_page(browser: Browser):
    document = answer_to("plan", {**STOPPED, "product": "privigen", "market": "us"}, Catalogue(None))
    pages = browser.pages(render(document))
    assert len(pages) > 2
    for text in pages:
        assert "DO NOT USE AS IT STANDS: 2.5 g/kg per cycle" in text


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"label": HOSTILE},
        {"rates": "0.3x5,0.6x5,0.9x5,1.2x5,1.5x5,1.8x5,2 mL/kg/h", "taper": "60x7,50x7,40x7,35x7,30x7,25x7,20"},
        {"weight": "70.55kg", "at": "20:00", "closed": "weekends", "start": "2024-04-05"},
    ],
    ids=["reference", "hostile label", "short steps", "moved and past midnight"],
)
def test_nothing_runs_out_of_its_place(browser: Browser, more: dict[str, str]):
    assert [] == browser.asked(page(**more), OUTSIDE, PRINT_WIDTH)


def test_the_probe_sees_what_is_too_wide(browser: Browser):
    wide = page().replace("<h1>", '<h1 style="white-space: nowrap">' + "wide " * 60)
    assert browser.asked(wide, OUTSIDE, PRINT_WIDTH)


@pytest.mark.parametrize("label", ["K-17", HOSTILE])
def test_the_page_is_silent_and_asks_for_nothing(browser: Browser, label: str):
    """Its policy forbids every request, and a forbidden request is a line on the console."""
    assert [] == browser.console(page(label=label))


FORBIDDEN = (
    '<img src="https://example.org/x.png" alt="">',
    "<script>alert(1)</script>",
    '<p style="background: url(https://example.org/x.png)">x</p>',
)


@pytest.mark.parametrize("added", FORBIDDEN)
def test_the_policy_of_the_page_forbids_what_it_is_meant_to(browser: Browser, added: str):
    assert browser.console(page().replace("</main>", f"{added}</main>"))


@pytest.mark.parametrize("name", ["plan", "dose without a rate", "stop"])
def test_axe_finds_no_accessibility_fault(browser: Browser, name: str):
    catalogue = Catalogue(None)
    text = {
        "plan": lambda: page(label=HOSTILE),
        "dose without a rate": lambda: render(
            answer_to("dose", {"weight": "70kg", "dose": "2g/kg", "days": "2", "product": "yimmugo"}, catalogue)
        ),
        "stop": lambda: render(answer_to("plan", {**STOPPED, "product": "privigen", "market": "us"}, catalogue)),
    }[name]()
    axe = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    assert [] == browser.asked(text.replace("</head>", f"<script>{axe}</script></head>"), FAULTS, PRINT_WIDTH)


def test_axe_would_find_a_fault(browser: Browser):
    axe = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    faulty = page().replace('<html lang="en">', "<html>").replace("</head>", f"<script>{axe}</script></head>")
    assert any(fault.startswith("html-has-lang") for fault in browser.asked(faulty, FAULTS, PRINT_WIDTH))
