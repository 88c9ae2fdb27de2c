"""Every way to refuse. One base class; the kind of refusal decides the exit status, in one place (``cli.run``)."""


class IvigcalcError(Exception):
    """Never raised itself. Its text is one sentence: what was given, what is allowed, and what to do."""


class Unreadable(IvigcalcError):
    """What was said cannot be read, or does not say enough: write it differently, or choose."""


class Refused(IvigcalcError):
    """What was said can be read but is impossible, or outside what the sources support."""


class RecordInvalid(IvigcalcError):
    """A record, a configuration or an input file is missing or breaks its rules; names file, key and reason."""
