"""Rows of CSV and JSON Lines: what each says, and every way in which one can be broken."""

import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivigcalc.core.errors import RecordInvalid, Refused, Unreadable, Unsaid
from ivigcalc.request.cells import MOST_CELL
from ivigcalc.request.fields import FIELDS
from ivigcalc.request.lines import MOST_LINE
from ivigcalc.request.request import read
from ivigcalc.request.rows import Rejected, Row, SavedRow, Table, handed_back, read_rows, rejected

COLUMNS = tuple(FIELDS)
GOOD = b"label,weight,risk\nA,70,\n"


def table(data: bytes, *, documents: bool = False) -> Table:
    return read_rows(io.BytesIO(data), "f.csv", COLUMNS, documents=documents)


def said(data: bytes) -> list[dict[str, object]]:
    rows = list(table(data).rows)
    assert all(isinstance(row, Row) for row in rows), rows
    return [row.request.shown() for row in rows if isinstance(row, Row)]


def broken(data: bytes) -> Rejected:
    """The one row of *data* that is rejected."""
    (found,) = [row for row in table(data).rows if isinstance(row, Rejected)]
    return found


def test_a_row_says_what_its_cells_hold_and_an_empty_cell_says_nothing():
    assert [{"weight": 70, "label": "A"}] == said(GOOD)


def test_entries_of_a_list_stand_between_semicolons():
    assert [{"risk": ["renal", "thrombosis"]}] == said(b"risk\nrenal; thrombosis\n")


def test_semicolons_of_a_text_with_commas_need_no_quotes():
    head, row = b"vials,stock,given,rates,label", b"5; 10;20,20g:3;10g:10,2026-01-05;2026-02-02,0.3x30;1.2 mL/kg/h,a;b"
    assert [
        {
            "vials": "5,10,20",
            "stock": "20g:3,10g:10",
            "given": "2026-01-05,2026-02-02",
            "rates": "0.3x30,1.2 mL/kg/h",
            "label": "a;b",
        }
    ] == said(head + b"\n" + row + b"\n")


@pytest.mark.parametrize("empty", [b"", b",,", b" , , ", b'"",,', b"\r"])
def test_a_row_that_is_empty_is_none(empty):
    found = list(table(b"label,weight,risk\nA,70,\n" + empty + b"\nB,80,\n").rows)
    assert [(2, "A"), (4, "B")] == [(row.line, row.request.label) for row in found]


@pytest.mark.parametrize("empty", [b"", b"  ", b"{}", b'{"weight": null}'])
def test_an_object_that_is_empty_is_no_row(empty):
    found = list(table(b'{"label": "A"}\n' + empty + b'\n{"label": "B"}\n').rows)
    assert [(1, "A"), (3, "B")] == [(row.line, row.request.label) for row in found]


def test_a_quoted_cell_can_hold_commas_and_quotes():
    assert [{"tablets": "1,5,20", "label": 'say "A"'}] == said(b'tablets,label\n"1,5,20","say ""A"""\n')


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + GOOD,
        GOOD.replace(b"\n", b"\r\n"),
        GOOD.rstrip(b"\n"),
        b"\n" + GOOD,
        b" label , weight , risk \n A , 70 , \n",
    ],
    ids=["byte-order mark", "CRLF", "no line end", "empty line first", "spaces"],
)
def test_the_same_row_comes_out_of_each_spelling_of_a_file(data):
    assert [{"weight": 70, "label": "A"}] == said(data)


def test_a_row_knows_its_line():
    assert [2, 3] == [row.line for row in table(b"weight\n70\n80\n").rows]


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        (b"A,7\x000,", "weight", "NUL byte"),
        (b"A,\xff70,", "weight", "not UTF-8"),
        (b"A," + b"7" * (MOST_CELL + 1) + b",", "weight", "65537 characters"),
        (b"A," + b"7" * 1_000_000 + b",", "weight", "1000000 characters"),
        (b"A," + b"7" * (MOST_LINE + 9) + b",", "weight", "longer than 2097152 bytes"),
        (b'A,"' + b"7" * (MOST_LINE + 9) + b'",', "weight", "longer than 2097152 bytes"),
        (b"A,70", "risk", "the row has 2 cells but the first line has 3 columns"),
        (b"A,70,,", "cell 4", "the row has 4 cells but the first line has 3 columns"),
        (b'A,70,"', "risk", "no line break"),
        (b'A,"7"0,', "row", "not CSV"),
        (b"A\rB,70,", "row", "not CSV"),
        (b"A,70,renal;;thrombosis", "risk", "an entry is empty"),
        (b"A,70,;", "risk", "an entry is empty"),
    ],
    ids=lambda value: str(value[:12]) if isinstance(value, bytes) else "",
)
def test_a_broken_row_is_rejected_by_line_and_column_and_the_others_go_on(row, column, why):
    rows = list(table(b"label,weight,risk\nA,70,\n" + row + b"\nB,80,\n").rows)
    assert ["A", "B"] == [one.request.label for one in rows if isinstance(one, Row)]
    (found,) = [one for one in rows if isinstance(one, Rejected)]
    assert (3, column) == (found.line, found.column)
    assert why in found.why
    assert found.raw == row[: MOST_LINE + 1]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"weight,prodct\n70,x\n", "f.csv:1: prodct: no such column; did you mean product?"),
        (b"weight-policy\nactual\n", "did you mean weight_policy?"),
        (b"weight,weight\n70,80\n", "f.csv:1: weight: duplicate column"),
        (b"weight,\n70,80\n", "f.csv:1: column 2: it has no name"),
        (b"weight;prodct\n70;x\n", "f.csv:1: prodct: no such column; did you mean product?"),
        (b"weight\tprodct\n70\tx\n", "did you mean product?"),
        (b"Weight,weight\n70,80\n", "weight: duplicate column, after Weight"),
        ("Gr\xf6\xdfe\n70\n".encode("latin-1"), "save it as CSV in UTF-8"),
        (b"\xd0\xcf\x11\xe0\n", "of the old kind (.xls)"),
        (b'"weight\n70\n', "names no columns"),
        (b"\x00\n", "no such column"),
    ],
)
def test_a_first_line_that_names_no_known_columns_is_refused_before_any_row(data, why):
    with pytest.raises(RecordInvalid, match="f.csv") as refused:
        table(data)
    assert why in str(refused.value)
    assert len(str(refused.value)) < 300


class Endless(io.BytesIO):
    """A file that goes on and on without the end of a line, such as a device."""

    def readline(self, size=-1):
        return super().readline(size) or b"x" * size


@pytest.mark.parametrize(("begun", "line"), [(b"", 1), (b"weight\n70\n", 3), (b'{"weight": 70}\n', 2)])
def test_a_line_without_an_end_is_not_waited_for(begun, line):
    with pytest.raises(RecordInvalid, match=f"^FILE:{line}: a line of more than 16777216 bytes: not a table of rows$"):
        list(read_rows(Endless(begun), "FILE", sorted(FIELDS)).rows)


def test_a_line_of_json_says_the_keys_of_an_object():
    lines = b'{"weight": 70.5, "risk": ["renal"], "pregnant": false, "age": null}\n'
    assert [{"weight": "70.5", "pregnant": False, "risk": ["renal"]}] == said(lines)


def test_a_saved_document_is_read_as_its_request():
    assert [{"weight": 70}] == said(b'{"schema": "ivigcalc/plan/1", "request": {"weight": 70}, "phases": []}\n')


def test_a_saved_document_can_be_left_whole():
    (row,) = table(b'{"schema": "ivigcalc/plan/1", "request": {"weight": 70}}\n', documents=True).rows
    assert isinstance(row, SavedRow)
    assert "ivigcalc/plan/1" == row.document["schema"]


def test_an_object_laid_out_over_several_lines_is_one_row():
    laid_out = b'{\r\n  "label": "A",\r\n  "risk": [\r\n    "renal"\r\n  ]\r\n}\r\n'
    found = table(laid_out + laid_out.replace(b"A", b"B") + b'{"label": "C"}\n')
    assert [(1, "A"), (7, "B"), (13, "C")] == [(row.line, row.request.label) for row in found.rows]


@pytest.mark.parametrize("end", [b"", b"\n}"], ids=["never ends", "ends"])
@pytest.mark.parametrize(
    ("more", "why"),
    [(b'\n"label"', "not JSON"), ((b"\n" + b"9" * 999) * (MOST_LINE // 999 + 1), "longer than")],
    ids=["bad", "long"],
)
def test_a_laid_out_object_that_cannot_be_read_is_rejected_once(more, why, end):
    found = broken(b"{" + more + end)
    assert (1, "row") == (found.line, found.column)
    assert why in found.why


@pytest.mark.parametrize(
    ("line", "column", "why"),
    [
        (b"[70]", "row", "not an object"),
        (b'{"weight": 70,}', "row", "not JSON"),
        (b'{"weight": NaN}', "row", "NaN is not a number"),
        (b'{"weight": ' + b"9" * 5000 + b"}", "row", "not JSON"),
        (b'{"weight": ' + b"[" * 100_000, "row", "not JSON"),
        (b'{"weight": "\xff"}', "row", "not UTF-8"),
        (b'{"weight": 70, "weight": 80}', "weight", "duplicate key"),
        (b'{"wieght": 70}', "wieght", "did you mean weight?"),
        (b'{"risk": []}', "risk", "empty list"),
        (b'{"label": "' + b"A" * (MOST_CELL + 1) + b'"}', "label", "65537 characters"),
        (b'{"label": "' + b"A" * (MOST_LINE + 1) + b'"}', "row", "longer than"),
        (b'{"schema": "ivigcalc/plan/1"}', "schema", "without a request"),
    ],
    ids=lambda value: str(value[:12]) if isinstance(value, bytes) else "",
)
def test_a_broken_line_of_json_is_rejected_and_the_others_go_on(line, column, why):
    rows = list(table(b'{"label": "A"}\n' + line + b'\n{"label": "B"}\n').rows)
    assert ["A", "B"] == [one.request.label for one in rows if isinstance(one, Row)]
    (found,) = [one for one in rows if isinstance(one, Rejected)]
    assert (2, column) == (found.line, found.column)
    assert why in found.why
    assert len(found.why) < 700


@pytest.mark.parametrize(
    ("error", "column", "why"),
    [
        (Unreadable("'7x' is no weight", field="weight"), "weight", "'7x' is no weight"),
        (Refused("weight 700 kg", "check the unit", "weight"), "weight", "weight 700 kg; check the unit"),
        (Unsaid("no start date", "give [[start]]", "start"), "start", "no start date: give --start"),
        (Unreadable("[[dose]] and\n [[split]]"), "row", "--dose and --split"),
    ],
)
def test_an_error_of_planning_is_put_to_the_column_at_fault(error, column, why):
    found = rejected(Row(7, read({"weight": "700"}), b"700"), error)
    assert (7, column, why, b"700") == (found.line, found.column, found.why, found.raw)


def test_a_rejected_row_is_handed_back_as_it_stands_behind_its_error():
    data = b'label,weight\n"A, B",70,\n'
    found = table(data)
    line = handed_back(next(row for row in found.rows if isinstance(row, Rejected)), found)
    assert line.endswith(b',"A, B",70,\n')
    assert next(csv.reader([line.decode()]))[0].startswith("2: cell 3: the row has 3 cells")


def test_a_mended_file_of_rejected_rows_can_be_read_again():
    assert [{"weight": 70, "label": "A"}] == said(b'error,label,weight\n"2: weight: wrong","A",70\n')
    assert [{"label": "A"}] == said(b'{"error": "1: label: wrong", "label": "A"}\n')


@pytest.mark.parametrize("line", [b'{"wieght": 70}', b' {"risk":[]} '])
def test_a_rejected_line_of_json_is_handed_back_with_its_keys(line):
    found = table(b'{"label": "A"}\n' + line)
    back = handed_back(next(row for row in found.rows if isinstance(row, Rejected)), found)
    again = json.loads(back)
    assert again.pop("error").startswith("2: ")
    assert again == json.loads(line)


def test_a_line_that_is_no_json_is_handed_back_as_text():
    found = table(b'{"label": "A"}\n{"weight": \xff}\n')
    back = json.loads(handed_back(next(row for row in found.rows if isinstance(row, Rejected)), found))
    assert '{"weight": \\xff}' == back["line"]


CELLS = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\r\n\0"), max_size=20)


@given(rows=st.lists(st.tuples(CELLS, CELLS), max_size=8), end=st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=150, deadline=None)
def test_whatever_a_cell_holds_comes_out_as_it_was_written(rows, end):
    page = io.StringIO()
    csv.writer(page, lineterminator=end).writerows([("label", "product"), *rows])
    found = list(table(page.getvalue().encode()).rows)
    rows = [row for row in rows if any(cell.strip(" ") for cell in row)]  # one that is empty is none
    assert len(rows) == len(found)
    for (label, product), row in zip(rows, found, strict=True):
        said = (("label", label), ("product", product.lower()))  # an id is one in any case
        expected = {name: cell.strip(" ") for name, cell in said if cell.strip()}
        if isinstance(row, Row):
            assert expected == {name: str(value) for name, value in row.request.shown().items()}
        else:  # nothing stands there that can be read
            assert not (label.strip() and product.strip())


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_bytes_get_lost_or_make_the_reader_fail(data):
    """Every line below the first that is not empty is a row, or is rejected as it stands."""
    rows = list(table(b"label,weight\n" + data).rows)
    lines = [line.rstrip(b"\r") for line in data.split(b"\n")]
    found = b"\n".join(row.raw for row in rows).split(b"\n") if rows else []  # a row may go over several lines
    assert [line for line in lines if line.strip(b", ")] == [line for line in found if line.strip(b", ")]
