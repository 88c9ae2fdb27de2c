"""Citations as numbered footnotes, in the order in which a sheet uses them."""

from ivigcalc.core.printed.sources import Citation, Source
from ivigcalc.output.blocks import Entry

_TIERS = {
    "label": "label",
    "label-copy": "copy of a label",
    "guideline": "guideline",
    "handbook": "handbook",
    "hospital": "hospital protocol",
    "trial": "trial",
    "review": "review",
    "case-report": "case report",
    "house": "the program's own choice",
}


class Footnotes:
    """Gives each citation its number. Two places in one source are two footnotes, the second short."""

    def __init__(self, sources: tuple[Source, ...]) -> None:
        self._sources = {source.id: source for source in sources}
        self._numbers: dict[Citation, int] = {}

    def mark(self, citation: Citation | None) -> str:
        """``[3]``; empty where nothing is cited."""
        return "" if citation is None else f"[{self._numbers.setdefault(citation, len(self._numbers) + 1)}]"

    def after(self, text: str, citation: Citation | None) -> str:
        """*text* with the mark of its citation behind it."""
        return f"{text} {self.mark(citation)}" if citation is not None else text

    def entries(self) -> tuple[Entry, ...]:
        """The footnotes so far, then the sources of the plan that only its workings cite."""
        first: dict[str, str] = {}
        found = []
        for citation in self._numbers:
            mark = self.mark(citation)
            if citation.source in first:
                again = self._entry(mark, citation.source, citation.at)
                found.append(Entry(mark, f"as {first[citation.source]}: {citation.at}", link=again.link))
            else:
                first[citation.source] = mark
                found.append(self._entry(mark, citation.source, citation.at))
        found += [self._entry("-", id, "") for id in self._sources if id not in first]
        return tuple(found)

    def _entry(self, mark: str, id: str, at: str) -> Entry:
        source = self._sources.get(id)
        if source is None:
            return Entry(mark, f"{id}: {at}")
        if source.tier == "house":
            return Entry(mark, f"{source.title}: {at}" if at else source.title, (source.note,))
        said = [source.title, ", ".join(filter(None, (source.publisher, source.printed)))]
        text = ". ".join(filter(None, said)) + f" ({_TIERS[source.tier]}, seen {source.seen})"
        return Entry(
            mark, f"{text}: {at}" if at else text, tuple(filter(None, (source.note, source.url))), link=source.url
        )
