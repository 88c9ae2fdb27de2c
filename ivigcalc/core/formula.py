"""What a spreadsheet takes for a formula: in CSV such a text stands behind a quote, which is taken off on reading."""

# The wide forms too.
_SIGNS = tuple("=+-@\uff1d\uff0b\uff0d\uff20")
_QUOTE = "'"


def kept_a_text(text: str) -> str:
    """*text* so that a spreadsheet shows it as it stands."""
    return f"{_QUOTE}{text}" if text.lstrip().startswith(_SIGNS) else text


def as_it_was(text: str) -> str:
    """*text* before it was kept one."""
    without = text.removeprefix(_QUOTE)
    return without if kept_a_text(without) == text else text
