"""A page of HTML, read back: what a test may ask of it."""

from html.parser import HTMLParser

VOID = {"meta", "line", "polygon", "polyline", "link", "br", "img", "input"}


class Page(HTMLParser):
    """The elements of a page, its text, and its tables as rows of cells."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[tuple[str, str]] = []  # the element that a text stands in, and the text
        self.tables: list[list[list[str]]] = []
        self._inner: list[list[list[str]]] = []
        self.feed(source)
        assert [] == self.open, "an element is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "table":
            self._inner.append([])
        elif tag == "tr":
            self._inner[-1].append([])
        elif tag in ("td", "th"):
            self._inner[-1][-1].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop(), f"</{tag}> closes nothing"
        if tag not in ("span", "b", "i", "bdi", "small"):
            self.words.append((tag, " "))
        if tag == "table":
            self.tables.append(self._inner.pop())

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append((self.open[-1], data))
            if self._inner and self._inner[-1] and self._inner[-1][-1]:
                self._inner[-1][-1][-1] += data

    @property
    def text(self) -> str:
        return " ".join("".join(data for _, data in self.words).split())

    def of(self, tag: str) -> list[str]:
        return [" ".join(data.split()) for name, data in self.words if name == tag and data.strip()]

    def table(self, *heads: str) -> list[list[str]]:
        """The rows below the one table whose head begins with these words."""
        (found,) = self.all_tables(*heads)
        return found

    def all_tables(self, *heads: str) -> list[list[list[str]]]:
        """The rows below each table whose head begins with these words."""
        tidy = [[[" ".join(cell.split()) for cell in row] for row in rows] for rows in self.tables]
        return [rows[1:] for rows in tidy if rows and rows[0][: len(heads)] == [*heads]]
