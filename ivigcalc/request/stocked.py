"""The vials that a hospital has in stock, by product: the ``[stocked]`` of a configuration, and of a saved request."""

from collections.abc import Iterator
from pathlib import Path

from ivigcalc.core.errors import IvigcalcError, RecordInvalid
from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.quantities import Grams, plain
from ivigcalc.request import reading

_WRITE = 'write a product and its vial sizes in g, as octagam-10 = "5,10,20"'


class Stocked(NamedTuple):
    """The vial sizes of the ``product``, each once and in order; ``where`` is the file and the key that say so."""

    product: str
    sizes: tuple[Grams, ...]
    where: str

    @property
    def shown(self) -> str:
        """The sizes as a request carries them."""
        return ",".join(map(plain, self.sizes))


def stocked_in(path: Path, table: object) -> tuple[Stocked, ...]:
    """What the *table* in the file *path* says.

    Raises:
        RecordInvalid: It is no table, or a size is none; file and key are named.
    """
    if not isinstance(table, dict):
        raise RecordInvalid(f"{path}: stocked: a table is needed; {_WRITE}")
    return tuple(_each(path, table))


def _each(path: Path, table: dict[str, object]) -> Iterator[Stocked]:
    for product, said in table.items():
        where = f"{path}: stocked.{product}"
        if not isinstance(said, str):
            raise RecordInvalid(f"{where}: a text is needed; {_WRITE}")
        try:
            sizes = reading.sizes(said)
        except IvigcalcError as why:
            raise RecordInvalid(f"{where}: {why}; {_WRITE}") from None
        if len(set(sizes)) < len(sizes):
            raise RecordInvalid(f"{where}: duplicate size; write each once")
        yield Stocked(product, tuple(sorted(sizes)), where)
