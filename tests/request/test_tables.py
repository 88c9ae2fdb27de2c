"""Tables as spreadsheets write them: separators, encodings, workbooks, columns of one's own, cells with line breaks."""

import io
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from ivigcalc.core.errors import RecordInvalid, Unreadable
from ivigcalc.request.columns import own_names
from ivigcalc.request.fields import FIELDS
from ivigcalc.request.rows import Rejected, Row, Table, handed_back, head_of_rejects, read_rows

openpyxl = pytest.importorskip("openpyxl")

COLUMNS = tuple(FIELDS)
HEAD = ("label", "weight", "risk")
MIDNIGHT = datetime.combine(date(2026, 1, 5), time())  # a workbook has days and clock times without a zone
WANTED = [(2, "A", 70, None), (3, "B", 80, ["renal", "thrombosis"])]


def table(data: bytes, **own: str) -> Table:
    return read_rows(io.BytesIO(data), "f", COLUMNS, own=own)


def workbook(*rows: tuple[Any, ...], formats: dict[str, str] | None = None) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cell, format in (formats or {}).items():
        book.active[cell].number_format = format
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def told(found: Table) -> list[tuple[Any, ...]]:
    """Line and contents of each row, or line, column and the first words of what is wrong with it."""
    return [
        (row.line, row.request.label, row.request.shown().get("weight"), row.request.shown().get("risk"))
        if isinstance(row, Row)
        else (row.line, found.column(row), row.why[:20])  # type: ignore[arg-type]
        for row in found.rows
    ]


def lines(between: str, entries: str) -> str:
    return "".join(
        f"{between.join(row)}\n" for row in (HEAD, ("A", "70", ""), ("B", "80", f"renal{entries}thrombosis"))
    )


@pytest.mark.parametrize(
    "data",
    [
        lines(",", ";").encode(),
        lines(";", "|").encode(),
        lines("\t", ";").encode(),
        lines(";", "|").encode("utf-8-sig"),
        lines("\t", ";").encode("utf-16"),
        lines(";", "|").encode("utf-16-le"),
        lines(";", "|").encode("utf-16-be"),
        b"\xfe\xff" + lines(",", ";").encode("utf-16-be"),
        lines(",", ";").upper().replace("RENAL;THROMBOSIS", "renal;thrombosis").encode(),
        lines(";", "|").replace("\n", "\r\n").encode(),
        workbook(HEAD, ("A", 70, None), ("B", "80", "renal;thrombosis")),
    ],
    ids=["comma", "semicolon", "tab", "mark", "utf-16", "le", "be", "be with mark", "capitals", "CRLF", "xlsx"],
)
def test_the_same_rows_come_out_of_every_kind_of_table(data: bytes) -> None:
    assert WANTED == told(table(data))


def test_a_semicolon_in_quotes_separates_entries_too() -> None:
    assert WANTED == told(table(lines(";", ";").replace("renal;thrombosis", '"renal;thrombosis"').encode()))


@pytest.mark.parametrize("between", [";", "\t"])
@pytest.mark.parametrize(
    ("name", "cell"), [("vials", "2,5"), ("vials", "5,10"), ("dose", "0,4g/kg/day"), ("taper", "10x28, 7,5x28, 5x28")]
)
def test_a_comma_that_may_be_one_of_a_decimal_is_refused(between: str, name: str, cell: str) -> None:
    (row,) = table(f"label{between}{name}\nA{between}{cell}\n".encode()).rows
    assert isinstance(row, Rejected)
    assert (2, name) == (row.line, row.column)
    assert "write a point in a number" in row.why


def test_a_decimal_comma_of_a_weight_is_refused_with_the_hint_to_use_a_point() -> None:
    (row,) = table(b"label;weight\nA;70,5\n").rows
    assert isinstance(row, Rejected)
    assert "a point, not a comma" in row.why


@pytest.mark.parametrize(
    ("name", "cell", "told"),
    [
        ("vials", "5|10|20", "5,10,20"),
        ("vials", "5, 10, 20", "5,10,20"),
        ("stock", "20g:3|10g:10", "20g:3,10g:10"),
        ("given", "2026-01-05|2026-02-02", "2026-01-05,2026-02-02"),
        ("taper", "20|10x28 alternating", "20|10x28 alternating"),
        ("then", "1g/kg/cycle, 2 days, every 6w, 4 cycles", ["1g/kg/cycle,2 days,every 6w,4 cycles"]),
    ],
)
def test_entries_in_a_table_with_semicolons_stand_between_bars_or_commas_with_spaces(
    name: str, cell: str, told: object
) -> None:
    (row,) = table(f"label;{name}\nA;{cell}\n".encode()).rows
    assert isinstance(row, Row), row
    assert str(told).replace(" ", "") == str(row.request.shown()[name]).replace(" ", "")


def test_names_of_ones_own_and_columns_left_alone() -> None:
    data = "Kennung;GEWICHT;#Station;Bemerkung\nA;70;7,5\x00;hei\xdf\nB;x;;\n".encode()
    found = table(data, Kennung="label", Gewicht="weight", bemerkung="#")
    assert [(2, "A", 70, None), (3, "GEWICHT", "'x': not a number wi")] == told(found)


def test_names_of_ones_own_hold_for_objects_too() -> None:
    found = table(b'{"Gewicht": 70, "Label": "A", "#x": 1}\n{"gewicht": 70, "weight": 71}\n', Gewicht="weight")
    assert [(1, "A", 70, None), (2, "weight", "gives weight again; ")] == told(found)


@pytest.mark.parametrize("said", ["Gewicht", "Gewicht=", "=weight", "Gewicht=wieght"])
def test_what_is_no_name_and_field_is_refused(said: str) -> None:
    with pytest.raises(Unreadable, match="--map"):
        own_names([said])


def test_a_name_has_one_meaning() -> None:
    assert {"Gewicht": "weight", "a=b": "pump_step"} == own_names(
        ["Gewicht=weight", " Gewicht = Weight", "a=b=pump-step"]
    )
    with pytest.raises(Unreadable, match="one meaning"):
        own_names(["Gewicht=weight", "Gewicht=age"])


@pytest.mark.parametrize("data", [b"Gewicht,weight\n70,80\n", workbook(("Gewicht", "weight"), (70, 80))])
def test_two_columns_of_one_meaning_are_refused(data: bytes) -> None:
    with pytest.raises(RecordInvalid, match="f:1: weight: duplicate column, after Gewicht; remove one"):
        table(data, Gewicht="weight")


NOTES = b'label,#notes,weight,risk\nA,"first\n\nsecond ""quoted""\nlast",70,\nB,,8o,\n'


def test_a_column_left_alone_may_hold_line_breaks_and_the_lines_are_counted_on() -> None:
    assert [(2, "A", 70, None), (6, "weight", "'8o': unknown unit '")] == told(table(NOTES))


def test_a_line_break_in_a_cell_that_is_read_rejects_its_row_whole() -> None:
    data = b'label,weight,risk\n"A\nof ward 7",70,\nB,80,\n'
    found = table(data)
    bad, good = found.rows
    assert isinstance(bad, Rejected)
    assert (2, "label", b'"A\nof ward 7",70,') == (bad.line, bad.column, bad.raw)
    assert isinstance(good, Row)
    assert 4 == good.line
    assert handed_back(bad, found).endswith(b',"A\nof ward 7",70,\n')


@pytest.mark.parametrize(
    "data",
    [
        b'#notes,label,weight\n"x,A,70\n,B,80\n"y,C,90\n',  # a quote begun in two rows
        b'#notes,label,weight\n"x,A,70\n,B,80\n,C,90\n',
        b'#notes,label,weight\n"x\ny,A,70\n,B,80\n,C,90\n',
        b'#notes,label,weight\n,A,"70\n"" ,B,80\n,C,90\n',
    ],
)
def test_a_quote_that_does_not_end_swallows_no_patient(data: bytes) -> None:
    found = list(table(data).rows)
    assert b"".join(row.raw + b"\n" for row in found) == data.partition(b"\n")[2]
    assert {1} <= {row.raw.count(b"\n") + 1 for row in found}


def test_rejected_rows_are_handed_back_with_the_separator_of_the_table() -> None:
    found = table(b"Kennung;weight\nA;7o\n", Kennung="label")
    (bad,) = found.rows
    assert isinstance(bad, Rejected)
    assert b"error;Kennung;weight\n" == head_of_rejects(found)
    assert handed_back(bad, found).endswith(b'";A;7o\n')
    again = table(head_of_rejects(found) + handed_back(bad, found).replace(b"A;7o", b"A;70"), Kennung="label")
    assert [(2, "A", 70, None)] == told(again)


@pytest.mark.parametrize(
    ("name", "value", "format", "expected"),
    [
        ("weight", 70.5, None, "70.5"),
        ("weight", 70.1, None, "70.1"),
        ("weight", 0.1 + 0.2 + 69.8, None, "70.1"),  # 70.10000000000001, as the spreadsheet shows it
        ("weight", 3.0, None, 3),
        ("start", date(2026, 1, 5), None, "2026-01-05"),
        ("start", MIDNIGHT, "DD.MM.YYYY", "2026-01-05"),
        ("at", time(9, 0), None, "09:00"),
        ("at", time(9, 20), "h:mm", "09:20"),
        ("tolerance", 0.05, "0%", "5%"),
        ("concentration", 0.1, "0.00%", "10%"),
        ("halves", True, None, True),
        ("over", "12h", None, "12h"),
    ],
)
def test_a_cell_of_a_workbook_is_what_the_spreadsheet_has(
    name: str, value: object, format: str | None, expected: object
) -> None:
    data = workbook(("label", name), ("A", value), formats={"B2": format} if format else None)
    (row,) = table(data).rows
    assert isinstance(row, Row), row
    assert expected == row.request.shown()[name]


@pytest.mark.parametrize(
    ("value", "format", "why"),
    [
        ("=B1", None, "a formula whose result was not saved"),
        ("#N/A", None, "#N/A: an error of the spreadsheet"),
        (154, '0 "lb"', "shows 'lb' beside the number"),
        (154, "0.0\\ \\l\\b", "shows 'lb' beside the number"),
        ("70\n", None, "holds a line break"),
        (MIDNIGHT + timedelta(hours=9), None, "not a number with a"),
    ],
)
def test_a_cell_of_a_workbook_that_is_not_certain_is_rejected(value: object, format: str | None, why: str) -> None:
    data = workbook(("label", "weight"), ("A", value), ("B", 70), formats={"B2": format} if format else None)
    bad, good = table(data).rows
    assert isinstance(bad, Rejected)
    assert (2, "weight") == (bad.line, bad.column)
    assert why in bad.why
    assert isinstance(good, Row)


def test_rows_of_a_workbook_keep_their_numbers() -> None:
    empty = (None, None, None)
    rows = (), HEAD, (), ("A", 70), empty, ("B", "x"), ("C", 80, None, "more"), ("D", 90, None, None)
    assert [
        (4, "A", 70, None),
        (6, "weight", "'x': not a number wi"),
        (7, "cell 4", "the row has 4 cells "),
        (8, "D", 90, None),
    ] == told(table(workbook(*rows)))


def test_a_rejected_row_of_a_workbook_is_handed_back_as_csv() -> None:
    found = table(workbook(("Label", "weight"), ('A, "B"', "7o")))
    (bad,) = found.rows
    assert isinstance(bad, Rejected)
    assert b"error,Label,weight\n" == head_of_rejects(found)
    assert handed_back(bad, found).endswith(b'","A, ""B""",7o\n')


def two_sheets(*second: tuple[Any, ...], state: str = "visible") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Ward 7"
    book.active.append(HEAD)
    book.active.append(("A", 70))
    more = book.create_sheet("Ward 8")
    more.sheet_state = state
    for row in second:
        more.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_only_a_workbook_with_one_sheet_of_rows_is_read() -> None:
    assert [(2, "A", 70, None)] == told(table(two_sheets())) == told(table(two_sheets(("B",), state="hidden")))
    with pytest.raises(RecordInvalid, match="several sheets contain rows: 'Ward 7', 'Ward 8'"):
        table(two_sheets(("B",)))


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"PK\x03\x04" + b"x" * 99, workbook(HEAD)[:900]])
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(RecordInvalid, match="^f: not a readable workbook"):
        table(data)


def test_an_empty_workbook_is_refused() -> None:
    with pytest.raises(RecordInvalid, match="^f: empty; the first row names the columns"):
        table(workbook())


def test_a_workbook_that_is_piped_in_is_refused() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    with pytest.raises(RecordInvalid, match="cannot be piped in"):
        read_rows(Pipe(workbook(HEAD)), "f", COLUMNS)


def test_without_its_library_a_workbook_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(RecordInvalid, match=r"f: a workbook; install openpyxl, .* ivigcalc\[excel\] brings"):
        table(workbook(HEAD))
