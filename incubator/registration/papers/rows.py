"""The rows of lists in papers: founders, members, leaders, the council with its supervisors."""

from collections.abc import Iterable
from datetime import date

from incubator.organizations.models import LegalForm
from incubator.registration.papers.rules import Catalogue
from incubator.registration.registers.models import Founder, Holder, Member, Post, PostKind
from incubator.registration.registers.rules import COUNCIL

Row = dict[str, str]
OFFICERS = (PostKind.CHAIR, PostKind.VICE_CHAIR, PostKind.SECRETARY_GENERAL)


def in_words(day: date | None) -> str:
    """A day as papers write it: 2026年11月21日."""
    return f"{day.year}年{day.month}月{day.day}日" if day is not None else ""


def founder_rows(
    founders: list[Founder], posts: list[Post], known: Catalogue, form: LegalForm
) -> list[Row]:
    """One row a founder, with the posts the founder shall have."""
    return [
        {
            "number": str(number),
            "name": row.name,
            "kind": known.say("unit" if row.kind is Holder.UNIT else "person"),
            "unit": row.work_unit or (row.name if row.kind is Holder.UNIT else ""),
            "contact": row.contact,
            "phone": row.phone,
            "post": _names_of_posts(_of_person(posts, row.name_key), known, form),
            "shown": known.say("shown" if row.is_document_shown else "not_shown"),
        }
        for number, row in enumerate(founders, start=1)
    ]


def member_rows(members: list[Member], known: Catalogue) -> list[Row]:
    """One row a member, persons and units alike."""
    return [
        {
            "number": str(number),
            "name": row.name,
            "kind": known.say("unit" if row.is_unit else "person"),
            "unit": " ".join(part for part in (row.contact, row.post) if part),
            "phone": row.phone,
        }
        for number, row in enumerate(members, start=1)
    ]


def post_rows(posts: list[Post], known: Catalogue, form: LegalForm) -> list[Row]:
    """One row a person, with all posts; the finance staff are no leaders."""
    posts = [row for row in posts if row.kind is not PostKind.PARTY_SECRETARY]
    people = _first_of_each(row for row in posts if row.kind is not PostKind.FINANCE)
    return [
        {
            "number": str(number),
            "name": row.name,
            "post": _names_of_posts(_of_person(posts, row.name_key), known, form),
            "unit": row.employed_by,
            "phone": row.phone,
            "term": "至".join(in_words(day) for day in (row.starts_on, row.ends_on) if day),
            "full_time": known.say("yes" if row.is_full_time else "no"),
        }
        for number, row in enumerate(people, start=1)
    ]


def council_rows(posts: list[Post], known: Catalogue, form: LegalForm) -> dict[str, list[Row]]:
    """Who meets as the first council, who sits in as supervisor, and whom the council elects."""
    council = _seats(posts, COUNCIL, known, form)
    supervisors = _seats(posts, (PostKind.SUPERVISOR,), known, form)
    # One sheet lists both, so that its numbers go on.
    for number, row in enumerate(supervisors, start=len(council) + 1):
        row["number"] = str(number)
    return {
        "council": council,
        "supervisors": supervisors,
        "officers": _seats(posts, OFFICERS, known, form),
    }


def _seats(
    posts: list[Post], kinds: tuple[PostKind, ...], known: Catalogue, form: LegalForm
) -> list[Row]:
    posts = [row for row in posts if row.kind in kinds]
    return [
        {
            "number": str(number),
            "name": row.name,
            "post": _names_of_posts(_of_person(posts, row.name_key), known, form),
            "unit": row.employed_by,
        }
        for number, row in enumerate(_first_of_each(posts), start=1)
    ]


def _first_of_each(posts: Iterable[Post]) -> list[Post]:
    first: dict[str, Post] = {}
    for row in posts:
        first.setdefault(row.name_key, row)
    return list(first.values())


def _of_person(posts: list[Post], name_key: str) -> list[Post]:
    return [row for row in posts if row.name_key == name_key]


def _names_of_posts(posts: list[Post], known: Catalogue, form: LegalForm) -> str:
    kinds = dict.fromkeys(row.kind for row in posts)
    return "、".join(known.post(kind.value, form) for kind in kinds)
