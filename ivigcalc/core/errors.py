"""Every way to refuse. One base class; the kind of refusal decides the exit status, in one place (``cli.run``)."""

from ivigcalc.core.wording import Spelling, spelled


class IvigcalcError(Exception):
    """Never raised itself. What was given and what is allowed (``why``), and what to do about it (``do``).

    ``field`` is the field of the request that is at fault, empty where it is no single one; ``in_front`` where the
    texts do not tell which it is. The texts name fields as ``wording`` says.
    """

    between = "; "

    def __init__(self, why: str, do: str = "", field: str = "", *, in_front: bool = False) -> None:
        super().__init__(why, do, field)
        self.why, self.do, self.field, self.in_front = why, do, field, in_front

    def sentence(self, spelling: Spelling) -> str:
        """Why, and what to do, with the fields in the *spelling* of the edge."""
        return spelled(f"{self.why}{self.between}{self.do}" if self.do else self.why, spelling)

    def told(self, spelling: Spelling) -> str:
        """The sentence, after the field at fault where it does not tell that itself."""
        return (f"{spelling(self.field)}: " if self.in_front else "") + self.sentence(spelling)

    def __str__(self) -> str:
        return self.told(lambda field: field)


class Unreadable(IvigcalcError):
    """What was said cannot be read, or does not say enough: write it differently, or choose."""


class Unsaid(Unreadable):
    """Something that is needed was not said."""

    between = ": "


class Refused(IvigcalcError):
    """What was said can be read but is impossible, or outside what the sources support."""


class RecordInvalid(IvigcalcError):
    """A record, a configuration or an input file is missing or breaks its rules; names file, key and reason."""
