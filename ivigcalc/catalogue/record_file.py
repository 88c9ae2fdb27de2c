"""One file with one record, read and built; whatever is wrong with it is one line that names the file."""

from functools import cache
from pathlib import Path

from ivigcalc.catalogue.kinds import R
from ivigcalc.catalogue.record import build
from ivigcalc.core.errors import RecordInvalid

SHIPPED = Path(__file__).parent.parent / "data"
MOST_BYTES = 262_144  # a record is a few kB; a file of megabytes is not one


@cache
def read_record(type_: type[R], path: Path) -> R:
    """The record of the type *type_* in the file *path*, read once in a process.

    Raises:
        RecordInvalid: The file cannot be read or is not TOML, the record does not fit its type, or its id is not the
            name of the file; the text names file, key and reason.
    """
    from ivigcalc.catalogue import toml_text  # a built program has its own records as JSON

    where = str(shown(path))
    text = text_of(path)
    try:
        table = toml_text.read(text)
    except (ValueError, ArithmeticError, RecursionError) as why:
        raise RecordInvalid(one_line(f"{where}: {_not_toml(text, why)}")) from None
    try:
        record: R = build(type_, table, where)
    except RecordInvalid as why:
        raise RecordInvalid(one_line(str(why))) from None
    if record.id != path.stem:
        raise RecordInvalid(one_line(f"{where}: id: {record.id!r} must be the file's name, {path.stem!r}"))
    return record


def _not_toml(text: str, why: Exception) -> str:
    """Why *text* is no record, and what to write: a template may not be filled in yet."""
    lines = enumerate(text.splitlines(), 1)
    empty = [str(number) for number, line in lines if "FILL_IN" in line.partition("#")[0]]
    if empty:
        return (
            f"FILL_IN in line {', '.join(empty)}: write what the source prints there, text in double quotes; delete a "
            "line or table of which it prints nothing"
        )
    return f"not TOML: {why}; text stands in double quotes, a decimal has a point, a list stands in []"


def text_of(path: Path) -> str:
    """The text of the file *path*.

    Raises:
        RecordInvalid: It cannot be read, is too large, or is not UTF-8.
    """
    from ivigcalc.catalogue.bounded import TooLarge, in_file  # as above

    try:
        return in_file(path, MOST_BYTES).decode("utf-8-sig")
    except TooLarge as why:
        raise RecordInvalid(one_line(f"{shown(path)}: {why}: not a record")) from None
    except OSError as why:
        raise RecordInvalid(one_line(f"{shown(path)}: cannot be read: {why.strerror}")) from None
    except UnicodeDecodeError as why:
        raise RecordInvalid(one_line(f"{shown(path)}: not UTF-8 text, at byte {why.start}")) from None


def shown(path: Path) -> Path:
    """*path* as an error names it: a shipped file by its kind and its name alone."""
    return path.relative_to(SHIPPED) if path.is_relative_to(SHIPPED) else path


def one_line(text: str) -> str:
    """*text* as one line: a file may hold line breaks and escape sequences in its name and in its keys."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
