"""Would a spreadsheet run this cell: how delimited text is guarded, and how that is undone."""

import re

# A spreadsheet looks past blanks, and reads full-width signs like their ASCII twins.
_FORMULA = re.compile(
    "[\\s\u200b\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[ \u3000\u200b\ufeff]*[\t\r\n]"
)


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet might run this text when it reads it from delimited text."""
    return _FORMULA.match(text) is not None


def guarded(text: str) -> str:
    """The text with an apostrophe in front where it looks like a formula."""
    return f"'{text}" if looks_like_formula(text) else text


def unguarded(text: str) -> str:
    """The text as it was before `guarded`, so that an exported file can be read back."""
    return text[1:] if text.startswith("'") and looks_like_formula(text[1:]) else text
