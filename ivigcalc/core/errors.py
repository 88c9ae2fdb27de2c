"""Every way to refuse. One base class; the kind of refusal decides the exit status, in one place (``cli.run``)."""

from ivigcalc.core.wording import Spelling, named, spelled


class IvigcalcError(Exception):
    """The base, itself never raised: what was given and what is allowed (``why``), and what to do about it (``do``).

    ``field`` is the field of the request that is at fault, empty where it is no single one. The texts name fields as
    ``wording`` says; ``in_words`` where they speak of the one at fault in words of their own. ``between`` stands
    between the two texts.
    """

    between = "; "

    def __init__(self, why: str, do: str = "", field: str = "", *, between: str = "", in_words: bool = False) -> None:
        super().__init__(why, do, field)
        self.why, self.do, self.field, self.in_words = why, do, field, in_words
        self.between = between or self.between

    def sentence(self, spelling: Spelling) -> str:
        """Why, and what to do, with the fields in the *spelling* of the edge."""
        return spelled(f"{self.why}{self.between}{self.do}" if self.do else self.why, spelling)

    def told(self, spelling: Spelling) -> str:
        """The sentence, after the field at fault where it does not name that itself."""
        told_of = not self.field or self.in_words or named(self.field) in self.why + self.do
        return ("" if told_of else f"{spelling(self.field)}: ") + self.sentence(spelling)

    def spell(self, spelling: Spelling) -> None:
        """Name the fields in ``why`` and ``do`` in the *spelling* of the edge, for one who reads the two alone."""
        self.in_words = self.in_words or named(self.field) in self.why + self.do
        self.why, self.do = spelled(self.why, spelling), spelled(self.do, spelling)

    def __str__(self) -> str:
        return self.told(lambda field: field)


class Unreadable(IvigcalcError):
    """A field is unreadable, or one is missing: write it differently, or choose."""


class Unsaid(Unreadable):
    """A field that is needed was not given."""

    between = ": "


class Choice(Unsaid):
    """The sources leave a choice, and it was not made."""

    between = "; "


class Missing(Unsaid):
    """Several fields that are needed were not given, each told with what to do about it."""

    between = "; "


class Refused(IvigcalcError):
    """The request is readable but impossible, or not supported by the sources."""


class RecordInvalid(IvigcalcError):
    """A record, a configuration or an input file is missing or breaks its rules; names file, key and reason."""
