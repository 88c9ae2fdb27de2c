"""``NamedTuple`` means what the one of ``typing`` means."""

import pickle
import typing
from typing import Any

import pytest

from ivigcalc.core.named_tuple import NamedTuple, within


class Own(NamedTuple):
    """A dose."""

    grams: int
    days: int = 2
    words: tuple[str, ...] = ()

    @property
    def of_a_day(self) -> float:
        return self.grams / self.days


class Typed(typing.NamedTuple):
    """A dose."""

    grams: int
    days: int = 2
    words: tuple[str, ...] = ()

    @property
    def of_a_day(self) -> float:
        return self.grams / self.days


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ((140,), {}),
        ((140, 5), {}),
        ((140, 5, ("a", "b")), {}),
        ((140,), {"words": ("a",)}),
        ((), {"days": 4, "grams": 70}),
        ((), {"words": ("a",), "days": 4, "grams": 70}),
    ],
)
def test_the_same_values_by_place_and_by_name(values: Any, named: Any) -> None:
    assert tuple(Typed(*values, **named)) == tuple(Own(*values, **named))


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ((), {}),  # too few
        ((), {"days": 2}),
        ((140, 2, (), 1), {}),  # too many
        ((140, 2, (), 1), {"days": 2}),
        ((140, 2), {"days": 2}),  # twice
        ((140,), {"dose": 2}),  # unknown
    ],
)
def test_the_same_are_refused(values: Any, named: Any) -> None:
    for kind in (Typed, Own):
        with pytest.raises(TypeError):
            kind(*values, **named)


@pytest.mark.parametrize(
    "look",
    [
        lambda one: one.grams,
        lambda one: one.words,
        lambda one: one.of_a_day,
        lambda one: one[1],
        lambda one: tuple(one._replace(days=5)),
        lambda one: tuple(one._replace(words=("b",), grams=70)),
        lambda one: tuple(type(one)._make(iter((70, 5, ())))),
        lambda one: type(type(one)._make((70, 5, ()))) is type(one._replace(days=5)) is type(one),
        lambda one: one._asdict(),
        lambda one: one._fields,
        lambda one: one._field_defaults,
        lambda one: type(one).__annotations__,
        lambda one: type(one).__doc__,
        lambda one: repr(one).removeprefix(type(one).__name__),
        lambda one: hash(one),
        lambda one: one == (140, 2, ("a",)),
        lambda one: tuple(pickle.loads(pickle.dumps(one))),
        lambda one: isinstance(pickle.loads(pickle.dumps(one)), type(one)),
        lambda one: hasattr(one, "__dict__"),
    ],
)
def test_the_same_is_seen(look: Any) -> None:
    assert look(Typed(140, words=("a",))) == look(Own(140, words=("a",)))


def test_what_is_made_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Own(140).grams = 14  # type: ignore[misc]
    with pytest.raises(AttributeError):
        Own(140).dose = 14  # type: ignore[attr-defined]
    with pytest.raises(TypeError):
        Own(140)._replace(dose=14)  # type: ignore[call-arg]


@pytest.mark.parametrize("values", [(), (140, 5), (140, 5, (), 1)])  # a default fills nothing in
def test_values_in_a_row_are_all_of_them(values: Any) -> None:
    for kind in (Typed, Own):
        with pytest.raises(TypeError):
            kind._make(values)


def test_a_default_before_a_field_without_one_is_refused() -> None:
    with pytest.raises(TypeError, match="default"):

        class OfTyping(typing.NamedTuple):
            grams: int = 140
            days: int  # type: ignore[misc]

    with pytest.raises(TypeError, match="default"):

        class OfOurs(NamedTuple):
            grams: int = 140
            days: int  # type: ignore[misc]


def test_what_is_missing_is_named_with_the_class() -> None:
    with pytest.raises(TypeError, match=r"Own\.__new__\(\) missing 1 required positional argument: 'grams'"):
        Own(days=2)  # type: ignore[call-arg]


def test_as_many_fields_share_no_names_and_no_defaults() -> None:
    class Other(NamedTuple):
        mg: int
        times: int
        note: str = "-"

    assert (5, 3, "-") == Other(times=3, mg=5) == Other(5, 3)
    assert (140, 2, ()) == Own(grams=140)


def test_none_and_many_fields() -> None:
    class Nothing(NamedTuple):
        pass

    many = {f"f{i}": i for i in range(300)}
    made = type(NamedTuple)("Many", (NamedTuple,), {"__annotations__": dict.fromkeys(many, int)})
    assert () == Nothing() == Nothing._make(())
    assert many == made(**many)._asdict() == made(*many.values())._asdict()


def test_a_match_takes_it_apart() -> None:
    match Own(140, 5):
        case Own(grams, days):
            assert (grams, days) == (140, 5)


def test_whatever_is_within_a_value_is_found() -> None:
    own = Own(140, words=("a", "b"))
    assert [140] == within(140)
    assert [(own, 3), own, 3, 140, 2, ("a", "b"), "a", "b"] == within((own, 3))
