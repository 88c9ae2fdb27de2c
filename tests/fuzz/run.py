"""The long fuzz of the command line and of every file reader: inputs that reach new branches are kept and changed.

    python tests/fuzz/run.py                                   every target for ten minutes
    python tests/fuzz/run.py --minutes 60 a_table_is_added_up  those targets whose names begin so, for an hour each

It needs the extra ``fuzz``. The targets are the fuzz tests of `tests/properties`, which hold every run to the promises
of `tests/promises.py`; here it is the coverage of the program that chooses what to try, not chance. A target ends at
its first failure, and the test of the same name then replays it, makes it small and prints it: that becomes a
regression test. The exit status is 1 when a target failed.
"""

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from time import monotonic

TESTS = Path(__file__).parents[1]
FILES = ("test_command_line_fuzz", "test_file_readers_fuzz", "test_spellings")
MOST_MEMORY_MB = 1024
SEEDS = 20
INPUTS_IN_A_PROCESS = 5000  # the fuzzer holds some 55 kB of each until the process ends
LONGEST_INPUT = 8192  # bytes, of which the strategies make words and files


def targets() -> dict[str, str]:
    """The name of each target and the file that it stands in."""
    texts = {file: (TESTS / "properties" / f"{file}.py").read_text(encoding="utf-8") for file in FILES}
    return {name: file for file, text in texts.items() for name in re.findall(r"^def test_(\w+)", text, re.MULTILINE)}


def fuzz(name: str, file: str, words: list[str]) -> None:
    """Fuzz one target in this process, which ends with it."""
    import atheris

    sys.path[:0] = [str(TESTS), str(TESTS / "properties")]
    with atheris.instrument_imports(include=["ivigcalc"]):
        test = getattr(import_module(file), f"test_{name}")
    atheris.Setup([sys.argv[0], *words], test.hypothesis.fuzz_one_input)
    atheris.Fuzz()


def failed(name: str, file: str, minutes: float) -> bool:
    """Fuzz one target in processes one after the other and folders of their own, without the settings of this machine.

    Whether it failed: at the first process that did.
    """
    corpus = TESTS.parent / ".hypothesis" / "fuzz" / name  # kept, so that the next run begins where this one ends
    corpus.mkdir(parents=True, exist_ok=True)
    for number in range(SEEDS):  # long enough to make a whole command line or file of
        (corpus / f"seed-{number}").write_bytes(random.Random(number).randbytes(LONGEST_INPUT // 2))
    ends, inputs = monotonic() + 60 * minutes, 0
    while True:
        run, told = fuzzed(name, file, corpus, max(1, round(ends - monotonic())))
        count = re.search(r"number_of_executed_units: (\d+)", told)
        inputs += int(count[1]) if count else 0
        if run.returncode or monotonic() >= ends:
            break
    print(f"{'failed' if run.returncode else 'held':7} {inputs:>9} inputs  {name}", flush=True)
    if run.returncode:
        print(told[-4000:])
        print(run.stdout.decode("utf-8", "replace")[-4000:])
    return run.returncode != 0


def fuzzed(name: str, file: str, corpus: Path, seconds: int) -> tuple[subprocess.CompletedProcess[bytes], str]:
    """One process of it, and what it said."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("IVIGCALC", "XDG"))},
            "XDG_CONFIG_HOME": folder,
            "XDG_CONFIG_DIRS": folder,
            "HYPOTHESIS_STORAGE_DIRECTORY": str(TESTS.parent / ".hypothesis"),
        }
        words = [str(corpus), f"-max_total_time={seconds}", f"-rss_limit_mb={MOST_MEMORY_MB}"]
        words += [f"-runs={INPUTS_IN_A_PROCESS}", f"-max_len={LONGEST_INPUT}", "-len_control=0", "-print_final_stats=1"]
        words += [f"-artifact_prefix={corpus.parent}/{name}-"]
        command = [sys.executable, str(Path(__file__).resolve()), "--target", name, file, "--", *words]
        run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    return run, run.stderr.decode("utf-8", "replace")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="TARGET", help="the beginning of a name; all when none is given")
    parser.add_argument("--minutes", type=float, default=10, help="for each target (10)")
    said = parser.parse_args()
    chosen = {name: file for name, file in targets().items() if not said.names or name.startswith(tuple(said.names))}
    if not chosen:
        parser.error(f"no such target; there are {', '.join(targets())}")
    return int(any([failed(name, file, said.minutes) for name, file in chosen.items()]))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--target"]:
        fuzz(sys.argv[2], sys.argv[3], sys.argv[5:])
    sys.exit(main())
