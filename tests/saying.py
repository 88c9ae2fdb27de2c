"""What can be said at the command line and in files, well, badly and with ill intent: strategies for the fuzz tests."""

from itertools import pairwise

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ivigcalc.cli.main import COMMANDS
from ivigcalc.documents import intake, meaning
from ivigcalc.request.fields import FIELDS, option

# What each field takes. What the first entries say goes together, so that many a drawn request can be planned.
WELL: dict[str, tuple[str, ...]] = {
    "weight": ("70", "70kg", "154lb", "3200g", "0.3", "400", "12.34567891", "70 Kilograms", "154 pounds", ".9 kg"),
    "height": ("175", "1.75m", "69in", "5ft9in", "25", "250cm", "5'9\"", "5 feet 9 inches"),
    "sex": ("male", "female", "F"),
    "age": ("75", "0", "0.5", "125"),
    "pregnant": ("true",),
    "pre_pregnancy_weight": ("60", "60kg"),
    "risk": ("renal", "thrombosis", "heart-failure", "iga-antibodies", "hyperprolinaemia", "corn-allergy", "none"),
    "first_infusion": ("yes", "no", "unknown"),
    "weight_policy": ("actual", "ideal", "ontario", "us-120-percent"),
    "weight_factor": ("0.4", "0", "1"),
    "regimen": ("dermatomyositis", "itp", "cidp", "kawasaki", "primary-immunodeficiency", "gbs"),
    "indication": ("dermatomyositis", "itp", "cidp"),
    "phase": ("maintenance", "loading", "course"),
    "dose": (
        "2g/kg",
        "0.4g/kg/day",
        "140g",
        "1g/kg",
        "400mg/kg",
        "3g/kg",
        "0.001g/kg",
        ".4 gm / kg / day",
        "140000 mg",
        "maintenance=1g/kg/cycle",
    ),
    "days": ("2", "1", "5", "10", "1,3,5", "1, 3,5", "loading=4", "loading=1,3,5,8,10,maintenance=1", "1,366"),
    "every": ("4w", "28d", "3w", "366d", "q3w", "every 4 weeks", "Maintenance = q4w"),
    "cycles": ("3", "1", "26", "130", "loading=2", "maintenance=6"),
    "then": (
        "1g/kg/cycle, 2 days, every 6w, 4 cycles",
        "0.5g/kg, 1 day, every 3w, 2 cycles",
        "1g/kg/cycle, days 1,3,5, every 6w, 2 cycles",
    ),
    "max_dose": ("100g", "100g/day", "140g/cycle", "60 g/day"),
    "product": (
        "octagam-10",
        "yimmugo",
        "privigen",
        "gammagard-liquid",
        "intragam-p",
        "flebogamma-dif-5",
        "Octagam 10%",
    ),
    "market": ("us", "eu", "de", "au", "GB", "EU"),
    "concentration": ("10%", "50g/L", "100mg/mL", "0.1g/mL", "5 g/50 mL"),
    "vials": ("5,10,20", "10", "2.5,5,10,20,30", "1,3,7"),
    "rounding": ("vial", "vial-down", "vial-up", "exact", "5g", "0.1g"),
    "split": ("70g,70g", "100,40", "30g,30g,40g,40g"),
    "tolerance": ("10%", "0%", "100%"),
    "stock": ("20g:3,10g:10", "10g:0", "5g:999999", "12x10g, 3 x 20 g"),
    "rates": ("mgh", "0.3x30,0.6x30,1.2 mL/kg/h", "0.01x15,0.08 mL/kg/min", "500 mL/h", "8mg/kg/min"),
    "max_rate": ("2.4mL/kg/h", "150mL/h", "0.01mL/h", "150 mL/hr"),
    "pump_step": ("0.1mL/h", "1mL/h", "10mL/h"),
    "over": ("12h", "720min", "1h30", "1 h 30 min", "0.5 hours", "24h"),
    "volume": ("280mL", "0.1mL", "999999mL"),
    "resume_rate": ("1.2mL/kg/h", "84mL/h"),
    "increase": ("true",),
    "day": ("1", "2", "9"),
    "at": ("09:00", "23:59", "00:00", "9:00"),
    "tz": ("Europe/Berlin", "UTC", "America/St_Johns"),
    "start": ("2026-01-05", "1900-01-01", "2200-12-31", "2024-02-29"),
    "closed": ("weekends", "2026-12-25", "2026-12-24:2027-01-01", "1900-01-01:2200-12-31"),
    "holidays": ("DE", "DE-BW", "US"),
    "move": ("nearest", "later", "earlier", "each-day"),
    "move_limit": ("4d", "0d", "2w"),
    "anchor": ("planned", "actual"),
    "cycles_from": ("1", "2"),
    "given": ("2025-10-13,2025-11-10", "2025-12-08"),
    "cycle_date": ("2=2026-02-03", "3=2026-12-10"),
    "steroid": ("prednisolone", "methylprednisolone", "dexamethasone"),
    "steroid_dose": ("60mg", "1mg/kg"),
    "steroid_max": ("60mg", "80"),
    "taper": (
        *("60x28,40x28,30x28,20", "60,40,20/cycle", "aramis", "ese-es-2024", "30x7,20x7,10x7", "5"),
        *("30+30x7,20|10x14,10|0x14,5", "60-10/10x14,9-1/1x28", "1x28,0.5x28 mg/kg"),
    ),
    "taper_start": ("2026-01-05", "2025-12-01"),
    "taper_align": ("cycles",),
    "tablets": ("uk", "de", "us", "1,5,20", "2.5"),
    "halves": ("true",),
    "round_to": ("2.5", "1mg", "5"),
    "pulse": ("methylprednisolone 1000mg x3", "methylprednisolone 1 g x 3 days/cycle", "dexamethasone 40mg x4"),
    "accept": ("dose.above-cycle-limit=discussed", "rate.above-label=as written", "weight.implausible=weighed twice"),
    "label": ("bed 7", "P0001"),
}

# What goes wrong by hand: the wrong unit, the decimal comma, the wrong order, a sign, a number that is none.
BADLY = (
    "", " ", "-1", "+70", "70,5", "70,5 kg", "1e5", "1E400", "nan", "inf", "-0", "0", "00070", "0x46", "1_000", "1 000",
    "70 kg kg", "70stone", "70**2 kg", "2*35", ".5", "5.", "7.0.0", "999999", "1000000", "0.00000001", "0.000000001",
    "10", "2", "2 g", "2g/m2", "monthly", "1m", "4 weeks", "0w", "08.04.2024", "04/08/2024", "2024-13-01", "2024-02-30",
    "0000-01-01", "9999-12-31", "2024-04-08T00:00", "25:00", "9:00", "09:00:00", "none,renal", "DE-XX", "Mars/Base",
    "itp/no-such-variant", "no-such-id", "60x", "x28", "60x28,", "60/cycle/cycle", "20x0", "20x7,30x7", "20g:-1", "3=",
    "10 mL/kg", "05/04/2026", "1-2g/kg", "12x10", "octagam", "ivig 10%", "q4", "5'13\"",
    "=2026-01-01", "0=2026-01-01", "code", "=reason", "code=", "weights", "true", "None", "null", "[]", "{}",
)  # fmt: skip

# What somebody, or a broken program, may send to do harm.
HOSTILE = (
    "\x1b[2J\x1b[31mall is well\x07", "a\rb", "a\nb", "a\r\nBEGIN:VEVENT", "\x00", "a\x00b", "\x7f\x80\x9f", "\u202e07",
    "\ufeff70", "\u0667\u0660", "\uff17\uff10", "7\u00a00", "70\u200bkg", "\u00b5g", "\U0001f489", "e\u0301", "\udc80",
    "\ud800", "a\u2028b", "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", "<script>alert(1)</script>",
    "</style><b>", "{{ 7*7 }}", "{% raw %}", "%s%n%x", "{0.__class__}", "$(id)", "`id`", "; rm x", "'; DROP TABLE", '"',
    "'", "\\", "..", "../no/such/file", "/", "/dev/null", "/no/such/place", "CON", "a" * 300, "9" * 300, "9" * 5000,
    "1" + "0" * 200 + "kg", "," * 1000, "1," * 2000 + "1", "(" * 1000, "1x1," * 500 + "2 mL/h", "28x1," * 2000 + "5",
    "60," * 300 + "5/cycle", "\u00e9" * 1000, "[" * 2000, "--", "-", "--help", "-w",
)  # fmt: skip

EXAMPLES = tuple(dict.fromkeys(value for values in WELL.values() for value in values))

# Characters that mean something somewhere, and some of every script.
_SIGNS = "0123456789.,;:=/%x-+ \t\n\r\"'<>&\\{}[]()gkmLhdw"
_TEXT = st.text(st.one_of(st.sampled_from(_SIGNS), st.characters()), max_size=40)

anything: SearchStrategy[str] = st.one_of(
    st.sampled_from(BADLY), st.sampled_from(HOSTILE), st.sampled_from(EXAMPLES),
    _TEXT.filter(lambda text: not text.startswith("-")),  # which could be an option that names a file to write
)  # fmt: skip


def well_said(name: str) -> SearchStrategy[str]:
    """A value that the field *name* takes."""
    return st.sampled_from(WELL[name])


@st.composite
def mangled(draw: st.DrawFn, of: SearchStrategy[str]) -> str:
    """A good text with one place changed: cut, doubled, replaced, or something put in."""
    text = draw(of)
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(len(text), start + 8)))
    return text[:start] + draw(st.one_of(_TEXT, st.just(text[start:end] * 2), st.sampled_from(HOSTILE))) + text[end:]


def value_of(name: str) -> SearchStrategy[str]:
    """Mostly what the field *name* takes, else what goes wrong."""
    good = well_said(name)
    return st.one_of(good, good, good, good, mangled(good), anything)


# A request that can be planned, as far as its values can be read.
_CORE = ("weight", "dose", "days", "cycles", "every", "concentration", "vials", "start")
_ON_FILE = ("weight", "regimen", "days", "product", "start", "cycles")
PLANNED = tuple(name for name in FIELDS if name in intake.TAKES["plan"])


@st.composite
def requests(draw: st.DrawFn, names: tuple[str, ...] = PLANNED) -> dict[str, str]:
    """What a request says: a core that can be planned, a few more of the fields *names*, now and then too little."""
    core = [name for name in draw(st.sampled_from((_CORE, _ON_FILE))) if name in names]
    more = draw(st.lists(st.sampled_from(names), max_size=6, unique=True))
    less = draw(st.sets(st.sampled_from(core), max_size=1)) if core and draw(st.integers(0, 5)) == 0 else set()
    good = {name: draw(well_said(name)) for name in core if name not in less}
    return {**good, **{name: draw(value_of(name)) for name in more}}


def _pair(word: str, then: SearchStrategy[str]) -> SearchStrategy[list[str]]:
    return then.map(lambda text: [word, text])


_OUTPUTS = ("auto", "table", "text", "json", "csv", "ics", "html")
_FILES = ("-", "", "no/such/file", ".", "/dev/null", "noname", "no\0name")  # none that a file of worth has
_FOR_ALL = tuple(name for name in PLANNED if name not in (*intake.PATIENT, *intake.OTHER))
_TAKEN = {
    **intake.TAKES,
    "batch": _FOR_ALL,
    "forecast": _FOR_ALL,
    "agenda": _FOR_ALL,
    "check": tuple(name for name in meaning.TAKEN if name != "dose"),
    "catalogue": (),
    "schema": (),
    "completions": (),
}
_OWN: dict[str, tuple[tuple[str, SearchStrategy[str]], ...]] = {
    "*": (
        ("--format", st.one_of(st.sampled_from(_OUTPUTS), anything)),
        ("--output", st.sampled_from(_FILES)),
        ("--config", st.sampled_from(_FILES)),
        ("--formulary", st.sampled_from(_FILES)),
    ),
    "plan": (
        ("--request", st.sampled_from(_FILES)),
        ("--from-cycle", st.one_of(st.sampled_from(("1", "2", "131", "-1")), anything)),
        ("--fail-on", st.one_of(st.just("caution"), anything)),
    ),
    "batch": (("--jobs", st.sampled_from(("1", "0", "65", "x", "")),), ("--rejects", st.sampled_from(_FILES))),
    "forecast": (
        ("--by", st.one_of(st.sampled_from(("week", "month")), anything)),
        ("--from", value_of("start")),
        ("--until", value_of("start")),
        ("--inventory", st.one_of(st.sampled_from(("octagam-10=20g:400,10g:50", "privigen=5g:0")), anything)),
        ("--scenario", st.one_of(st.sampled_from(("a: rounding=vial-down", "b: days=1; every=3w")), anything)),
        ("--rejects", st.sampled_from(_FILES)),
    ),
    "agenda": (
        ("--from", value_of("start")),
        ("--until", value_of("start")),
        ("--inventory", st.one_of(st.sampled_from(("octagam-10=20g:400,10g:50", "privigen=5g:0")), anything)),
        ("--rejects", st.sampled_from(_FILES)),
    ),
    "check": (
        ("--dose", value_of("dose")),
        ("--volume", value_of("volume")),
        ("--rate", st.one_of(st.sampled_from(("336mL/h@90", "84mL/h", "1.2mL/kg/h@0", "84mL/h@")), anything)),
        ("--date", value_of("start")),
    ),
}  # fmt: skip
# An order as words, with now and then one that says nothing.
_ORDER = (
    "82kg", "154lb", "175cm", "male", "75y", "2g/kg/cycle", "0.4g/kg/day", "x5", "2d", "q4w", "3cycles", "gbs", "itp",
    "privigen", "kiovig", "eu", "us", "10%", "2026-12-07", "09:00", "180mL", "12h", "actual", "70", "g/kg", "28d",
    "140g", "octagam", "mgh", "336mL/h@90",
)  # fmt: skip
_WORDS = st.lists(st.one_of(*[st.sampled_from(_ORDER)] * 5, anything), max_size=6)
_ARGUMENTS: dict[str, SearchStrategy[list[str]]] = {
    **dict.fromkeys(intake.IN_WORDS, st.one_of(st.just([]), _WORDS)),
    "catalogue": st.one_of(
        _pair("list", st.one_of(st.sampled_from(("products", "tapers", "limits")), anything)),
        _pair("show", st.one_of(st.sampled_from(("octagam-10", "cidp", "cidp/eu", "house")), anything)),
        _pair("check", st.sampled_from(_FILES)),
        st.lists(anything, max_size=3),
    ),
    "completions": st.lists(st.one_of(st.sampled_from(("bash", "PowerShell")), anything), max_size=2),
    "schema": st.lists(st.one_of(st.sampled_from(("plan", "request")), anything), max_size=2),
    "check": st.one_of(
        st.sampled_from((["-"], ["no/such/file"], [], ["."], ["-", "-"])), _WORDS, _WORDS.map(lambda w: ["-", *w])
    ),
    "batch": st.sampled_from((["-"], ["no/such/file"], [], ["."])),
    "forecast": st.sampled_from((["-"], ["no/such/file"], [], ["."])),
    "agenda": st.sampled_from((["-"], ["no/such/file"], [], ["."])),
}  # fmt: skip


@st.composite
def command_lines(draw: st.DrawFn) -> list[str]:
    """The words after the program's name: one command with options, mostly sound, and now and then out of joint."""
    command = draw(st.sampled_from(COMMANDS))
    words = [*draw(_ARGUMENTS.get(command, st.just([])))]
    said = draw(requests(_TAKEN[command])) if _TAKEN[command] else {}
    for name, value in said.items():
        words += [option(name)] if FIELDS[name].flag else [option(name), value]
    for name, values in (*_OWN["*"], *_OWN.get(command, ())):
        if draw(st.integers(0, 4)) == 0:
            words += [name, draw(values)]
    if draw(st.integers(0, 5)) == 0:  # a word too many, too few, twice or in the wrong place
        at = draw(st.integers(0, len(words)))
        words[at : at + draw(st.integers(0, 1))] = draw(st.lists(anything, max_size=2))
    words = [word.replace("\0", "") for word in words]  # no process can be given a NUL byte
    assume(all(file in _FILES for name, file in pairwise(words) if name in ("--output", "--rejects")))
    return [command, *words]
