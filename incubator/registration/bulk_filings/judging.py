"""What is to be done with each group of a bulk filing: one verdict a row, with its reasons.

- refused: the roster itself refuses the row; a registered body; a file of another park; a name that is
  outside the scope of filing; no type or no township (these two can be filled in on the page).
- duplicate: a later row of the same group, one that is on file already, or a name that the township has.
- repaired: the roster's reader changed a cell. ok: everything as it came.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from incubator.kernel.db import db
from incubator.kernel.text import gettext, label, lazy
from incubator.organizations.imports.queries import Recorded, as_reason, remembered_columns
from incubator.organizations.models import (
    REGISTERED_FORMS,
    LegalForm,
    Organization,
    ParkLink,
    Residency,
)
from incubator.organizations.roster.fields import COMMUNITY_GROUP
from incubator.organizations.roster.matching import name_and_town, normalized_name
from incubator.organizations.roster.reading import Sheet
from incubator.organizations.roster.verdicts import Row, examine
from incubator.registration.filings import queries as register
from incubator.registration.filings.rules import FilingRules, community_of, post_of
from incubator.territory.models import Park, Region
from incubator.territory.townships.queries import Lineage

VERDICTS = ("ok", "repaired", "refused", "duplicate")
SOUND = ("ok", "repaired")
SKIP = "skip"
CAN_BE_FILLED_IN = frozenset({"no_type", "no_township"})
REASONS = {
    "known": lazy("Has a file here already; it is kept and filed"),
    "registered": lazy("Is registered: a filing is for those who are not yet"),
    "elsewhere": lazy("Another park keeps the file of this organization"),
    "filed": lazy("On file already as %(number)s"),
    "name_filed": lazy("The township has a filed group of this name"),
    "no_type": lazy("The name does not tell the type: please choose it"),
    "no_township": lazy("The township %(town)s is not known here: please choose it"),
    "outside": lazy("Outside the scope of filing: %(what)s"),
    "same_file": lazy("An earlier row is about the same file"),
    "skipped": lazy("Left out by choice"),
}
MOST_ROWS = 5_000
Reasons = list[dict[str, Any]]


@dataclass
class Candidate:
    """One group as it was sent in or as the park's files have it, and what a person chose for it."""

    name: str
    town: str
    line: int = 0
    sheet: str | None = None
    values: dict[str, Any] = field(default_factory=dict)
    verdict: str = "ok"
    reasons: Reasons = field(default_factory=list)
    organization_id: int | None = None
    type: str = ""
    subtype: str = ""
    township: str = ""
    is_skipped: bool = False


@dataclass(frozen=True)
class Judged:
    """A candidate with what is to be done with it now."""

    candidate: Candidate
    verdict: str
    reasons: Reasons
    organization_id: int | None
    township: Region | None
    community: str
    post: str

    @property
    def is_sound(self) -> bool:
        """Whether it will be filed."""
        return self.verdict in SOUND

    @property
    def can_be_filled_in(self) -> bool:
        """Whether only something is missing that can be chosen on the page."""
        codes = {each["code"] for each in self.reasons}
        return self.verdict == "refused" and bool(codes) and codes <= CAN_BE_FILLED_IN


@dataclass(frozen=True)
class Known:
    """What is recorded of an organization that a row is about."""

    is_registered: bool
    is_of_park: bool
    number: str


@dataclass(frozen=True)
class Ground:
    """What candidates are judged against: rules, townships, files and the register as they stand."""

    rules: FilingRules
    county: str
    townships: list[Region]
    lineage: Lineage
    stored: dict[int, int]
    known: dict[int, Known]
    names: set[tuple[str, int | None]]

    def township(self, candidate: Candidate) -> Region | None:
        """The township that was chosen, else the one that the address tells."""
        if candidate.township:
            wanted = candidate.township
            return next((row for row in self.townships if row.division_code == wanted), None)
        return register.find_township(candidate.town, self.townships, self.lineage)


def reason(code: str, **params: object) -> dict[str, Any]:
    """A reason as it is stored."""
    return {
        "code": code,
        "params": [[name, str(value)] for name, value in params.items()],
        "field": None,
    }


def reason_text(stored: dict[str, Any]) -> str:
    """A reason in words; those of the roster's reader have their own."""
    if stored["code"] in REASONS:
        params = dict(stored["params"])
        template = str(REASONS[stored["code"]])
        return template % params if params else template
    return as_reason(stored).text(gettext)


def candidates_of_roster(sheets: Sequence[Sheet], park: Park) -> tuple[list[Candidate], int]:
    """The community groups of a roster, and how many other rows were left alone."""
    found = examine(
        sheets,
        remembered=remembered_columns(park),
        region_codes=park.region.codes_upwards,
    )
    groups = [row for row in found.rows if row.values["kind"] == COMMUNITY_GROUP]
    return [_candidate(row) for row in groups], len(found.rows) - len(groups)


def _candidate(row: Row) -> Candidate:
    name = str(row.values["name"] or "")
    key = name_and_town(name, str(row.values["address"] or ""))
    return Candidate(
        name=name,
        town=key.town,
        line=row.line,
        sheet=row.sheet,
        values=dict(row.values),
        verdict=row.verdict,
        reasons=[
            {"code": each.code, "params": [list(pair) for pair in each.params], "field": each.field}
            for each in row.reasons
        ],
    )


def candidates_on_file(park: Park) -> list[Candidate]:
    """The groups in the park's files that call themselves filed and are not on the register."""
    query = (
        select(Organization)
        .where(Organization.legal_form == LegalForm.COMMUNITY_GROUP, _is_of_park(park))
        .order_by(Organization.id)
        .limit(MOST_ROWS)
    )
    rows = list(db.session.scalars(query).unique())
    filed = register.valid_numbers(row.id for row in rows)
    return [
        Candidate(name=row.name, town=row.town, organization_id=row.id)
        for row in rows
        if row.id not in filed
    ]


def _is_of_park(park: Park) -> ColumnElement[bool]:
    linked = select(ParkLink.organization_id).where(ParkLink.park_id == park.id)
    living = select(Residency.organization_id).where(Residency.park_id == park.id)
    return or_(Organization.id.in_(linked), Organization.id.in_(living))


def ground_for(park: Park, candidates: Sequence[Candidate]) -> Ground:
    """Everything that judging needs, in a number of queries that does not grow with the rows."""
    recorded = Recorded(park)
    stored = {}
    for place, row in enumerate(candidates):
        key = row.organization_id or _stored(recorded, row)
        if key is not None:
            stored[place] = key
    lineage = register.lineage_at([park])
    return Ground(
        rules=register.rules_at(park)[1],
        county=park.region.name,
        townships=register.townships_of([park]),
        lineage=lineage,
        stored=stored,
        known=_known(park, stored.values()),
        names={
            (name, lineage.key_now(place)) for name, place in register.names_in_township(park.id)
        },
    )


def _stored(recorded: Recorded, row: Candidate) -> int | None:
    code = row.values.get("credit_code")
    found = recorded.by_code(str(code)) if code else None
    address = str(row.values.get("address") or "")
    return found or recorded.by_name_and_town(name_and_town(row.name, address))


def _known(park: Park, ids: Iterable[int]) -> dict[int, Known]:
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    forms = select(Organization.id, Organization.legal_form).where(Organization.id.in_(wanted))
    rows = db.session.execute(forms).all()
    near = select(Organization.id).where(Organization.id.in_(wanted), _is_of_park(park))
    of_park = set(db.session.scalars(near))
    numbers = register.valid_numbers(wanted)
    return {
        key: Known(form in REGISTERED_FORMS, key in of_park, numbers.get(key, ""))
        for key, form in rows
    }


def judge_all(candidates: Sequence[Candidate], ground: Ground) -> list[Judged]:
    """The verdict on every candidate, in order."""
    found, used = [], set()
    for place, row in enumerate(candidates):
        stored = ground.stored.get(place)
        judged = _judge(row, stored, ground)
        if judged.is_sound and stored is not None:
            if stored in used:
                judged = replace(judged, verdict="duplicate", reasons=[reason("same_file")])
            used.add(stored)
        found.append(judged)
    return found


def _judge(row: Candidate, stored: int | None, ground: Ground) -> Judged:
    township = ground.township(row)
    verdict, reasons = _verdict(row, stored, township, ground)
    places = [ground.county, row.town, township.name if township is not None else ""]
    return Judged(
        candidate=row,
        verdict=verdict,
        reasons=reasons,
        organization_id=stored,
        township=township,
        community=community_of(row.name, places)[:60],
        post=post_of(row.name),
    )


def _verdict(
    row: Candidate, stored: int | None, township: Region | None, ground: Ground
) -> tuple[str, Reasons]:
    if row.verdict in {"refused", "duplicate"}:
        return row.verdict, row.reasons
    if row.is_skipped:
        return "refused", [reason("skipped")]
    against = _against_the_files(stored, ground) or _against_the_rules(row, township, ground)
    if against is not None:
        return against
    lacking = []
    if not row.type:
        lacking.append(reason("no_type"))
    if township is None:
        lacking.append(reason("no_township", town=row.town or "–"))
    if lacking:
        return "refused", lacking
    noted = [reason("known")] if stored is not None and row.line else []
    return row.verdict, [*noted, *row.reasons]


def _against_the_files(stored: int | None, ground: Ground) -> tuple[str, Reasons] | None:
    """What the organization's own file says against filing it."""
    known = ground.known.get(stored) if stored is not None else None
    if known is None:
        return None
    if not known.is_of_park:
        return "refused", [reason("elsewhere")]
    if known.is_registered:
        return "refused", [reason("registered")]
    if known.number:
        return "duplicate", [reason("filed", number=known.number)]
    return None


def _against_the_rules(
    row: Candidate, township: Region | None, ground: Ground
) -> tuple[str, Reasons] | None:
    """What scope and register say against the name."""
    outside = ground.rules.outside_of(row.name)
    if outside is not None:
        return "refused", [reason("outside", what=label(outside.text))]
    if township is not None and (normalized_name(row.name), township.id) in ground.names:
        return "duplicate", [reason("name_filed")]
    return None


def guessed(row: Candidate, rules: FilingRules) -> Candidate:
    """The candidate with the type that its name tells."""
    guess = rules.guess(row.name)
    row.type, row.subtype = guess.type, guess.subtype
    return row


def as_data(row: Candidate) -> dict[str, Any]:
    """A candidate as it is stored."""
    return asdict(row)
