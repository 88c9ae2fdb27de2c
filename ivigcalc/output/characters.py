"""Text from outside, made harmless: what would steer a terminal, a calendar or a browser is shown as an escape."""

import re

# Control characters, line and paragraph separators, invisible and direction-changing characters, lone surrogates and
# noncharacters. Joiners (U+200C, U+200D) stay: names in several scripts need them. Written out rather than looked up
# by category, so that every version of Python gives the same bytes.
_STEERING = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff"
    "\ufe00-\ufe0f\ufeff\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)


def visible(text: str) -> str:
    """*text* with every character that steers instead of showing written as an escape, such as ``\\x1b``."""
    return _STEERING.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)
