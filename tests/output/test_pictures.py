"""The pictures of the README are those of today's program.

``python tests/output/test_pictures.py`` makes them anew, with Debian's chromium and poppler for the worksheet.
"""

import hashlib
import io
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

import pytest
from rich.console import Console
from rich.text import Text

TESTS = Path(__file__).parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(TESTS))

from browser import CHROMIUM, PDFTOPPM, Browser  # noqa: E402
from planning import answer_to  # noqa: E402
from reference_case import SAID  # noqa: E402

from ivigcalc.catalogue.catalogue import Catalogue  # noqa: E402
from ivigcalc.core.course.planned import Document  # noqa: E402
from ivigcalc.output import html, table  # noqa: E402

PLAN, WORKSHEET = TESTS / "pictures" / "plan.svg", TESTS / "pictures" / "worksheet.png"
WIDTH = 100
FIRST, AFTER = "Pump timetable", "Infusion dates"  # the headings between which the plan is shown
A4 = (900, 1273)  # as 210 mm to 297 mm
DIGEST = b"worksheet sha256"

# As rich's own, but for its fonts, which would be fetched from elsewhere.
SVG = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
    <style>
    .{unique_id}-matrix {{
        font-family: "DejaVu Sans Mono", Menlo, Consolas, "Liberation Mono", monospace;
        font-size: {char_height}px;
        line-height: {line_height}px;
        font-variant-east-asian: full-width;
    }}
    .{unique_id}-title {{
        font-size: 18px;
        font-weight: bold;
        font-family: sans-serif;
    }}
    {styles}
    </style>
    <defs>
    <clipPath id="{unique_id}-clip-terminal">
      <rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
    </clipPath>
    {lines}
    </defs>
    {chrome}
    <g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
    {backgrounds}
    <g class="{unique_id}-matrix">
    {matrix}
    </g>
    </g>
</svg>
"""


def document() -> Document:
    return answer_to("plan", SAID, Catalogue(None))


def plan_svg() -> str:
    """The pump timetable and the calendar as a terminal shows them."""
    shown = table.render(document(), explain=False, width=WIDTH, color=True).splitlines()
    plain = [Text.from_ansi(line).plain for line in shown]
    first = next(place for place, line in enumerate(plain) if line.startswith(FIRST))
    console = Console(record=True, width=WIDTH, file=io.StringIO(), color_system="256", force_terminal=True)
    for line in shown[first : plain.index(AFTER)]:
        console.print(Text.from_ansi(line))
    return console.export_svg(title="ivigcalc plan", code_format=SVG, unique_id="plan")


def worksheet_png(folder: Path) -> bytes:
    """The page of the first infusion as a browser prints it, with the digest of the worksheet it was printed from."""
    page = html.render(document())
    pdf = Browser(folder).pdf(page)
    across, down = map(str, A4)
    scaled = ("-scale-to-x", across, "-scale-to-y", down)
    command = [str(PDFTOPPM), "-png", "-gray", *scaled, "-f", "2", "-singlefile", str(pdf), str(folder / "page")]
    subprocess.run(command, check=True)
    png = (folder / "page.png").read_bytes()
    end = png.index(b"IEND") - 4  # behind the length of the last chunk
    return png[:end] + chunk(b"tEXt", DIGEST + b"\0" + digest(page)) + png[end:]


def digest(page: str) -> bytes:
    return hashlib.sha256(page.encode()).hexdigest().encode()


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG file: length, kind, data and check sum."""
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def size(png: bytes) -> tuple[int, int]:
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def test_the_picture_of_the_plan_is_what_a_terminal_shows_today():
    assert plan_svg() == PLAN.read_text(encoding="utf-8")


def test_the_picture_of_the_plan_fetches_nothing():
    assert ["http://www.w3.org/2000/svg"] == [part.split('"')[0] for part in PLAN.read_text().split('xmlns="')[1:]]
    assert "https://" not in PLAN.read_text()
    assert "@font-face" not in PLAN.read_text()


def test_the_picture_of_the_worksheet_was_printed_from_the_worksheet_of_today():
    """Its pixels depend on the browser and its fonts; the worksheet that it shows does not."""
    png = WORKSHEET.read_bytes()
    assert size(png) == A4
    assert chunk(b"tEXt", DIGEST + b"\0" + digest(html.render(document()))) in png


@pytest.mark.skipif(CHROMIUM is None or PDFTOPPM is None, reason="no chromium or pdftoppm is installed")
def test_the_picture_of_the_worksheet_can_be_made(tmp_path: Path):
    made = worksheet_png(tmp_path)
    assert made.startswith(b"\x89PNG")
    assert size(made) == A4


def test_the_readme_shows_both():
    readme = (TESTS.parent / "README.md").read_text(encoding="utf-8")
    assert f"({PLAN.relative_to(TESTS.parent).as_posix()})" in readme
    assert f"({WORKSHEET.relative_to(TESTS.parent).as_posix()})" in readme


if __name__ == "__main__":
    PLAN.write_text(plan_svg(), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        WORKSHEET.write_bytes(worksheet_png(Path(folder)))
