"""``NamedTuple`` as ``typing`` has it, which is also what a type checker sees, with classes that are cheap to make.

A plan loads some 120 of them. The one of ``typing`` compiles a constructor for each and looks over every annotation:
together two thirds of the time that a whole Typer program takes to start.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    from operator import itemgetter

    class _Fields(type):
        """Makes the annotations of a class its fields, and what is assigned to them their defaults."""

        def __new__(meta, name, bases, body):
            made = super().__new__(meta, name, bases, {"__slots__": (), **body})
            fields = tuple(made.__annotations__)
            made._fields = made.__match_args__ = fields
            made._field_defaults = {field: body[field] for field in fields if field in body}
            for index, field in enumerate(fields):
                setattr(made, field, property(itemgetter(index)))
            return made

    class NamedTuple(tuple, metaclass=_Fields):
        def __new__(cls, /, *values, **named):
            if named or len(values) != len(cls._fields):
                values += _the_rest(cls, len(values), named)
            return tuple.__new__(cls, values)

        @classmethod
        def _make(cls, values):
            return cls(*values)

        def _replace(self, /, **named):
            return type(self)(**{**self._asdict(), **named})

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._asdict().items())})"

        def __getnewargs__(self):
            return tuple(self)

    def _the_rest(kind, said, named):
        """The values of the fields after the first that were *said* by place: those *named*, else the defaults."""
        fields = kind._fields[said:]
        given = named if len(named) == len(fields) else {**kind._field_defaults, **named}
        if said > len(kind._fields) or (given is not named and not named.keys() <= set(fields)):
            raise TypeError(f"{kind.__name__}: more than the fields {', '.join(kind._fields)}, or one of them twice")
        try:
            return tuple([given[field] for field in fields])
        except KeyError as missing:
            raise TypeError(f"{kind.__name__}: {missing}: no value was given") from None
