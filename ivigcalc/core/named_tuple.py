"""``NamedTuple`` as ``typing`` has it, which is also what a type checker sees, with classes that are cheap to make.

A command loads many of them before it does anything. The one of ``typing`` compiles a constructor for each and looks
over every annotation. Here a class has its constructor from its first call by keyword on, and those with as many fields
share one that was compiled, each under the names of its own fields. What reads a field is that of the standard library.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    from collections import _tuplegetter as _reader
    from functools import cache
    from types import FunctionType

    _new = tuple.__new__

    class _Fields(type):
        """Makes the annotations of a class its fields, and what is assigned to them their defaults."""

        def __new__(meta, name, bases, body):
            made = super().__new__(meta, name, bases, {"__slots__": (), **body})
            fields = tuple(made.__annotations__)
            defaults = {field: body[field] for field in fields if field in body}
            if tuple(defaults) != fields[len(fields) - len(defaults) :]:
                raise TypeError(f"{name}: a field without a default stands after one that has a default")
            made._fields = made.__match_args__ = fields
            made._field_defaults = defaults
            for index, field in enumerate(fields):
                setattr(made, field, _reader(index, None))
            return made

    class NamedTuple(tuple, metaclass=_Fields):
        def __new__(cls, /, *values, **named):
            if not named and len(values) == len(cls._fields):
                return _new(cls, values)
            cls.__new__ = staticmethod(_constructor(cls))
            return cls(*values, **named)

        @classmethod
        def _make(cls, values):
            made = _new(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"{cls.__name__}: {len(cls._fields)} values are needed, not {len(made)}")
            return made

        def _replace(self, /, **named):
            made = _new(type(self), map(named.pop, self._fields, self))
            if named:
                raise TypeError(f"{type(self).__name__}: no such fields: {', '.join(named)}")
            return made

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._asdict().items())})"

        def __getnewargs__(self):
            return tuple(self)

    def _constructor(kind):
        """What takes the fields of *kind* by place and by name, with their defaults."""
        code = _of_so_many(len(kind._fields)).replace(
            co_varnames=("_cls", *kind._fields), co_name="__new__", co_qualname=f"{kind.__qualname__}.__new__"
        )
        return FunctionType(code, globals(), None, tuple(kind._field_defaults.values()))

    @cache
    def _of_so_many(fields):
        """The code of a constructor of so many *fields*, whose names are still to be put in."""
        values = "".join([f"_{i}, " for i in range(fields)])
        return eval(f"lambda _cls, {values}: _new(_cls, ({values}))").__code__


def within(value: Any) -> list[Any]:
    """*value* and everything in it: what its tuples hold, with a name or without, and what those hold."""
    found = [value]
    for one in found:  # which grows on the way
        if isinstance(one, tuple):
            found.extend(one)
    return found
