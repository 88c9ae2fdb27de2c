"""What a spreadsheet would take for a formula is kept a text, and read as it was."""

import pytest

from ivigcalc.core.formula import as_it_was, kept_a_text


@pytest.mark.parametrize("text", ["=1+1", "+49", "-2", "@sum", "＝1", "＋1", "－1", "＠1", " =1", "\t-1"])
def test_a_text_that_begins_as_a_formula_does_stands_behind_a_quote(text):
    assert f"'{text}" == kept_a_text(text)
    assert text == as_it_was(f"'{text}")


@pytest.mark.parametrize("text", ["", "a=1", "2g/kg", "'", "'a", "''=1"])
def test_any_other_stays_as_it_is(text):
    assert text == kept_a_text(text) == as_it_was(text)
