"""What stands in a name: division, trade name, field of work or membership, and form.

Pure: the words come in as data. A part that is missing is empty, and nothing is guessed beyond it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# A division that the region tree does not know still looks like one: up to three levels. 社区, 园区
# and their like are no divisions.
_LEVELS = r"(?:[^省市县区旗]{2,5}(?:省|自治区))?(?:[^省市县区旗]{2,6}(?:市|自治州|地区|盟))?"
_LOWEST = (
    r"(?:(?![山牧灾库景老]区)[^省市县区旗]{1,5}(?:自治县|县|自治旗|旗|(?<![社园小校老片辖])区))?"
)
_DIVISION = re.compile(_LEVELS + _LOWEST)
SHORTEST_TRADE = 2
_BLANKS = re.compile(r"\s+")
_MARKS = str.maketrans({"(": "（", ")": "）", "·": "·", "•": "·"})


@dataclass(frozen=True)
class Vocabulary:
    """The words for fields of work: the field's name by word, what may follow one and join two."""

    slugs: Mapping[str, str]
    joiners: Sequence[str] = ()
    tails: Sequence[str] = ()

    def __post_init__(self) -> None:
        lengths = sorted({len(word) for word in self.slugs}, reverse=True)
        object.__setattr__(self, "_lengths", lengths)

    def ending(self, text: str) -> str:
        """The longest word with which a text ends, with what follows it; empty when none does."""
        endings = [self._word_at_end(text[: -len(tail)]) + tail for tail in self._tails_of(text)]
        longer = [each for each in endings if each not in self.tails]
        return max([self._word_at_end(text), *longer], key=len)

    def _tails_of(self, text: str) -> list[str]:
        return [tail for tail in self.tails if text.endswith(tail)]

    def _word_at_end(self, text: str) -> str:
        for length in self.lengths:
            if length <= len(text) and text[-length:] in self.slugs:
                return text[-length:]
        return ""

    def slug_of(self, text: str) -> str:
        """The field that a text is about: that of its longest word, the last of equals."""
        for length in self.lengths:
            for start in range(len(text) - length, -1, -1):
                found = self.slugs.get(text[start : start + length])
                if found is not None:
                    return found
        return ""

    @property
    def lengths(self) -> list[int]:
        """The lengths of the words, the longest first."""
        found: list[int] = vars(self)["_lengths"]
        return found


@dataclass(frozen=True)
class Place:
    """A division as names write it, and its code; the code is empty for one that is not known."""

    name: str
    code: str = ""


@dataclass(frozen=True)
class Shape:
    """What a kind of name is made of: its parts in order, and the words for its form."""

    slug: str
    parts: tuple[str, ...]
    words: tuple[str, ...]
    # Words such as 养老院 or 校友会 that say the field themselves.
    whole: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Parts:
    """A name taken apart."""

    name: str
    division: str = ""
    division_code: str = ""
    trade: str = ""
    field: str = ""
    field_slug: str = ""
    form: str = ""
    is_home: bool = False

    @property
    def core(self) -> str:
        """What tells it from its neighbours: trade name and field."""
        return self.trade + self.field


def plain(name: str) -> str:
    """The name without blanks and with full-width brackets, as it is compared."""
    return _BLANKS.sub("", name).translate(_MARKS)


@dataclass(frozen=True)
class Reader:
    """Reads names with the words of one rule set and the divisions of one region tree."""

    shapes: Mapping[str, Shape]
    vocabulary: Vocabulary
    homes: frozenset[str]

    def read(self, name: str, form: str, places: Iterable[Place] = ()) -> Parts:
        """The parts of a name of this form."""
        text = plain(name)
        place = division_of(text, places)
        rest = text[len(place.name) :]
        word = self.form_word(rest, form)
        middle = rest[: len(rest) - len(word)]
        trade, field, home = self._middle(middle, form)
        slug = next(filter(None, map(self.vocabulary.slug_of, (field, word, trade))), "")
        return Parts(text, place.name, place.code, trade, field, slug, word, is_home=home)

    def form_word(self, text: str, form: str) -> str:
        """The word for the form at the end: one of the form's own first, else of another's."""
        own = _ending(text, self.shapes[form].words)
        return own or _ending(text, [word for each in self.shapes.values() for word in each.words])

    def owner_of(self, word: str) -> list[str]:
        """The kinds of names that use a word for the form."""
        return [slug for slug, shape in self.shapes.items() if word in shape.words]

    def _middle(self, text: str, form: str) -> tuple[str, str, bool]:
        """Trade name and field of what stands between division and form."""
        parts = self.shapes[form].parts
        if "home" in parts:
            return "", text, _is_place(text, self.homes)
        if "trade" not in parts:
            return "", text, False
        field = self._fields_at_end(text)
        return text[: len(text) - len(field)], field, False

    def _fields_at_end(self, text: str) -> str:
        """The words for fields at the end; a further one only where a trade name still stands before it."""
        rest = text
        word = self.vocabulary.ending(rest)
        while word:
            rest = rest[: -len(word)]
            joined = next((each for each in self.vocabulary.joiners if rest.endswith(each)), "")
            before = self.vocabulary.ending(rest[: -len(joined)]) if joined else ""
            if before:
                # What is joined with a field is a field too: 养老与助残.
                rest, word = rest[: -len(joined)], before
            else:
                word = self.vocabulary.ending(rest)
                word = word if len(rest) - len(word) >= SHORTEST_TRADE else ""
        return text[len(rest) :]


def division_of(text: str, places: Iterable[Place]) -> Place:
    """The longest known division in front, else what looks like one."""
    known = [place for place in places if text.startswith(place.name)]
    if known:
        return max(known, key=lambda place: len(place.name))
    found = _DIVISION.match(text)
    return Place(found.group(0) if found else "")


def _ending(text: str, words: Iterable[str]) -> str:
    return max((word for word in words if text.endswith(word)), key=len, default="")


def _is_place(text: str, homes: frozenset[str]) -> bool:
    bare = re.sub(r"(?:省|市|县|区|自治区)$", "", text)
    return bool(text) and (bare in homes or bare != text or _starts_with_home(text, homes))


def _starts_with_home(text: str, homes: frozenset[str]) -> bool:
    return any(text.startswith(home) for home in homes)
