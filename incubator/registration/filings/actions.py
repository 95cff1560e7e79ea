"""What can be done with filings: file groups, record a change, cancel, convert to a registration."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from incubator.kernel import audit, clock
from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.kernel.errors import Conflict, Refusal
from incubator.kernel.rulesets import RuleSet
from incubator.kernel.text import gettext, lazy
from incubator.organizations import actions as organizations
from incubator.organizations.models import LegalForm, Organization
from incubator.registration.cases.actions import open_case
from incubator.registration.cases.followers import after_end
from incubator.registration.cases.models import Case
from incubator.registration.cases.rules import ENDED_WELL
from incubator.registration.checklists.procedures import Procedure
from incubator.registration.filings import queries
from incubator.registration.filings.models import Filing
from incubator.registration.filings.queries import valid_filing
from incubator.registration.filings.rules import FilingRules, Guess, community_of, post_of
from incubator.registration.filings.workflow import FILING_FLOW, FilingStatus
from incubator.registration.papers.queries import find_sheet
from incubator.territory.actions import take_numbers
from incubator.territory.models import Park, Region
from incubator.territory.townships.queries import NOTHING, Lineage

Edition = tuple[RuleSet, FilingRules]
MOVES = {
    Procedure.CHANGE: "change",
    Procedure.DEREGISTRATION: "cancel",
    Procedure.ESTABLISHMENT: "convert",
}


@dataclass(frozen=True)
class FilingFacts:
    """What the register says of a group besides its number and day."""

    type: str
    subtype: str = ""
    township: Region | None = None
    community: str = ""
    leader_post: str = ""


@dataclass(frozen=True)
class Request:
    """A group to be filed; a number is given by the pattern where the authority gave none."""

    organization: Organization
    facts: FilingFacts
    number: str = ""
    case_id: int | None = None


def file_groups(
    requests: Sequence[Request], *, park: Park, filed_on: date, edition: Edition, by: Person
) -> list[Filing]:
    """Put groups on the register in one act, each with its number by township and year."""
    if filed_on > clock.today():
        raise Refusal(lazy("This day has not come yet."), field="filed_on")
    _check_free(requests)
    rules = edition[1]
    for request in requests:
        check_facts(request.facts, rules)
    given = _given_numbers(requests, park, filed_on.year, rules)
    found = []
    for request, number in zip(requests, given, strict=True):
        organizations.record_filing(request.organization, filed_on=filed_on, by=by)
        row = Filing(
            organization=request.organization,
            park=park,
            rule_set_id=edition[0].id,
            case_id=request.case_id,
            number=number,
            filed_on=filed_on,
            **vars(request.facts),
        )
        found.append(row)
    db.session.add_all(found)
    db.session.flush()
    return found


def _check_free(requests: Sequence[Request]) -> None:
    """Refuse registered bodies, and groups that are on the register already."""
    known = queries.valid_numbers(request.organization.id for request in requests)
    for request in requests:
        organization = request.organization
        if organization.is_registered:
            raise Refusal(
                lazy(
                    "%(name)s is registered: a filing is for those who are not yet.",
                    name=organization.name,
                )
            )
        if organization.id in known:
            raise Conflict(
                lazy(
                    "%(name)s is on file already as %(number)s.",
                    name=organization.name,
                    number=known[organization.id],
                )
            )


def check_facts(facts: FilingFacts, rules: FilingRules) -> None:
    """Refuse a type that the rules do not have, and a line that is not in its sub-list."""
    if facts.type and rules.type(facts.type) is None:
        raise Refusal(lazy("Please choose one of the types."), field="type")
    if facts.subtype and rules.subtype(Guess(facts.type, facts.subtype)) is None:
        raise Refusal(lazy("This is not in the sub-list of that type."), field="subtype")


def check_exists(township: Region) -> None:
    """Refuse a new filing under a township that is gone."""
    if township.valid_to is not None:
        raise Refusal(
            lazy("%(name)s does not exist any more: please choose another.", name=township.name),
            field="township",
        )


def _given_numbers(
    requests: Sequence[Request], park: Park, year: int, rules: FilingRules
) -> list[str]:
    """The typed numbers as they are, and one by the pattern for everybody else, in order."""
    wanted: dict[int, list[int]] = defaultdict(list)
    places: dict[int, Region] = {}
    numbers = [request.number.strip() for request in requests]
    for place, request in enumerate(requests):
        if numbers[place]:
            if queries.has_number(park.id, numbers[place]):
                raise Conflict(lazy("Another group has this filing number."), field="number")
            continue
        township = request.facts.township
        if township is None:
            raise Refusal(
                lazy("A number is given by township: please choose it."), field="township"
            )
        check_exists(township)
        wanted[township.id].append(place)
        places[township.id] = township
    for key, those in sorted(wanted.items()):
        fresh = _fresh_numbers(park, places[key], year, len(those), rules)
        for place, number in zip(those, fresh, strict=True):
            numbers[place] = number
    return numbers


def _fresh_numbers(
    park: Park, township: Region, year: int, count: int, rules: FilingRules
) -> list[str]:
    """So many numbers of a township that nobody has, also none that was typed in by hand."""
    taken = queries.numbers_in(park.id, township.id)
    found: list[str] = []
    while len(found) < count:
        serials = take_numbers(park.id, series_of(township), year=year, count=count - len(found))
        for serial in serials:
            number = rules.number(
                county=park.region.name,
                township=township.name,
                code=township.division_code,
                year=year,
                serial=serial,
            )
            if number not in taken:
                found.append(number)
    return found


def series_of(township: Region) -> str:
    """Under which kind the serials of a township run."""
    return f"filing:{township.division_code}"


def told_by_name(
    organization: Organization, townships: Iterable[Region], lineage: Lineage = NOTHING
) -> FilingFacts:
    """What name and address of a group tell: type, sub-list, township, community, post."""
    places = [organization.region.name, organization.town]
    township = queries.find_township(organization.town, townships, lineage)
    return FilingFacts(
        type="",
        township=township,
        community=community_of(organization.name, places),
        leader_post=post_of(organization.name),
    )


@after_end
def follow_ending(case: Case, day: date, by: Person) -> None:
    """What the good end of a case means for the register: filed, changed, cancelled or converted."""
    if case.status not in ENDED_WELL:
        return
    if case.procedure is Procedure.FILING:
        _file_by_case(case, day, by)
        return
    filing = valid_filing(case.organization_id)
    move = MOVES.get(case.procedure)
    if filing is None or move is None:
        return
    if case.procedure is Procedure.ESTABLISHMENT:
        filing.conversion_id = case.id
    FILING_FLOW.apply(filing, move, by=by, reason=case.decision_result)
    db.session.flush()


def _file_by_case(case: Case, day: date, by: Person) -> Filing:
    known = valid_filing(case.organization_id)
    if known is not None:
        # Filed in bulk while its case went on: it keeps the number that it has.
        known.case_id = case.id
        return known
    edition = queries.rules_at(case.park)
    parks = [case.park]
    told = told_by_name(case.organization, queries.townships_of(parks), queries.lineage_at(parks))
    sheet = find_sheet(case)
    typed = str((sheet.facts if sheet is not None else {}).get("group_kind", ""))
    rules = edition[1]
    named = next((row for row in rules.types if typed and row.label["zh"] in typed), None)
    guess = rules.guess(case.organization.name)
    if named is not None and named.slug != guess.type:
        guess = Guess(named.slug)
    facts = FilingFacts(**{**vars(told), "type": guess.type, "subtype": guess.subtype})
    request = Request(case.organization, facts, number=case.decision_number, case_id=case.id)
    rows = file_groups([request], park=case.park, filed_on=day, edition=edition, by=by)
    return rows[0]


def change(filing: Filing, facts: FilingFacts, *, by: Person, reason: str) -> None:
    """Record a change of the filing: what is different stands in the history, with why."""
    check_facts(facts, queries.rules_at(filing.park)[1])
    for name, value in vars(facts).items():
        setattr(filing, name, value)
    FILING_FLOW.apply(filing, "change", by=by, reason=reason)
    db.session.flush()


def complete(filing: Filing, facts: FilingFacts, *, by: Person) -> None:  # noqa: ARG001 the audit takes the actor from the unit of work
    """Fill in or correct what the register says; nothing about the group itself has changed."""
    check_facts(facts, queries.rules_at(filing.park)[1])
    for name, value in vars(facts).items():
        setattr(filing, name, value)
    db.session.flush()


def cancel(filing: Filing, *, by: Person, reason: str) -> None:
    """The group is off the register."""
    FILING_FLOW.apply(filing, "cancel", by=by, reason=reason)
    db.session.flush()


def reinstate(filing: Filing, *, by: Person, reason: str) -> None:
    """A cancelled filing is valid again, if nothing else has taken its place."""
    if filing.organization.is_registered:
        raise Refusal(lazy("This organization is registered now."))
    if valid_filing(filing.organization_id) is not None:
        raise Conflict(lazy("This organization has another filing that is valid."))
    FILING_FLOW.apply(filing, "reinstate", by=by, reason=reason)
    db.session.flush()


def begin_conversion(filing: Filing, form: LegalForm, *, by: Person) -> Case:
    """Open the registration of a filed group on the same file; its filing stays valid until then."""
    if filing.status not in (FilingStatus.FILED, FilingStatus.CHANGED):
        raise Refusal(lazy("Only a valid filing can be converted."))
    case = open_case(filing.organization, park=filing.park, legal_form=form, by=by)
    if case is None:
        raise Refusal(lazy("No checklist for this is in force here yet."), field="form")
    if case.legal_form is not form:
        raise Conflict(
            lazy("A registration of another form is under way: %(number)s.", number=case.number),
            field="form",
        )
    filing.conversion_id = case.id
    audit.record(
        filing,
        "community_filing.conversion_begun",
        changes={"case": [None, case.number]},
        reason=gettext("Filing number %(number)s goes along", number=filing.number),
    )
    db.session.flush()
    return case
