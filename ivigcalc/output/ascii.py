"""Any text as plain ASCII: what can be is decomposed, the rest is escaped. For records that take nothing else."""

import unicodedata

from ivigcalc.output.characters import visible

# Canonical decomposition only: the compatible one would turn 10 to the power of 2 into 102, and a half into 1/2.
_WRITTEN = str.maketrans(
    {
        "\u00a0": " ", "\u202f": " ", "\u2009": " ",
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-",
        "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u2026": "...",
        "\u00d7": "x", "\u2264": "<=", "\u2265": ">=", "\u00b1": "+/-", "\u2022": "-",
        "\u00df": "ss", "\u00e6": "ae", "\u00c6": "AE", "\u0153": "oe", "\u0152": "OE",
        "\u00f8": "o", "\u00d8": "O", "\u0142": "l", "\u0141": "L", "\u0111": "d", "\u0110": "D", "\u0131": "i",
    }
)  # fmt: skip
_MICROGRAM = {"\u00b5g": "mcg", "\u03bcg": "mcg"}


def plain_ascii(text: str) -> str:
    """*text* in printable ASCII: letters lose their accents, what has no ASCII form is written as ``\\u05d0``."""
    if text.isascii():
        return visible(text)
    for sign, written in _MICROGRAM.items():
        text = text.replace(sign, written)
    kept: list[str] = []
    for sign in unicodedata.normalize("NFD", text.translate(_WRITTEN)):
        if unicodedata.category(sign) == "Mn" and kept and kept[-1].isascii() and kept[-1].isalpha():
            continue  # an accent; on a digit or a sign it would change what is meant, and is escaped
        kept.append(sign)
    return visible("".join(kept)).encode("ascii", "backslashreplace").decode("ascii")
