"""On a real terminal: table or text, and colour, as the terminal and the environment ask for it."""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from io import StringIO

import pytest

from ivigcalc.request.settings import terminal

RUN = [sys.executable, "-c", "from ivigcalc.cli.run import run; run()"]
WORDS = ("weight", "-w", "100kg", "--height", "175cm", "--sex", "male")
COLOR = "\x1b["
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
