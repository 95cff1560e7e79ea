"""How is a filing told on a page: its type, its township, the choices of its form."""

from collections.abc import Iterable
from typing import Any

from incubator.kernel.text import gettext, label
from incubator.registration.filings.models import Filing
from incubator.registration.filings.queries import NOWHERE
from incubator.registration.filings.rules import FilingRules, GroupType, Guess
from incubator.territory.models import Region
from incubator.territory.townships.queries import Lineage


def type_words(rules: FilingRules, slug: str) -> str:
    """The type in words; a type of a former edition stands as it was written."""
    found = rules.type(slug)
    return label(found.label) if found is not None else slug or str(gettext("type not chosen"))


def subtype_words(rules: FilingRules, filing: Filing) -> str:
    """The line of the sub-list in words, if there is one."""
    found = rules.subtype(Guess(filing.type, filing.subtype))
    return label(found.label) if found is not None else filing.subtype


def place_words(filing: Filing, lineage: Lineage) -> str:
    """Township and community."""
    return " · ".join(part for part in (township_words(filing, lineage), filing.community) if part)


def township_words(filing: Filing, lineage: Lineage) -> str:
    """The township under which a group was filed, with what stands for it today where it is gone."""
    region = filing.township
    if region is None:
        return ""
    now, name = lineage.now(region), place_name(region)
    if now is not region:
        return str(gettext("%(name)s (now %(now)s)", name=name, now=place_name(now)))
    return name if region.valid_to is None else str(gettext("%(name)s (dissolved)", name=name))


def place_name(region: Region) -> str:
    """The name of a region in the reader's language."""
    return label({"zh": region.name, "en": region.name_en})


def type_choices(rules: FilingRules) -> list[tuple[str, str]]:
    """The types to choose from."""
    return [(row.slug, label(row.label)) for row in rules.types]


def subtype_choices(types: Iterable[GroupType]) -> list[tuple[str, str]]:
    """All lines of the sub-lists, each with its type in front."""
    found = [("", str(gettext("Not said")))]
    for row in types:
        found += [
            (f"{row.slug}/{line.slug}", f"{label(row.label)} · {label(line.label)}")
            for line in row.subtypes
        ]
    return found


def township_choices(townships: Iterable[Region]) -> list[tuple[str, str]]:
    """The townships to choose from, and none."""
    rows = [(row.division_code, place_name(row)) for row in townships]
    return [("", str(gettext("Not known"))), *rows]


def township_filter(townships: Iterable[Region]) -> list[tuple[str, Any]]:
    """The townships for the filter of the list, with those that have none at the end."""
    rows = [(row.division_code, place_name(row)) for row in townships]
    return [("", gettext("All townships")), *rows, (NOWHERE, gettext("Township not known"))]
