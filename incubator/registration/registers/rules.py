"""Who may see and keep the registers, how names are compared, and which rows are refused."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from incubator.kernel import clock
from incubator.kernel.access import OWNERS, STAFF, Role, permission
from incubator.kernel.errors import Refusal
from incubator.kernel.identifiers import half_width, normalize_phone
from incubator.kernel.text import lazy
from incubator.organizations.roster.matching import normalized_name
from incubator.registration.registers.models import (
    Holder,
    Level,
    Post,
    PostKind,
    UnitKind,
)

REGISTER_READ = permission("registration.register_read", *STAFF, Role.SUPERVISOR, *OWNERS)
REGISTER_EDIT = permission("registration.register_edit", Role.CLERK, Role.OPERATOR, *OWNERS)

NAME_LIMIT = 100
SEPARATORS = re.compile(r"[、,，;；]+")
# What stands in brackets behind these words is the same person's other name.
_OTHER_NAME = re.compile(r"^(.+?)[(（](?:曾用名|又名|原名|别名|别号|笔名)[:：]?(.+?)[)）]$")
_TWO_NAMES = re.compile(r"[、,;/|&]")
_STATE_ORGAN = re.compile(
    r"(?:人民政府|人民法院|人民检察院|人大常委会|监察委员会|街道办事处|公安局|派出所|财政局|民政局|教育局|"
    r"司法局|卫生健康局|农业农村局|发展和改革局|市场监督管理局|应急管理局|委员会办公室|税务局)$"
)


@dataclass(frozen=True)
class ProfileFacts:
    """What is typed of the body to be founded."""

    level: Level = Level.LOCAL
    is_public: bool = False
    is_private_money: bool = False
    is_charity: bool = False


@dataclass(frozen=True)
class FounderFacts:
    """What is typed of a founder."""

    kind: Holder
    name: str
    contact: str = ""
    phone: str = ""
    work_unit: str = ""
    is_document_shown: bool = False
    declared_on: date | None = None


@dataclass(frozen=True)
class MemberFacts:
    """What is typed of a member."""

    kind: Holder
    name: str
    other_name: str = ""
    unit_kind: UnitKind | None = None
    contact: str = ""
    phone: str = ""
    post: str = ""
    joined_on: date | None = None
    left_on: date | None = None


@dataclass(frozen=True)
class PostFacts:
    """What is typed of a post and its holder."""

    kind: PostKind
    name: str
    phone: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    employed_by: str = ""
    relative_of: str = ""
    is_paid: bool = False
    is_full_time: bool = False
    is_state_worker: bool = False
    declared_on: date | None = None


def key_of(name: str) -> str:
    """A name as it is compared: half-width, without blanks, marks and case."""
    return normalized_name(name)


def names_in(text: str) -> list[str]:
    """The names of a list parted by 、 or commas."""
    return [part for part in (one.strip() for one in SEPARATORS.split(text)) if part]


# Which page a figure of a checklist comes from, where its register has rows.
FIGURE_PAGES = {
    "members_individual": "registration.member_list",
    "members_unit": "registration.member_list",
    "founders": "registration.founder_list",
    "entitled": "registration.meeting_list",
    "attended": "registration.meeting_list",
    "in_favour": "registration.meeting_list",
}
COUNCIL = (PostKind.COUNCIL_MEMBER, PostKind.CHAIR, PostKind.VICE_CHAIR)
LEADERS = (
    PostKind.CHAIR,
    PostKind.VICE_CHAIR,
    PostKind.SECRETARY_GENERAL,
    PostKind.LEGAL_REPRESENTATIVE,
)


def funds_level(level: Level | None, *, is_public: bool, is_foundation: bool) -> str:
    """Which figure of the funds counts: thresholds are called funds_<this>; "" keeps the checklist's."""
    if level is None:
        return ""
    if not is_foundation:
        return level.value
    if not is_public:
        return "non_public"
    return "public_national" if level is Level.NATIONAL else "public_local"


def councillors(posts: Iterable[Post]) -> list[str]:
    """The names of the council, each once: chair and vice chairs are elected from it and sit on it."""
    found = {row.name_key: row.name for row in posts if row.kind in COUNCIL}
    return list(found.values())


def split_names(name: str) -> tuple[str, str]:
    """The name and the other name that stands in brackets behind it: 王小明（曾用名：王晓明）."""
    found = _OTHER_NAME.match(name)
    return (found[1].strip(), found[2].strip()) if found else (name, "")


def holds_two(name: str) -> bool:
    """Whether two names stand in one cell, so that nobody can tell who is meant."""
    return bool(_TWO_NAMES.search(half_width(name)))


def looks_like_state_organ(name: str) -> bool:
    """Whether a unit's name ends like that of a state organ: asked about, never decided by it."""
    return bool(_STATE_ORGAN.search(half_width(name).strip()))


def plain_phone(text: str) -> str:
    """A telephone number as it is kept; one of unknown shape stays as typed."""
    return normalize_phone(text) or text.strip()


def check_name(name: str, kind: Holder = Holder.PERSON) -> None:
    """Refuse an empty name, and two persons in one cell; a unit's name may hold such marks."""
    if not key_of(name):
        raise Refusal(lazy("Please fill in the name."), field="name")
    if kind is Holder.PERSON and holds_two(name):
        raise Refusal(
            lazy("Two names stand in one place. Please give each of them a line of its own."),
            field="name",
        )


def check_not_ahead(day: date | None, field: str) -> None:
    """Refuse a day that has not come."""
    if day is not None and day > clock.today():
        raise Refusal(lazy("This day lies in the future."), field=field)


def check_term(starts_on: date | None, ends_on: date | None) -> None:
    """Refuse a term that ends before it begins."""
    if starts_on is not None and ends_on is not None and ends_on <= starts_on:
        raise Refusal(lazy("The term must end after it begins."), field="ends_on")


def check_left(joined_on: date | None, left_on: date | None) -> None:
    """Refuse a member that left before it joined."""
    if joined_on is not None and left_on is not None and left_on < joined_on:
        raise Refusal(lazy("A member cannot leave before it joins."), field="left_on")
