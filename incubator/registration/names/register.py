"""What is a name found by: its parts turned into numbers that stand in an index.

Names of the same place that differ in one character share a half; names that sound alike share the
sound; so every likeness becomes a look-up by equality.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from incubator.organizations.models import LegalForm
from incubator.registration.names.divisions import Divisions
from incubator.registration.names.models import NameStatus
from incubator.registration.names.reading import Parts, Reader, plain
from incubator.registration.names.spelling import halves, near_sound

# The kind of name by which a legal form's names are read.
SHAPES: Mapping[LegalForm, str] = {
    LegalForm.SOCIAL_GROUP: "social_group",
    LegalForm.COMMUNITY_GROUP: "social_group",
    LegalForm.PRIVATE_NON_ENTERPRISE: "private_non_enterprise",
    LegalForm.FOUNDATION: "foundation",
}
FORMS = {
    "social_group": LegalForm.SOCIAL_GROUP,
    "private_non_enterprise": LegalForm.PRIVATE_NON_ENTERPRISE,
    "foundation": LegalForm.FOUNDATION,
}


def number(*words: str) -> int:
    """A number that stands for these words: 63 bits, the same in every process and database."""
    digest = blake2b("\x1f".join(words).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def place_key(parts: Parts) -> str:
    """The county (or whatever the division is) under which names meet."""
    return parts.division_code[:6] or parts.division


def keys_of(parts: Parts) -> dict[str, int]:
    """The numbers under which a name is kept."""
    here = place_key(parts)
    head, tail = halves(parts.core)
    spoken = near_sound(parts.trade)
    return {
        "by_name": number("name", parts.name),
        "by_sound": number("sound", near_sound(parts.core)),
        "by_head": number("head", here, head),
        "by_tail": number("tail", here, tail),
        # A name without a trade name is nobody's likeness by it: it stands under its own name.
        "by_trade": number("trade", spoken or parts.name, parts.field_slug),
        "by_trade_here": number("trade", here, spoken or parts.name),
        "by_field_here": number("field", here, parts.field_slug or parts.field),
    }


@dataclass(frozen=True)
class KnownName:
    """One name for the register, as a file or an organization's own file tells it."""

    name: str
    division_code: str = ""
    legal_form: LegalForm | None = None
    status: NameStatus = NameStatus.LIVE


@dataclass(frozen=True)
class Registrar:
    """Makes register rows: reads the name with the words and divisions in force."""

    reader: Reader
    divisions: Divisions

    def values_of(self, known: KnownName) -> dict[str, Any]:
        """The columns of a row, without where it comes from."""
        shape = self._shape(known)
        place = self.divisions.place_of(known.name)
        parts = self.reader.read(known.name, shape, [place] if place else [])
        if known.division_code:
            parts = _moved(parts, known.division_code)
        return {
            "name": plain(known.name)[:200],
            "division_code": parts.division_code,
            "legal_form": known.legal_form or FORMS.get(shape),
            "status": known.status,
            "division": parts.division[:60],
            "trade": parts.trade[:100],
            "field": parts.field[:100],
            "field_slug": parts.field_slug,
            **keys_of(parts),
        }

    def _shape(self, known: KnownName) -> str:
        if known.legal_form is not None and known.legal_form in SHAPES:
            return SHAPES[known.legal_form]
        word = self.reader.form_word(plain(known.name), "private_non_enterprise")
        owners = [slug for slug in self.reader.owner_of(word) if slug in FORMS]
        return owners[0] if owners else "private_non_enterprise"


def _moved(parts: Parts, code: str) -> Parts:
    """The parts with the division that the source names: it knows better than the spelling."""
    return Parts(**{**vars(parts), "division_code": code})
