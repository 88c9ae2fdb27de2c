"""Completion in real shells. No Python is started: programs that would record it stand first in PATH."""

import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ivigcalc.cli.completions import FILES

FOLDER = Path(__file__).parents[2] / "ivigcalc" / "cli" / "shells"
SECONDS = 30  # the most that a shell may take; none takes one
READY = "ready> "


def needs(shell: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(shell) is None, reason=f"no {shell} on this machine")


class Machine:
    """A home folder of its own, and a PATH on which Python and the program leave a trace when they are started."""

    def __init__(self, folder: Path) -> None:
        self.trace = folder / "started"
        programs = folder / "bin"
        programs.mkdir()
        for name in ("ivigcalc", "python", "python3", "python3.11", "python3.12", "python3.13"):
            program = programs / name
            program.write_text(f'#!/bin/sh\necho "$0" >>{self.trace}\n')
            program.chmod(0o755)
        self.environment = {
            "HOME": str(folder),
            "PATH": f"{programs}:{os.environ['PATH']}",
            "TERM": "vt100",
            "LC_ALL": "C",
        }

    def run(self, *words: str) -> str:
        """The output of a shell that is not interactive."""
        done = subprocess.run(words, env=self.environment, capture_output=True, text=True, timeout=SECONDS, check=True)
        return done.stdout


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    made = Machine(tmp_path)
    yield made
    assert not made.trace.exists(), f"started: {made.trace.read_text()}"


def test_the_trace_is_left_when_python_is_started(tmp_path):
    """The proof that the tests below could fail."""
    machine = Machine(tmp_path)
    machine.run("sh", "-c", "python3 -c 1; ivigcalc plan")
    assert 2 == len(machine.trace.read_text().splitlines())


def type_at_a_terminal(machine: Machine, shell: list[str], setting_up: str, keys: str, *expected: str) -> str:
    """What *shell* shows on its terminal after *keys*, up to when it has shown everything *expected*."""
    ours, its = os.openpty()
    process = subprocess.Popen(
        shell,
        stdin=its,
        stdout=its,
        stderr=its,
        env=machine.environment,
        cwd=machine.environment["HOME"],
        start_new_session=True,
    )
    os.close(its)
    try:
        os.write(ours, setting_up.encode() + b"\n")
        read_until(ours, READY)
        os.write(ours, keys.encode())
        return read_until(ours, *expected)
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def read_until(terminal: int, *expected: str) -> str:
    seen, end = "", time.monotonic() + SECONDS
    while not all(word in seen for word in expected):
        ready, _, _ = select.select([terminal], [], [], max(0, end - time.monotonic()))
        assert ready, f"still missing {expected} in {seen!r}"
        seen += os.read(terminal, 4096).decode(errors="replace")
    return seen


@needs("bash")
def test_bash_at_a_terminal_offers_the_products(machine):
    type_at_a_terminal(
        machine,
        ["bash", "--norc", "--noprofile", "-i"],
        f"bind 'set show-all-if-ambiguous on'; source {FOLDER}/ivigcalc.bash; PS1=rea'''dy> '",
        "ivigcalc plan --product oct\t",
        "octagam-5",
        "octagam-10",
    )


@needs("zsh")
def test_zsh_at_a_terminal_offers_the_products(machine):
    type_at_a_terminal(
        machine,
        ["zsh", "-f", "-i"],
        f"fpath=({FOLDER} $fpath); autoload -Uz compinit; compinit -D -u; PS1=rea''dy'> '",
        "ivigcalc plan --product oct\t\t",
        "octagam-5",
        "octagam-10",
    )


ZSH_CASES = [
    ("ivigcalc plan 82kg yimm\t", "yimmugo"),
    ("ivigcalc plan 82kg gbs privig\t", "privigen"),
    ("ivigcalc catalogue show yimm\t", "yimmugo"),
    ("ivigcalc plan --sex f\t", "female"),
    ("ivigcalc plan --first-inf\t", "--first-infusion"),
    ("ivigcalc --no-color che\t", "check"),
]


@needs("zsh")
@pytest.mark.parametrize(("keys", "offered"), ZSH_CASES, ids=[keys.strip() for keys, _ in ZSH_CASES])
def test_zsh_completes(machine, keys, offered):
    setting_up = f"fpath=({FOLDER} $fpath); autoload -Uz compinit; compinit -D -u; PS1=rea''dy'> '"
    type_at_a_terminal(machine, ["zsh", "-f", "-i"], setting_up, keys, offered)


CASES = [
    (["ivigcalc", "plan", "--product", "oct"], ["octagam-10", "octagam-5"]),
    (["ivigcalc", "plan", "-p", "oct"], ["octagam-10", "octagam-5"]),
    (["ivigcalc", "dose", "--product", "yim"], ["yimmugo"]),
    (["ivigcalc", "--no-color", "plan", "--weight-policy", "us-"], ["us-120-percent", "us-home-infusion"]),
    (["ivigcalc", "plan", "--risk", "ren"], ["renal"]),
    (["ivigcalc", "plan", "82kg", "oct"], ["octagam-10", "octagam-5"]),
    (["ivigcalc", "plan", "gbs/"], ["gbs/eu-label"]),
    (["ivigcalc", "dose", "64kg", "1g/kg/day", "nba-2"], ["nba-2026"]),
    (
        ["ivigcalc", "dose", "-w", "64kg", "privigen", "u"],
        [
            "uk",
            "uk-request-form",
            "urticaria",
            "urticaria/nhs-england-2021",
            "us",
            "us-120-percent",
            "us-home-infusion",
        ],
    ),
    (["ivigcalc", "rates", "kio"], ["kiovig"]),
    (["ivigcalc", "weight", "100kg", "fem"], ["female"]),
    (["ivigcalc", "weight", "zzz"], []),
    (["ivigcalc", "calendar", "gbs/"], ["gbs/eu-label"]),
    (["ivigcalc", "calendar", "zzz"], []),
    (["ivigcalc", "plan", "gbs", "--first-inf"], ["--first-infusion"]),
    (["ivigcalc", "plan", "--regimen", "gbs/"], ["gbs/eu-label"]),
    (["ivigcalc", "plan", "--indication", "gb"], ["gbs"]),
    (["ivigcalc", "plan", "--taper", "hhe"], ["hhe-2018"]),
    (["ivigcalc", "plan", "--rates", "mg"], ["mgh"]),
    (["ivigcalc", "plan", "--steroid", "prednisol"], ["prednisolone"]),
    (["ivigcalc", "plan", "--weight", ""], []),
    (["ivigcalc", "plan", "--label", "check", "--pregn"], ["--pregnant"]),
    (["ivigcalc", "check", "--format", ""], ["json", "text"]),
    (["ivigcalc", "schema", "fore"], ["forecast"]),
    (["ivigcalc", "schema", "rate_"], ["rate_protocols"]),
    (["ivigcalc", "catalogue", "new", "r"], ["rate_protocol", "regimen"]),
    (["ivigcalc", "sch"], ["schema"]),
    (["ivigcalc", "catalogue", "show", "kaelb"], ["kaelber-2025"]),
    (["ivigcalc", "catalogue", "list", "ste"], ["steroids"]),
    (["ivigcalc", "catalogue", "sh"], ["show"]),
]
_NAMES = [" ".join(words) for words, _ in CASES]


@needs("bash")
@pytest.mark.parametrize(("words", "offered"), CASES, ids=_NAMES)
def test_bash_completes(machine, words, offered):
    asked = " ".join(f"'{word}'" for word in words)
    script = (
        f"source {FOLDER}/ivigcalc.bash; COMP_WORDS=({asked}); COMP_CWORD={len(words) - 1}; _ivigcalc; "
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    assert offered == sorted(machine.run("bash", "--norc", "-c", script).split())


@needs("bash")
def test_bash_completes_after_an_equals_sign(machine):
    """bash takes the word apart at the sign."""
    script = (
        f"source {FOLDER}/ivigcalc.bash; COMP_WORDS=(ivigcalc plan --product = oct); COMP_CWORD=4; _ivigcalc; "
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    assert ["octagam-10", "octagam-5"] == sorted(machine.run("bash", "--norc", "-c", script).split())


@needs("fish")
@pytest.mark.parametrize(("words", "offered"), CASES, ids=_NAMES)
def test_fish_completes(machine, words, offered):
    line = " ".join(words)
    out = machine.run("fish", "-N", "-c", f"source {FOLDER}/ivigcalc.fish; complete -C '{line}'")
    assert offered == sorted(row.split("\t")[0] for row in out.splitlines())


@needs("bash")
def test_bash_completes_files_where_a_file_is_wanted(machine, tmp_path):
    (tmp_path / "my plan.json").touch()
    script = (
        f"cd {tmp_path}; source {FOLDER}/ivigcalc.bash; COMP_WORDS=(ivigcalc check my); COMP_CWORD=2; _ivigcalc; "
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    assert "my plan.json\n" == machine.run("bash", "--norc", "-c", script)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell", "PowerShell"])
def test_the_completions_of_a_shell_are_printed_as_they_stand(ivigcalc, shell):
    run = ivigcalc("completions", shell)
    assert (0, "") == (run.status, run.err)
    assert (FOLDER / FILES[shell.lower()]).read_text(encoding="ascii") == run.out


def test_the_completions_of_a_shell_go_to_a_file(ivigcalc, tmp_path):
    path = tmp_path / "_ivigcalc"
    assert (0, "", "") == ivigcalc("completions", "zsh", "--output", str(path))[:3]
    assert path.read_text(encoding="ascii").startswith("#compdef ivigcalc\n")


def test_a_shell_without_completions_is_refused(ivigcalc):
    run = ivigcalc("completions", "csh")
    told = "ivigcalc: no completions for 'csh'; there are those for bash, zsh, fish, powershell\n"
    assert (2, "", told) == (run.status, run.out, run.err)
