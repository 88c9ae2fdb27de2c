"""How an error is told: why, what to do, and the field at fault in the spelling of the edge that shows it."""

import pickle

from ivigcalc.core.errors import Choice, Missing, Refused, Unreadable, Unsaid


def option(field):
    return f"--{field.replace('_', '-')}"


def test_why_and_what_to_do_stand_behind_one_another():
    assert "too much; take less" == str(Refused("too much", "take less"))
    assert "too much" == str(Refused("too much"))


def test_of_what_was_not_said_it_is_said_how():
    assert "no weight: give weight, such as 70kg" == str(Unsaid("no weight", "give [[weight]], such as 70kg", "weight"))


def test_a_choice_is_told_with_what_can_be_chosen():
    assert "the source gives 2 to 5 days; choose days" == str(
        Choice("the source gives 2 to 5 days", "choose [[days]]", "days")
    )


def test_several_things_that_are_missing_are_told_with_an_example():
    asked = Missing("no start date: give [[start]]; no weight: give [[weight]]", "for example: 82kg gbs")
    assert "no start date: give start; no weight: give weight; for example: 82kg gbs" == str(asked)
    assert isinstance(asked, Unsaid)


def test_what_stands_between_the_two_can_be_said():
    assert "too fine: take 2.5" == str(Refused("too fine", "take 2.5", between=": "))


def test_the_field_at_fault_stands_before_texts_that_do_not_name_it():
    error = Unreadable("'fast' is no rate", "write [[rates]]", "max_rate")
    assert "--max-rate: 'fast' is no rate; write --rates" == error.told(option)
    assert "max_rate: 'fast' is no rate; write rates" == str(error)


def test_it_is_not_said_twice():
    assert "--max-rate 2: too slow" == Refused("[[max_rate]] 2: too slow", field="max_rate").told(option)
    assert "too slow; raise --max-rate" == Refused("too slow", "raise [[max_rate]]", "max_rate").told(option)
    assert "the greatest rate is too slow" == Refused(
        "the greatest rate is too slow", "", "max_rate", in_words=True
    ).told(option)


def test_the_sentence_is_without_it():
    assert "too slow" == Refused("too slow", field="max_rate").sentence(option)


def test_an_error_is_the_same_behind_a_process():
    error = Refused("too fine", "take 2.5", "round_to", between=": ", in_words=True)
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), vars(again)) == (type(error), vars(error))


def test_one_who_reads_why_and_what_to_do_alone_gets_the_fields_in_the_spelling_of_the_edge():
    named_in_it = Unreadable("no room", "say [[max_rate]] or [[over]]", "max_rate")
    named_in_it.spell(str.upper)
    assert ("no room", "say MAX_RATE or OVER", "max_rate") == (named_in_it.why, named_in_it.do, named_in_it.field)
    assert "no room; say MAX_RATE or OVER" == named_in_it.told(str.upper)  # the field does not stand before it too
    another = Unreadable("no room", "say [[over]]", "max_rate")
    another.spell(str.upper)
    assert "MAX_RATE: no room; say OVER" == another.told(str.upper)
    in_words = Unreadable("no room", "say [[over]]", "max_rate", in_words=True)
    in_words.spell(str.upper)
    assert "no room; say OVER" == in_words.told(str.upper)
