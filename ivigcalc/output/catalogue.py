"""Records on file -> text and JSON: what is known, what is not, and where each figure comes from."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from typing import Any

from ivigcalc.core.printed.on_file import CatalogueDocument, Entry, LadderByTheHour, TierCount
from ivigcalc.core.printed.product import Ladder, Product
from ivigcalc.core.printed.regimen import PrintedPhase, Regimen
from ivigcalc.core.printed.sources import Citation, Source
from ivigcalc.core.pumping.rates import RateProtocol, by_the_hour
from ivigcalc.core.quantities import GramsPerLitre, plain
from ivigcalc.output.ascii import plain_ascii
from ivigcalc.output.json import number, render_found
from ivigcalc.output.layout import wrap

WIDTH = 80
_HANGING = 4  # a line that continues stands further in than what belongs to it
_KEPT = "\u00a0"  # a space at which no line ends
_ABBREVIATED = 3  # letters of a word in an id that tells nothing by itself: mis-c, sjs-ten
_FOUR_PLACES = 4  # of a converted rate: what is printed has at most three digits


def listed(kind: str, records: Iterable[tuple[Any, bool]]) -> CatalogueDocument:
    """The list of *records*, each with whether it is local."""
    found = list(records)
    entries = tuple(_entry(kind, record, local) for record, local in found)
    sources = tuple(record for record, _ in found if isinstance(record, Source))
    return CatalogueDocument(kind, entries, sources=sources, by_tier=_by_tier(sources), oldest_seen=_oldest(sources))


def listed_kinds(counts: Iterable[tuple[str, str, int]]) -> CatalogueDocument:
    """The list of kinds: the folder of each, what one of its records is called, and how many there are."""
    return CatalogueDocument(
        "kinds", tuple(Entry("kinds", folder, one, (), False, f"{count} on file") for folder, one, count in counts)
    )


def shown(kind: str, record: Any, local: bool, sources: tuple[Source, ...]) -> CatalogueDocument:
    """Everything on file about *record*."""
    return CatalogueDocument(
        kind,
        (_entry(kind, record, local),),
        record,
        ladders(record),
        tuple(_not_on_file(record)),
        sources,
        _by_tier(sources),
        _oldest(sources),
    )


def ladders(record: Any) -> tuple[LadderByTheHour, ...]:
    """Every ladder of a product or a rate protocol, in words and by the hour."""
    match record:
        case Product():
            return tuple(
                _by_the_hour(ladder, ", ".join(label.markets) + at, strength)
                for strength, at in _strengths(record)
                for label in record.labels
                for ladder in label.ladders
            )
        case RateProtocol():
            in_mg = record.ladder.unit.startswith("mg")
            return () if in_mg else (_by_the_hour(record.ladder, record.id, None),)
    return ()


def _strengths(product: Product) -> list[tuple[GramsPerLitre, str]]:
    """Each strength, and the words that tell it from the others where a powder is made up to several."""
    several = len(product.strengths) > 1
    return [(one.g_per_l, f" at {plain(one.g_per_l)} g/L" if several else "") for one in product.strengths]


def _by_the_hour(ladder: Ladder, whose: str, concentration: GramsPerLitre | None) -> LadderByTheHour:
    def hourly(value: Decimal) -> Decimal:
        return round(by_the_hour(value, ladder.unit, concentration).value, _FOUR_PLACES)

    return LadderByTheHour(
        whose,
        ladder.indications,
        in_words(ladder, concentration),
        "mL/kg/h" if "/kg/" in ladder.unit else "mL/h",
        tuple(map(hourly, ladder.rates)),
        None if ladder.maximum is None else hourly(ladder.maximum),
        ladder.citation,
    )


def in_words(ladder: Ladder, concentration: GramsPerLitre | None) -> str:
    """*ladder* as a sentence, each rate as printed and by the hour."""

    def both(value: Decimal) -> str:
        hourly = str(by_the_hour(value, ladder.unit, concentration))
        printed = f"{plain(value)} {ladder.unit}"
        return printed if printed == hourly else f"{printed} ({hourly})"

    said = []
    for i, rate in enumerate(ladder.rates):
        text = both(rate)
        if i == 0 and ladder.start_range_up_to is not None:
            text += f" to {both(ladder.start_range_up_to)}"
        if i < len(ladder.minutes):
            text += f" for {plain(ladder.minutes[i])} min"
        said.append(text)
    words = ", then ".join(said)
    if ladder.increment is not None and ladder.every_minutes is not None:
        words += f", raised by {both(ladder.increment)} every {plain(ladder.every_minutes)} min"
    elif ladder.every_minutes is not None:
        words += f", raised every {plain(ladder.every_minutes)} min"
    if ladder.maximum is not None and ladder.maximum != ladder.rates[-1]:
        steps = "" if ladder.increment is not None else ", the steps between not printed"
        up_to = f" to {both(ladder.maximum_range_up_to)}" if ladder.maximum_range_up_to is not None else ""
        words += f", to at most {both(ladder.maximum)}{up_to}{steps}"
    which = {True: "first infusion: ", False: "later infusions: ", None: ""}[ladder.first_infusion]
    return f"{which}{words}{' (an older text)' if ladder.superseded else ''}"


def render_json(document: CatalogueDocument, version: str) -> str:
    """The document as indented JSON, ASCII, with a line end; every figure as it is printed."""
    return render_found("catalogue", version, document, lambda value, _: number(value, ""))


def render_list(document: CatalogueDocument) -> str:
    """One line per record, below a product its indications; of sources also how many of each tier, and the oldest.

    Regimens go by group.
    """
    if any(entry.group for entry in document.records):
        return "".join(f"{line}\n" for line in _by_group(document.records))
    width = max((len(entry.id) for entry in document.records), default=0)
    lines = []
    for entry in document.records:
        lines.append(f"{entry.id:<{width}}  {'; '.join(filter(None, (entry.name, entry.about)))}{_local(entry)}")
        if entry.indications:
            lines += [f"    {line}" for line in wrap(", ".join(entry.indications), WIDTH - _HANGING)]
    if document.by_tier:
        lines += ["", *(f"{count.tier:<12}  {count.sources}" for count in document.by_tier)]
        lines += [f"{'total':<12}  {len(document.sources)}", f"oldest seen   {document.oldest_seen}"]
    return "".join(f"{plain_ascii(line).rstrip()}\n" for line in lines)


def _by_group(entries: Iterable[Entry]) -> Iterator[str]:
    """The regimens of each group under its name: id, the name where the id has no word of it, number of variants."""
    for group, found in groupby(sorted(entries, key=lambda entry: (entry.group, entry.id)), lambda entry: entry.group):
        yield plain_ascii(group)
        listed = "; ".join(f"{_named_by_id(entry)}{_KEPT}({entry.variants}{_and_local(entry)})" for entry in found)
        yield from (f"  {plain_ascii(line)}" for line in wrap(listed, WIDTH - _HANGING))


def _named_by_id(entry: Entry) -> str:
    words = [word for word in entry.id.split("-") if len(word) > _ABBREVIATED]
    return entry.id if any(word in entry.name.lower() for word in words) else f"{entry.id}: {entry.name}"


def _and_local(entry: Entry) -> str:
    return ", local" if entry.local else ""


def _local(entry: Entry) -> str:
    return " (local)" if entry.local else ""


def render_record(document: CatalogueDocument) -> str:
    """One record: the outline, what is not on file, every figure with its place in its source, the sources."""
    printed = []
    for indent, text in _lines(document):
        first, *others = wrap(plain_ascii(text), WIDTH - indent - _HANGING)
        printed.append(f"{' ' * indent}{first}".rstrip())
        printed += [f"{' ' * (indent + _HANGING)}{line}" for line in others]
    return "\n".join(printed) + "\n"


def _lines(document: CatalogueDocument) -> Iterator[tuple[int, str]]:
    entry, record = document.records[0], document.record
    yield 0, f"{entry.id}: {entry.name}"
    yield 0, f"kind {document.kind}, {'from the local formulary' if entry.local else 'shipped with the program'}"
    if entry.aliases:
        yield 0, f"also {', '.join(entry.aliases)}"
    if document.ladders:
        yield from _heading("Infusion rates")
        for ladder in document.ladders:
            whom = f"{ladder.whose}{': ' + ', '.join(ladder.indications) if ladder.indications else ''}"
            yield 2, f"{whom}: {ladder.words} {_cited(ladder.citation)}"
    if isinstance(record, Regimen):
        yield from _heading("Variants")
        if not record.default:
            yield 2, f"one must be chosen: {record.default_reason}"
        for variant in record.variants:
            default = f" (default: {record.default_reason})" if variant.id == record.default else ""
            yield 2, f"{record.id}/{variant.id}{default}: {variant.name}; {variant.status}"
            for one in record.default_by_market:
                if one.variant == variant.id:
                    with_any = f" and {' or '.join(one.products)}" if one.products else ""
                    yield 4, f"default with market {' or '.join(one.markets)}{with_any}: {one.reason}"
            yield from ((4, f"{phase.name}: {_phase(phase)} {_cited(phase.citation)}") for phase in variant.phases)
    yield from _heading("Not on file")
    yield from ((2, text) for text in document.not_on_file or ("nothing marked as missing",))
    yield from _heading("Record")
    yield from _fields(record, 2)
    yield from _heading("Sources")
    for source in document.sources:
        printed = f", printed {source.printed}" if source.printed else ""
        yield 2, f"{source.id}: {source.tier}, seen {source.seen}{printed}"
        yield 4, ". ".join(part for part in (source.title, source.publisher, source.url, source.note) if part)


def _heading(text: str) -> Iterator[tuple[int, str]]:
    yield 0, ""
    yield 0, text


def _cited(citation: Citation) -> str:
    return f"[{citation.source}: {citation.at}]"


def _phase(phase: PrintedPhase) -> str:
    """A phase of a regimen as its source prints it, in words."""

    def span(low: Decimal | int | None, high: Decimal | int | None) -> str:
        texts = dict.fromkeys(plain(Decimal(value)) for value in (low, high) if value is not None)
        return " to ".join(texts)

    per = {"cycle": "g/kg", "day": "g/kg a day", "28d": "g/kg per 28 days"}[phase.dose_per]
    words = f"{span(phase.dose_g_per_kg_min, phase.dose_g_per_kg_max)} {per}"
    if phase.days_max is not None:
        words += f" over {span(phase.days_min, phase.days_max)} day{'s' if phase.days_max > 1 else ''}"
    if phase.interval_days_max is not None:
        words += f" every {span(phase.interval_days_min, phase.interval_days_max)} days"
    if phase.cycles is not None:
        most = phase.cycles_max or phase.cycles
        words += f", {span(phase.cycles, most)} cycle{'s' if most > 1 else ''}"
    return words


def _fields(record: Any, indent: int) -> Iterator[tuple[int, str]]:
    """The fields of *record* that say something, by their names in its file; what is not on file stands apart."""
    for key, value in zip(record._fields, record, strict=True):
        if isinstance(value, Citation) or key == "not_on_file" or value == record._field_defaults.get(key):
            continue
        if hasattr(value, "_fields"):
            yield from _table(key, value, indent)
        elif isinstance(value, tuple) and value and hasattr(value[0], "_fields"):
            yield indent, f"{key}:"
            for item in value:
                yield from _table("-", item, indent + 2)
        else:
            yield indent, f"{key}: {_scalar(value)}"


def _table(key: str, value: Any, indent: int) -> Iterator[tuple[int, str]]:
    """A table on one line where it holds only single values; else its name or first value, and the rest below."""
    citation = getattr(value, "citation", None)
    start, end = "-" if key == "-" else f"{key}:", _cited(citation) if citation is not None else ""
    fields = list(_fields(value, indent + 2))
    if all(depth == indent + 2 for depth, _ in fields) and sum(len(text) for _, text in fields) < WIDTH:
        said, fields = "; ".join(text for _, text in fields), []
    else:
        said = fields.pop(0)[1] if key == "-" else ""
    yield indent, " ".join(filter(None, (start, said, end)))
    yield from fields


def _scalar(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_scalar, value))
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _entry(kind: str, record: Any, local: bool) -> Entry:
    name = next(filter(None, (getattr(record, key, "") for key in ("name", "title", "topic"))), "")
    group, variants = (record.group, len(record.variants)) if isinstance(record, Regimen) else ("", 0)
    aliases = getattr(record, "aliases", ())
    return Entry(kind, record.id, name, aliases, local, _about(record), group, variants, _named(record))


def _named(record: Any) -> tuple[str, ...]:
    """The indications that any label of a product names, each once."""
    labels = record.labels if isinstance(record, Product) else ()
    return tuple(dict.fromkeys(one.id for label in labels for one in label.indications))


def _about(record: Any) -> str:
    match record:
        case Product():
            return ", ".join(market for label in record.labels for market in label.markets)
        case Regimen():
            return ", ".join(variant.id for variant in record.variants)
        case Source():
            return f"{record.tier}, seen {record.seen}"
    indications: tuple[str, ...] = getattr(record, "indications", ())
    return ", ".join(indications)


def _not_on_file(record: Any) -> Iterator[str]:
    yield from getattr(record, "not_on_file", ())
    for label in getattr(record, "labels", ()):
        yield from (f"{', '.join(label.markets)}: {text}" for text in label.not_on_file)
    for variant in getattr(record, "variants", ()):
        yield from (f"{variant.id}: {text}" for text in variant.not_on_file)


def _by_tier(sources: tuple[Source, ...]) -> tuple[TierCount, ...]:
    tiers = [source.tier for source in sources]
    return tuple(
        TierCount(tier, tiers.count(tier)) for tier in sorted(set(tiers), key=lambda one: (-tiers.count(one), one))
    )


def _oldest(sources: tuple[Source, ...]) -> str | None:
    return min((source.seen for source in sources), default=None)
