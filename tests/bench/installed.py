"""The program as it is installed: a wheel in an environment of its own, as it starts otherwise from a working tree."""

import os
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).parent.parent.parent


def make(folder: Path) -> Path:
    """A virtual environment in *folder* with the wheel of this tree, and with what the benchmarks compare it with."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    wheels = folder / "wheels"
    pip = [folder / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "-q"]
    subprocess.run([*pip, "wheel", "--no-deps", "-w", wheels, TOP], check=True)
    subprocess.run([*pip, "install", next(wheels.glob("ivigcalc-*.whl")), "highspy"], check=True)
    return folder


def check(venv: Path) -> None:
    """Refuse a virtual environment in which the program is missing or is not from a wheel."""
    where = "import ivigcalc, pathlib; print(pathlib.Path(ivigcalc.__file__).parent / 'data' / 'packed.txt')"
    packed = subprocess.run([venv / "bin" / "python", "-c", where], cwd=venv, capture_output=True, text=True)
    if packed.returncode or not Path(packed.stdout.strip()).is_file():
        sys.exit(f"{venv}: the program is not installed there from a wheel: pip install {TOP}, without -e")


def environment() -> dict[str, str]:
    """That of this process, but for what would change how fast Python starts, or what is measured."""
    leave_out = ("PYTHON", "IVIGCALC", "COVERAGE", "NO_COLOR", "FORCE_COLOR")
    return {**{name: value for name, value in os.environ.items() if not name.startswith(leave_out)}, "COLUMNS": "160"}
