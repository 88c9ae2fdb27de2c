"""On a real terminal: table or text, and colour, as the terminal and the environment ask for it."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from io import StringIO

import pytest

from ivigcalc.core.printed.sources import Citation, Source
from ivigcalc.output import table
from ivigcalc.output.blocks import Entries, Paragraph
from ivigcalc.output.footnotes import Footnotes
from ivigcalc.request.settings import terminal

RUN = [sys.executable, "-c", "from ivigcalc.cli.run import run; run()"]
WORDS = ("weight", "-w", "100kg", "--height", "175cm", "--sex", "male")
COLOR = "\x1b["
STEERS = "https://example.org/\x1b]0;title\x07"
CITING = ("dose", "70kg", "0.4g/kg/day", "x1", "privigen", "us")
TABLE_LINE = "\u2500\u2500\u2500"


def on_a_terminal(*words, width=80, height=50, **environment):
    """What the program writes to a terminal of *width* columns and *height* lines, unless a pager is set."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
    env = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
    done = subprocess.Popen(
        [*RUN, *words], stdin=slave, stdout=slave, env={**env, "TERM": "xterm", "PAGER": "cat", **environment}
    )
    os.close(slave)
    read = b""
    try:
        while part := os.read(master, 65536):
            read += part
    except OSError:
        pass  # the terminal closes with its last writer
    os.close(master)
    assert 0 == done.wait(timeout=60)
    return read.decode().replace("\r\n", "\n")


def piped(*words, **environment):
    env = {**os.environ, **environment}
    return subprocess.run([*RUN, *words], capture_output=True, text=True, env=env, check=True).stdout


def test_a_terminal_of_80_columns_gets_the_table_in_colour():
    out = on_a_terminal(*WORDS)
    assert COLOR in out
    assert TABLE_LINE in out


def test_no_color_takes_the_colour_and_leaves_the_table():
    out = on_a_terminal(*WORDS, NO_COLOR="1")
    assert COLOR not in out
    assert TABLE_LINE in out
    assert out == on_a_terminal("--no-color", *WORDS)


def test_an_empty_no_color_says_nothing():
    assert COLOR in on_a_terminal(*WORDS, NO_COLOR="")


def test_a_dumb_terminal_gets_plain_text():
    out = on_a_terminal(*WORDS, TERM="dumb")
    assert out.isascii()
    assert COLOR not in out


def test_a_narrow_terminal_gets_plain_text_of_its_width():
    out = on_a_terminal(*WORDS, width=60)
    assert out.isascii()
    assert 60 == max(len(line) for line in out.splitlines() if "http" not in line)


LINK = re.compile(r"\x1b\]8;;(.*?)\x1b\\(.*?)\x1b\]8;;\x1b\\")


def test_on_a_terminal_that_has_links_each_number_of_a_footnote_is_one_to_its_source():
    out = on_a_terminal(*CITING, VTE_VERSION="7600")
    plain = on_a_terminal(*CITING)
    assert "\x1b]" not in plain
    assert plain == LINK.sub(r"\2", out)
    linked = dict((mark, address) for address, mark in LINK.findall(out))
    assert linked
    for mark, address in linked.items():
        assert 2 <= out.count(f"\x1b]8;;{address}\x1b\\{mark}\x1b")  # where it is cited, and in the list
        assert address in plain


@pytest.mark.parametrize(
    "environment",
    [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"TERM": "linux"}, {"TERM": "screen-256color"}],
    ids=lambda environment: "".join(*environment.items()),
)
def test_a_terminal_without_links_gets_none(environment):
    assert "\x1b]" not in on_a_terminal(*CITING, **{"VTE_VERSION": "7600", **environment})


def test_a_pipe_and_plain_text_get_no_links():
    assert "\x1b]" not in piped(*CITING, "--format", "table", FORCE_COLOR="1", VTE_VERSION="7600")
    assert "\x1b]" not in on_a_terminal(*CITING, "--format", "text", VTE_VERSION="7600")


@pytest.mark.parametrize(
    ("environment", "links"),
    [
        ({"TERM": "xterm-256color"}, False),
        ({"VTE_VERSION": "4900"}, False),
        ({"VTE_VERSION": "new"}, False),
        ({"TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"TERM_PROGRAM": "WezTerm"}, True),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "foot-extra"}, True),
        ({"WT_SESSION": "1"}, True),
    ],
    ids=lambda value: "".join(*value.items()) if isinstance(value, dict) else "",
)
def test_a_terminal_has_links_when_it_names_itself_as_one_that_has(monkeypatch, environment, links):
    class Screen(StringIO):
        encoding = "utf-8"

        def isatty(self):
            return True

    for name in (
        "NO_COLOR",
        "VTE_VERSION",
        "TERM_PROGRAM",
        "WT_SESSION",
        "KONSOLE_VERSION",
        "KITTY_WINDOW_ID",
        "DOMTERM",
    ):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": "xterm", **environment}.items():
        monkeypatch.setenv(name, value)
    assert links is terminal(Screen()).links


def test_an_address_that_could_steer_the_terminal_is_no_link():
    source = Source(id="ours", title="Ours", publisher="", printed="", seen="2026-11-22", tier="hospital", url=STEERS)
    notes = Footnotes((source,))
    blocks = (Paragraph(notes.after("Text", Citation("ours", "page 1"))), Entries(notes.entries()))
    assert "\x1b]" not in table.laid_out(blocks, 80, color=True, links=True)


def test_a_pipe_gets_no_colour_unless_it_is_forced():
    words = (*WORDS, "--format", "table")
    assert COLOR not in piped(*words)
    assert COLOR in piped(*words, FORCE_COLOR="1")
    assert COLOR not in piped(*words, FORCE_COLOR="1", NO_COLOR="1")
    assert COLOR not in piped(*words, FORCE_COLOR="1", TERM="dumb")


@pytest.mark.parametrize("format", ["auto", "text"])
def test_forced_colour_does_not_make_a_table_of_a_pipe(format):
    assert piped(*WORDS, "--format", format, FORCE_COLOR="1").isascii()


def test_a_file_gets_neither_colour_nor_the_terminals_width(tmp_path):
    for format in ("auto", "table"):
        file = tmp_path / format
        on_a_terminal(*WORDS, "--format", format, "-o", str(file), width=120)
        lines = file.read_text(encoding="utf-8").splitlines()
        assert not any(COLOR in line for line in lines)
        assert 80 == max(len(line) for line in lines if "http" not in line)


def test_a_stream_that_is_no_terminal_shows_no_table_and_no_colour(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    found = terminal(StringIO())
    assert (False, False) == (found.tables, found.color)


@pytest.fixture
def pager(tmp_path):
    """A pager that keeps what it was given to show, and how less was told to behave."""
    kept = tmp_path / "shown"
    program = tmp_path / "pager"
    program.write_text(f'#!/bin/sh\necho "$LESS" >{kept}\ncat >>{kept}\n', encoding="utf-8")
    program.chmod(0o755)
    return str(program), kept


def test_what_is_longer_than_the_screen_goes_through_the_pager(pager):
    command, kept = pager
    printed = on_a_terminal(*WORDS, PAGER="cat")
    assert "" == on_a_terminal(*WORDS, height=24, PAGER=command, LESS="R")
    assert f"R\n{printed}" == kept.read_text(encoding="utf-8")


def test_less_is_told_to_show_colour_and_to_leave_the_screen_as_it_is(pager):
    command, kept = pager
    on_a_terminal(*WORDS, height=24, PAGER=command)
    assert kept.read_text(encoding="utf-8").startswith("FRX\n")


def test_what_fits_the_screen_is_printed(pager):
    command, kept = pager
    lines = on_a_terminal(*WORDS, PAGER="cat").count("\n")
    assert lines == on_a_terminal(*WORDS, height=lines + 1, PAGER=command).count("\n")
    assert not kept.exists()
    on_a_terminal(*WORDS, height=lines, PAGER=command)
    assert kept.exists()


@pytest.mark.parametrize(
    ("more", "environment"),
    [(("--no-pager",), {}), ((), {"TERM": "dumb"}), ((), {"PAGER": ""}), ((), {"PAGER": "/no/such/pager"})],
    ids=["--no-pager", "dumb", "none", "a pager that is not there"],
)
def test_without_a_pager_it_is_printed_on(pager, more, environment):
    command, kept = pager
    assert "Dosing weight" in on_a_terminal(*WORDS, *more, height=24, **{"PAGER": command, **environment})
    assert not kept.exists()


@pytest.mark.parametrize(("said", "pages"), [('"{}"', True), ("false", False)])
def test_the_configuration_chooses_the_pager(pager, tmp_path, said, pages):
    command, kept = pager
    config = tmp_path / "config.toml"
    config.write_text(f"[defaults]\npager = {said.format(command)}\n", encoding="utf-8")
    on_a_terminal(*WORDS, "--config", str(config), height=24, PAGER="/no/such/pager")
    assert pages == kept.exists()


def test_the_configuration_makes_brief_the_default_of_the_terminal(tmp_path):
    config = tmp_path / "config.toml"
    config.write_text("[defaults]\nbrief = true\n", encoding="utf-8")
    brief = on_a_terminal(*WORDS, "--brief")
    assert brief == on_a_terminal(*WORDS, "--config", str(config))
    assert "Why" not in brief
    assert "Why" in piped(*WORDS, "--config", str(config))


def test_a_pager_that_is_left_early_ends_the_command_quietly(tmp_path):
    program = tmp_path / "pager"
    program.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    program.chmod(0o755)
    assert "" == on_a_terminal(*WORDS, "--explain", height=5, PAGER=str(program))
