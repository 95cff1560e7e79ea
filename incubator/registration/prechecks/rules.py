"""Does a team satisfy the law so far: one pure function a check, over what its registers hold.

Every finding says law and article, what there is, what is needed, and where it is put right. A same
name is never proof: such findings are questions.
"""

from collections.abc import Callable, Iterable
from datetime import date

from incubator.kernel.text import lazy
from incubator.registration.prechecks.findings import Elsewhere, Finding, Place, Team, Verdict
from incubator.registration.prechecks.governance import Rule
from incubator.registration.registers.models import Holder, PostKind
from incubator.registration.registers.rules import (
    COUNCIL,
    LEADERS,
    PostFacts,
    key_of,
    looks_like_state_organ,
)

OFFICERS = (PostKind.CHAIR, PostKind.VICE_CHAIR, PostKind.SECRETARY_GENERAL)
MEMBERS_PAGE = "registration.member_list"
FOUNDERS_PAGE = "registration.founder_list"
POSTS_PAGE = "registration.post_list"
UNREGISTERED = frozenset({"team", "community_group"})


Check = Callable[[Rule, Team], Finding]
CHECKS: dict[str, Check] = {}


def _check(slug: str) -> Callable[[Check], Check]:
    def register(check: Check) -> Check:
        CHECKS[slug] = check
        return check

    return register


def findings_of(rules: Iterable[Rule], team: Team) -> list[Finding]:
    """All checks of a form, in the order of its rule set; a charity's only for a charity."""
    wanted = [rule for rule in rules if rule.slug != "barred_charity" or team.profile.is_charity]
    return [CHECKS[rule.slug](rule, team) for rule in wanted]


def _finding(  # noqa: PLR0913 the facts of one line
    rule: Rule,
    team: Team,
    verdict: Verdict,
    value: object,
    needed: object,
    *,
    page: str = POSTS_PAGE,
    detail: object = "",
) -> Finding:
    place = Place(page, {"code": team.code})
    return Finding(
        rule.slug,
        rule.label,
        rule.help,
        rule.basis,
        verdict,
        str(value),
        str(needed),
        place,
        detail,
    )


def _either(met: bool, otherwise: Verdict = Verdict.SHORT) -> Verdict:  # noqa: FBT001 the one fact
    return Verdict.MET if met else otherwise


def _named(names: Iterable[str]) -> str:
    return "、".join(names)


@_check("state_organs")
def state_organs(rule: Rule, team: Team) -> Finding:
    """No state organ among the unit members; a name that looks like one is asked about (STR 2)."""
    organs = [name for name, marked in team.units if marked]
    suspects = [name for name, marked in team.units if not marked and looks_like_state_organ(name)]
    verdict = Verdict.SHORT if organs else _either(not suspects, Verdict.QUESTION)
    detail: object = _named(organs)
    if not organs and suspects:
        detail = lazy("Is this a state organ? %(names)s", names=_named(suspects))
    return _finding(rule, team, verdict, len(organs), 0, page=MEMBERS_PAGE, detail=detail)


@_check("twice")
def twice(rule: Rule, team: Team) -> Finding:
    """Equal names on the register are asked about: the same one twice, or namesakes?"""
    verdict = _either(not team.twice, Verdict.QUESTION)
    return _finding(rule, team, verdict, team.twice, 0, page=MEMBERS_PAGE)


@_check("documents")
def documents(rule: Rule, team: Team) -> Finding:
    """Every founder's document was shown (STR 11)."""
    missing = [row.name for row in team.founders if not row.is_document_shown]
    total = len(team.founders)
    verdict = _either(not missing) if total else Verdict.WAITING
    value, detail = total - len(missing), _named(missing)
    return _finding(rule, team, verdict, value, total, page=FOUNDERS_PAGE, detail=detail)


@_check("barred")
def barred(rule: Rule, team: Team) -> Finding:
    """Everybody concerned has declared that no ban applies (STR 13, MFQ 11, JJH 23)."""
    people = team.holders(*(OFFICERS if rule.who == "officers" else LEADERS))
    declared = {key_of(row.name) for row in team.posts if row.declared_on is not None}
    page = POSTS_PAGE
    if rule.who == "founders_and_leaders":
        natural = [row for row in team.founders if row.kind is Holder.PERSON]
        people |= {key_of(row.name): row.name for row in natural}
        declared |= {key_of(row.name) for row in natural if row.declared_on is not None}
    missing = [name for key, name in people.items() if key not in declared]
    if missing and key_of(missing[0]) not in team.holders(*LEADERS):
        page = FOUNDERS_PAGE
    verdict = _either(not missing) if people else Verdict.WAITING
    value, detail = len(people) - len(missing), _named(missing)
    return _finding(rule, team, verdict, value, len(people), page=page, detail=detail)


CHECKS["barred_charity"] = barred


@_check("single_representative")
def single_representative(rule: Rule, team: Team) -> Finding:
    """The legal representative holds that post nowhere else: a question about a name (STR 12, JJH 23)."""
    own = team.holders(PostKind.LEGAL_REPRESENTATIVE)
    if not own:
        return _finding(rule, team, Verdict.WAITING, 0, 0)
    forms = {*rule.forms, *UNREGISTERED}
    found = [
        row
        for row in team.elsewhere
        if key_of(row.name) in own and (not rule.forms or row.legal_form in forms)
    ]
    verdict = _either(not found, Verdict.QUESTION)
    return _finding(rule, team, verdict, len(found), 0, detail=_elsewhere(found))


def _elsewhere(found: list[Elsewhere]) -> object:
    if not found:
        return ""
    names = _named(dict.fromkeys(row.organization for row in found if row.organization))
    person = found[0].name
    if names:
        return lazy(
            "%(person)s: somebody of this name is legal representative of %(names)s.",
            person=person,
            names=names,
        )
    return lazy(
        "%(person)s: somebody of this name is legal representative of another organization. Please ask.",
        person=person,
    )


@_check("council_size")
def council_size(rule: Rule, team: Team) -> Finding:
    """So many on the council (JJH 20)."""
    size = len(team.council)
    met = rule.least <= size <= rule.most
    return _finding(rule, team, _either(met), size, f"{rule.least}–{rule.most}")


@_check("term")
def term(rule: Rule, team: Team) -> Finding:
    """No term of the council is longer than so many years (JJH 20)."""
    rows = [row for row in team.posts if row.kind in COUNCIL]
    open_ended = [row.name for row in rows if row.starts_on is None or row.ends_on is None]
    long = [row.name for row in rows if _is_long(row, rule.most)]
    verdict = Verdict.SHORT if long else _either(bool(rows) and not open_ended, Verdict.WAITING)
    detail: object = _named(dict.fromkeys(long))
    if not long and open_ended:
        names = _named(dict.fromkeys(open_ended))
        detail = lazy("Without a term so far: %(names)s", names=names)
    return _finding(rule, team, verdict, len(set(long)), 0, detail=detail)


def _is_long(row: PostFacts, years: int) -> bool:
    if row.starts_on is None or row.ends_on is None:
        return False
    return row.ends_on > _years_later(row.starts_on, years)


def _years_later(day: date, years: int) -> date:
    """The same day so many years later; a term that begins on 29 February ends on the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@_check("relatives")
def relatives(rule: Rule, team: Team) -> Finding:
    """Near relatives on the council: a third where the money is private and not public, else none."""
    council = team.council
    related = [name for key, name in council.items() if team.relatives_of(key) & council.keys()]
    is_private = team.profile.is_private_money and not team.profile.is_public
    part, whole = rule.share
    most = len(council) * part // whole if is_private else 0
    verdict = _either(len(related) <= most) if council else Verdict.WAITING
    return _finding(rule, team, verdict, len(related), _at_most(most), detail=_named(related))


@_check("paid")
def paid(rule: Rule, team: Team) -> Finding:
    """At most a third of the council is paid (JJH 20)."""
    council, getting = team.council, team.who(is_paid=True)
    names = [name for key, name in council.items() if key in getting]
    part, whole = rule.share
    most = len(council) * part // whole
    verdict = _either(len(names) <= most) if council else Verdict.WAITING
    return _finding(rule, team, verdict, len(names), _at_most(most), detail=_named(names))


def _at_most(number: int) -> str:
    return f"≤ {number}" if number else "0"


@_check("unpaid")
def unpaid(rule: Rule, team: Team) -> Finding:
    """Supervisors, and council members who do not work there full-time, are not paid (JJH 23)."""
    getting, full_time = team.who(is_paid=True), team.who(is_full_time=True)
    supervisors = team.holders(PostKind.SUPERVISOR)
    wrong = [name for key, name in supervisors.items() if key in getting]
    wrong += [name for key, name in team.council.items() if key in getting - full_time]
    verdict = _either(not wrong) if team.council or supervisors else Verdict.WAITING
    return _finding(rule, team, verdict, len(wrong), 0, detail=_named(dict.fromkeys(wrong)))


@_check("officers")
def officers(rule: Rule, team: Team) -> Finding:
    """There is a chair and a secretary-general, and both sit on the council (JJH 20)."""
    chairs = team.holders(PostKind.CHAIR)
    secretaries = team.holders(PostKind.SECRETARY_GENERAL)
    outside = [name for key, name in secretaries.items() if key not in team.council]
    there = bool(chairs) + bool(secretaries)
    if outside:
        detail: object = lazy("Not on the council: %(names)s", names=_named(outside))
        return _finding(rule, team, Verdict.SHORT, there, 2, detail=detail)
    return _finding(rule, team, _either(there == 2, Verdict.WAITING), there, 2)


@_check("chair_represents")
def chair_represents(rule: Rule, team: Team) -> Finding:
    """The chair is the legal representative (JJH 20)."""
    chairs = team.holders(PostKind.CHAIR)
    representatives = team.holders(PostKind.LEGAL_REPRESENTATIVE)
    if not chairs or not representatives:
        return _finding(rule, team, Verdict.WAITING, _named(representatives.values()) or 0, 1)
    met = set(representatives) == set(chairs)
    value, needed = _named(representatives.values()), _named(chairs.values())
    return _finding(rule, team, _either(met), value, needed)


@_check("supervisors")
def supervisors(rule: Rule, team: Team) -> Finding:
    """There are supervisors (JJH 22)."""
    count = len(team.holders(PostKind.SUPERVISOR))
    return _finding(rule, team, _either(count >= rule.least), count, rule.least)


@_check("supervisors_apart")
def supervisors_apart(rule: Rule, team: Team) -> Finding:
    """No supervisor sits on the council, is a near relative of one who does, or keeps the books."""
    found = team.holders(PostKind.SUPERVISOR)
    council, finance = team.council, team.holders(PostKind.FINANCE)
    wrong = [
        name
        for key, name in found.items()
        if key in council or key in finance or team.relatives_of(key) & council.keys()
    ]
    verdict = _either(not wrong) if found else Verdict.WAITING
    return _finding(rule, team, verdict, len(wrong), 0, detail=_named(wrong))


@_check("state_workers")
def state_workers(rule: Rule, team: Team) -> Finding:
    """No officer is a serving state worker (JJH 23)."""
    found, serving = team.holders(*OFFICERS), team.who(is_state_worker=True)
    wrong = [name for key, name in found.items() if key in serving]
    verdict = _either(not wrong) if found else Verdict.WAITING
    return _finding(rule, team, verdict, len(wrong), 0, detail=_named(wrong))
