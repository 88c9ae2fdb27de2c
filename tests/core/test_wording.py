"""Texts that name a field of the request, and its spelling at an edge."""

from ivigcalc.core.wording import named, names_a_field, spelled


def test_every_field_that_a_text_names_is_spelled():
    text = f"give {named('max_rate')} or slower {named('rates')} [1]"
    assert "give MAX_RATE or slower RATES [1]" == spelled(text, str.upper)


def test_a_text_without_a_field_stays_as_it_is():
    for text in ("", "[1]", "[[1]]", "[[]]", "[[Max-Rate]]", "[[max_rate]"):
        assert text == spelled(text, str.upper)
        assert not names_a_field(text)


def test_a_text_that_names_a_field_asks_something_of_the_planner():
    assert names_a_field(named("max_rate"))
    assert names_a_field(f"give {named('max_rate')}, or a slower rate")


def test_it_can_be_named_again_where_another_edge_will_spell_it():
    text = f"give {named('max_rate')}"
    assert text == spelled(text, named)
