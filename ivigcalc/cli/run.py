"""Entry point: the one place where a refusal becomes an exit status."""

import gc
import os
import sys
from typing import Any, NoReturn

from ivigcalc.core.errors import IvigcalcError, RecordInvalid, Refused

_SELDOM = 100_000  # new objects before the collector looks at them: by far more than one plan leaves behind

INTERNAL_ERROR, UNREADABLE, REFUSED, INVALID_FILE, INTERRUPTED = 1, 2, 3, 4, 130


def exit_status(error: IvigcalcError) -> int:
    match error:
        case Refused():
            return REFUSED
        case RecordInvalid():
            return INVALID_FILE
        case _:
            return UNREADABLE


def main() -> NoReturn:
    """The program: ``run``, and an end at once.

    Taking apart what was built takes a tenth of the time of a plan. It is done only where other processes were started,
    which are let go in order then.
    """
    try:
        run()
    except SystemExit as end:
        if "multiprocessing" in sys.modules or not isinstance(end.code, int):
            raise
        _write_out()
        os._exit(end.code)


def run() -> NoReturn:
    """Run the command line of this process."""
    gc.set_threshold(_SELDOM)  # importing makes many objects and no garbage; most of it is still to come
    before = []  # the options before the command
    for word in sys.argv[1:]:
        if not word.startswith("-"):
            break
        before.append(word)
    named = sys.argv[1 + len(before)] if len(sys.argv) > 1 + len(before) else None
    if "--no-color" in before:
        os.environ["NO_COLOR"] = "1"  # what every library that colours obeys
    try:
        from ivigcalc.cli.main import application

        status = application(named)(prog_name="ivigcalc", standalone_mode=False)
        _leave(status if isinstance(status, int) else 0)
    except IvigcalcError as error:
        from ivigcalc.request.fields import option  # with the rest, after the collector was told

        _say(error.told(option))
        _leave(exit_status(error))
    except KeyboardInterrupt:
        _leave(INTERRUPTED)
    except BrokenPipeError:
        _leave(0)
    except Exception as error:
        if hasattr(error, "format_message"):  # how typer says that a command is not used as it is meant to be
            _say_use(_with_what_it_is(error, error.format_message()), getattr(error, "ctx", None))
            _leave(UNREADABLE)
        if "--debug" in before:
            raise
        _say(f"internal error: {type(error).__name__}: {error} (--debug shows where)")
        _leave(INTERNAL_ERROR)


def _say(text: str) -> None:
    """One line of plain ASCII: nothing that came in from outside can steer a terminal."""
    line = "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)
    print(f"ivigcalc: {line}".encode("ascii", "backslashreplace").decode(), file=sys.stderr)


def _with_what_it_is(error: Exception, why: str) -> str:
    """*why*, and behind an argument that is missing what its help says."""
    help = getattr(getattr(error, "param", None), "help", None)
    return f"{why.rstrip('.')}: {help}" if help and type(error).__name__ == "MissingParameter" else why


def _say_use(why: str, context: Any) -> None:
    """What is wrong with the words of the command line; all of the help where there are none."""
    if context is not None and why == context.get_help():
        print(why, file=sys.stderr)
    elif context is not None:
        split = ": a value with a space in it is quoted" if why.startswith("Got unexpected extra argument") else ""
        _say(f"{why.rstrip('.')}{split}; see {context.command_path} -h")
    else:
        _say(why)


def _leave(status: int) -> NoReturn:
    _write_out()
    sys.exit(status)


def _write_out() -> None:
    """What is still held of the output; without a word when a stream was closed by its reader."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
