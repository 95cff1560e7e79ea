"""The pages of the pool: the list, an expert, appointing and changing, and declared conflicts."""

import secrets
from datetime import date

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.accounts import actions as accounts
from incubator.accounts.models import LinkPurpose, User
from incubator.accounts.queries import find_user
from incubator.accounts.rules import normal_name
from incubator.accounts.staff.links import LinkCard, link_card
from incubator.experts import actions as doors
from incubator.experts.directory.forms import ConflictForm, ExpertForm, NewExpertForm
from incubator.experts.mentoring.queries import assignments_of, usage_of
from incubator.experts.pool import actions
from incubator.experts.pool.models import ConflictDeclaration, Expert
from incubator.experts.pool.queries import PoolFilter, list_conflicts, pool_rules, select_experts
from incubator.experts.pool.rules import (
    CONFLICT_DECLARE,
    EXPERT_EDIT,
    EXPERT_LIST,
    EXPERT_READ,
    PoolRules,
)
from incubator.experts.pool.workflow import CONFLICT, EXPERT
from incubator.experts.room import room
from incubator.kernel import access, clock, navigation, paging, web
from incubator.kernel.navigation import Entry, Platform
from incubator.kernel.text import gettext, label, lazy
from incubator.organizations.models import Organization
from incubator.organizations.queries import list_residents
from incubator.territory.models import Park
from incubator.territory.queries import parks_within

navigation.offer(
    Entry(
        Platform.SUPERVISION, lazy("Expert pool"), "experts.expert_list", EXPERT_LIST, "users-group"
    )
)


def _names(rules: PoolRules) -> list[tuple[str, str]]:
    return [(slug, label(name)) for slug, name in rules.fields.items()]


@room.get("/experts", EXPERT_LIST)
def expert_list() -> ResponseReturnValue:
    """The pool: fields, term, hours used of those offered."""
    parks = parks_within(access.reach(web.signed_in(), EXPERT_LIST))
    wanted = PoolFilter(
        field=request.args.get("field", "")[:40],
        words=request.args.get("q", "").strip()[:60],
        status=request.args.get("status", "active"),
    )
    query = select_experts([park.id for park in parks], wanted)
    page = paging.newest_first(query, Expert.id, after=request.args.get("after", type=int))
    rules = pool_rules(parks[0] if parks else None)
    return web.page(
        "experts/expert_list.html",
        page=page,
        count=paging.shown_count(paging.count_up_to(query)),
        wanted=wanted,
        choices=_names(rules),
        names=rules.fields,
        usage=usage_of([row.id for row in page.rows], clock.today()),
        EXPERT=EXPERT,
        may_edit=access.may(web.person(), EXPERT_EDIT),
    )


@room.get("/experts/<code:code>", EXPERT_READ)
def expert_detail(code: str) -> ResponseReturnValue:
    """One expert: facts, organizations accompanied, declared conflicts."""
    expert = web.load(Expert, code)
    person = web.signed_in()
    return web.page(
        "experts/expert_detail.html",
        expert=expert,
        names=pool_rules(expert.park).fields,
        usage=usage_of([expert.id], clock.today())[expert.id],
        assignments=assignments_of(expert),
        conflicts=list_conflicts(expert),
        EXPERT=EXPERT,
        CONFLICT=CONFLICT,
        may_edit=access.allows(person, EXPERT_EDIT, expert),
        may_declare=access.allows(person, CONFLICT_DECLARE, expert),
    )


@room.form("/experts/new", EXPERT_EDIT)
def expert_new() -> ResponseReturnValue:
    """Appoint an expert: with an account that exists, or with a new one."""
    park = _park()
    form = NewExpertForm()
    rules = pool_rules(park)
    form.offer(_names(rules))
    card: LinkCard | None = None
    if form.posted():
        locked = accounts.hash_password(secrets.token_urlsafe(24))
        with web.acting(form) as act:
            user, token = _account(form, locked)
            expert = actions.appoint(user, park=park, facts=form.facts(), by=web.signed_in())
            target = url_for("experts.expert_detail", code=expert.code)
            words = gettext("Appointed. %(name)s can sign in as before.", name=expert.name)
            act.done(target, "" if token else words)
            card = link_card(token, LinkPurpose.SET_UP) if token else None
            name = expert.name
        if act.response and card is not None:
            return web.page("accounts/link_shown.html", card=card, name=name, done_url=target)
        if act.response:
            return act.response
    elif not form.is_submitted():
        form.term_to.data = _months_later(rules.term_months)
    return web.page("experts/expert_new.html", form=form, park=park, rules=rules)


def _months_later(months: int) -> date:
    today = clock.today()
    return today.replace(year=today.year + months // 12, day=min(today.day, 28))


def _park() -> Park:
    """The park whose pool is changed: the first one in which this person may."""
    return parks_within(access.reach(web.signed_in(), EXPERT_EDIT))[0]


def _account(form: NewExpertForm, locked: str) -> tuple[User, str]:
    """The account that exists, or a new one with the one-time link that opens it."""
    name = normal_name(form.sign_in_name.data or "")
    known = find_user(name)
    if known is not None:
        return known, ""
    user = accounts.create_user(accounts.NewUser(name, form["name"].data or "", locked))
    return user, accounts.issue_link(LinkPurpose.SET_UP, user, by=web.signed_in())


@room.form("/experts/<code:code>/edit", EXPERT_EDIT)
def expert_edit(code: str) -> ResponseReturnValue:
    """Change fields, hours, term and introduction."""
    expert = web.load(Expert, code)
    form = ExpertForm(obj=expert)
    form.offer(_names(pool_rules(expert.park)))
    web.stamp(form, expert)
    answer = web.save(
        form,
        Expert,
        code,
        lambda row: actions.update(row, form.facts(), by=web.signed_in()),
        back=_detail_url,
    )
    return answer or web.page("experts/expert_edit.html", form=form, expert=expert)


@room.moves("/experts/<code:code>/moves/<move>", EXPERT)
def expert_move(code: str, move: str) -> ResponseReturnValue:
    """Remove from the pool, or take back."""
    return web.move(
        Expert,
        code,
        move,
        table=EXPERT,
        actions={"remove": doors.remove_expert, "restore": actions.restore},
        back=_detail_url,
    )


@room.form("/experts/<code:code>/conflicts/new", CONFLICT_DECLARE)
def conflict_new(code: str) -> ResponseReturnValue:
    """Declare a standing conflict with an organization of the park."""
    expert = web.load(Expert, code)
    found = _organizations(expert)
    form = ConflictForm()
    form.offer([(row.code, row.name) for row in found.values()])
    answer = web.save(
        form,
        Expert,
        code,
        lambda row: doors.declare_conflict(
            row,
            found[form.organization.data],
            reason=form.reason.data or "",
            by=web.signed_in(),
        ),
        back=_detail_url,
        done=gettext("Declared. Nothing of this organization is shown to the expert any more."),
    )
    return answer or web.page(
        "experts/conflict_new.html",
        form=form,
        expert=expert,
        recusal=pool_rules(expert.park).recusal,
    )


def _detail_url(expert: Expert) -> str:
    return url_for("experts.expert_detail", code=expert.code)


def _organizations(expert: Expert) -> dict[str, Organization]:
    rows = [residency.organization for residency in list_residents([expert.park_id])]
    return {row.code: row for row in sorted(rows, key=lambda row: row.name)}


@room.moves("/expert-conflicts/<code:code>/moves/<move>", CONFLICT)
def conflict_move(code: str, move: str) -> ResponseReturnValue:
    """Lift a conflict that no longer stands."""
    return web.move(
        ConflictDeclaration,
        code,
        move,
        table=CONFLICT,
        actions={"lift": actions.lift_conflict},
        back=lambda row: url_for("experts.expert_detail", code=row.expert.code),
    )
