"""What can be done with the registers: say what is founded, add, correct and remove rows."""

from collections.abc import Iterable

from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.organizations.models import Organization
from incubator.registration.registers.models import (
    Founder,
    Hanging,
    Holder,
    Member,
    Post,
    Profile,
    UnitKind,
)
from incubator.registration.registers.queries import find_profile
from incubator.registration.registers.rules import (
    FounderFacts,
    MemberFacts,
    PostFacts,
    ProfileFacts,
    check_left,
    check_name,
    check_not_ahead,
    check_term,
    key_of,
    plain_phone,
    split_names,
)


def describe(organization: Organization, facts: ProfileFacts, *, by: Person) -> Profile:  # noqa: ARG001 every verb has by=
    """Say what is to be founded: its area, its kind of foundation, whether a charity."""
    profile = find_profile(organization)
    if profile is None:
        profile = Profile(organization_id=organization.id)
        db.session.add(profile)
    profile.level = facts.level
    profile.is_public, profile.is_private_money = facts.is_public, facts.is_private_money
    profile.is_charity = facts.is_charity
    db.session.flush()
    return profile


def add_founder(organization: Organization, facts: FounderFacts, *, by: Person) -> Founder:
    """Add a founder."""
    founder = Founder(organization=organization)
    edit_founder(founder, facts, by=by)
    return founder


def edit_founder(founder: Founder, facts: FounderFacts, *, by: Person) -> None:  # noqa: ARG001 every verb has by=
    """Correct a founder."""
    check_name(facts.name, facts.kind)
    check_not_ahead(facts.declared_on, "declared_on")
    founder.kind, founder.name, founder.name_key = facts.kind, facts.name, key_of(facts.name)
    founder.contact = facts.contact if facts.kind is Holder.UNIT else ""
    founder.phone, founder.work_unit = plain_phone(facts.phone), facts.work_unit
    founder.is_document_shown, founder.declared_on = facts.is_document_shown, facts.declared_on
    _store(founder)


def add_member(organization: Organization, facts: MemberFacts, *, by: Person) -> Member:
    """Add a member."""
    member = Member(organization=organization)
    edit_member(member, facts, by=by)
    return member


def add_members(organization: Organization, facts: Iterable[MemberFacts], *, by: Person) -> int:  # noqa: ARG001 every verb has by=
    """Add many members at once; returns how many."""
    rows = []
    for one in facts:
        rows.append(row := Member(organization=organization))
        _fill(row, one)
    db.session.add_all(rows)
    db.session.flush()
    return len(rows)


def edit_member(member: Member, facts: MemberFacts, *, by: Person) -> None:  # noqa: ARG001 every verb has by=
    """Correct a member; a name in brackets behind the name is kept as the other name."""
    _fill(member, facts)
    _store(member)


def _fill(member: Member, facts: MemberFacts) -> None:
    name, other = split_names(facts.name)
    check_name(name, facts.kind)
    check_not_ahead(facts.joined_on, "joined_on")
    check_not_ahead(facts.left_on, "left_on")
    check_left(facts.joined_on, facts.left_on)
    member.kind, member.name, member.name_key = facts.kind, name, key_of(name)
    member.other_name = other or facts.other_name
    member.other_key = key_of(member.other_name)
    is_unit = facts.kind is Holder.UNIT
    member.unit_kind = (facts.unit_kind or UnitKind.OTHER) if is_unit else None
    member.contact = facts.contact if is_unit else ""
    member.phone, member.post = plain_phone(facts.phone), facts.post
    member.joined_on, member.left_on = facts.joined_on, facts.left_on


def add_post(organization: Organization, facts: PostFacts, *, by: Person) -> Post:
    """Give a post to a person."""
    post = Post(organization=organization)
    edit_post(post, facts, by=by)
    return post


def edit_post(post: Post, facts: PostFacts, *, by: Person) -> None:  # noqa: ARG001 every verb has by=
    """Correct a post."""
    check_name(facts.name)
    check_not_ahead(facts.declared_on, "declared_on")
    check_term(facts.starts_on, facts.ends_on)
    post.kind, post.name, post.name_key = facts.kind, facts.name, key_of(facts.name)
    post.phone, post.employed_by = plain_phone(facts.phone), facts.employed_by
    post.starts_on, post.ends_on = facts.starts_on, facts.ends_on
    post.relative_of = facts.relative_of
    post.is_paid, post.is_full_time = facts.is_paid, facts.is_full_time
    post.is_state_worker, post.declared_on = facts.is_state_worker, facts.declared_on
    _store(post)


def _store(row: Hanging) -> None:
    db.session.add(row)
    db.session.flush()


def remove(row: Founder | Member | Post, *, by: Person) -> None:  # noqa: ARG001 every verb has by=
    """Take a row out that should never have been there; whoever leaves keeps the row and gets a day."""
    db.session.delete(row)
    db.session.flush()
