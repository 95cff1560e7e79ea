"""Does every check say the right thing at its boundary: tables of cases over the pure functions?"""

import json
from dataclasses import replace
from datetime import date

import pytest

from incubator.kernel.settings import ROOT
from incubator.registration.meetings.models import Matter, MeetingKind
from incubator.registration.meetings.rules import ResolutionFacts, Turnout
from incubator.registration.prechecks.findings import Elsewhere, Team, Verdict
from incubator.registration.prechecks.governance import NEEDS, parse_governance
from incubator.registration.prechecks.rules import CHECKS, findings_of
from incubator.registration.prechecks.voting import tally_of
from incubator.registration.registers.models import Holder, PostKind
from incubator.registration.registers.rules import FounderFacts, PostFacts, ProfileFacts

RULES = ROOT / "incubator" / "registration" / "rules"
FORMS = ("social_group", "private_non_enterprise", "foundation")
MET, SHORT, QUESTION, WAITING = Verdict.MET, Verdict.SHORT, Verdict.QUESTION, Verdict.WAITING
SIGNED = date(2026, 11, 2)


def body(form):
    return json.loads((RULES / f"governance_{form}.json").read_text("utf-8"))["body"]


def governance(form):
    return parse_governance(body(form))


def check(form, slug, **facts):
    rule = next(rule for rule in governance(form).rules if rule.slug == slug)
    return CHECKS[slug](rule, Team("c0de", **facts))


def council(size, **more):
    return tuple(PostFacts(PostKind.COUNCIL_MEMBER, f"理事{n}", **more) for n in range(size))


def post(kind, name, **more):
    return PostFacts(kind, name, **more)


@pytest.mark.parametrize("form", FORMS)
def test_every_rule_has_its_check_law_article_and_place(form):
    found = findings_of(governance(form).rules, Team("c0de", ProfileFacts(is_charity=True)))
    assert {row.slug for row in found} == {rule.slug for rule in governance(form).rules}
    for row in found:
        assert "第" in row.basis["zh"] or row.basis["mark"] in {"S", "M"}
        assert row.where.endpoint.startswith("registration.")
        assert row.where.arguments == {"code": "c0de"}
        assert row.needed != ""


def test_every_check_is_named_in_the_format():
    assert set(CHECKS) == set(NEEDS)


def test_the_charity_declaration_is_asked_of_charities_only():
    slugs = [row.slug for row in findings_of(governance("foundation").rules, Team("c0de"))]
    assert "barred_charity" not in slugs


@pytest.mark.parametrize(
    ("units", "verdict", "value"),
    [
        ((), MET, "0"),
        ((("青禾县志愿者协会", False),), MET, "0"),
        ((("青禾县民政局", True),), SHORT, "1"),
        ((("青禾县民政局", False),), QUESTION, "0"),
        ((("青禾县民政局", True), ("青禾县财政局", False)), SHORT, "1"),
    ],
)
def test_state_organs(units, verdict, value):
    found = check("social_group", "state_organs", units=units)
    assert (found.verdict, found.value) == (verdict, value)


@pytest.mark.parametrize(("twice", "verdict"), [(0, MET), (2, QUESTION)])
def test_equal_names_are_a_question(twice, verdict):
    assert check("social_group", "twice", twice=twice).verdict is verdict


def test_documents_shown():
    shown = FounderFacts(Holder.PERSON, "甲", is_document_shown=True)
    hidden = FounderFacts(Holder.UNIT, "乙公司")
    assert check("social_group", "documents").verdict is WAITING
    found = check("social_group", "documents", founders=(shown, hidden))
    assert (found.verdict, found.value, found.needed, found.detail) == (SHORT, "1", "2", "乙公司")
    assert check("social_group", "documents", founders=(shown,)).met


@pytest.mark.parametrize(
    ("form", "founders", "posts", "verdict", "needed", "missing"),
    [
        ("social_group", (), (), WAITING, "0", ""),
        ("social_group", (FounderFacts(Holder.PERSON, "甲"),), (), SHORT, "1", "甲"),
        (
            "social_group",
            (FounderFacts(Holder.PERSON, "甲", declared_on=SIGNED),),
            (),
            MET,
            "1",
            "",
        ),
        ("social_group", (FounderFacts(Holder.UNIT, "甲公司"),), (), WAITING, "0", ""),
        ("social_group", (), (post(PostKind.CHAIR, "乙"),), SHORT, "1", "乙"),
        ("social_group", (), (post(PostKind.COUNCIL_MEMBER, "乙"),), WAITING, "0", ""),
        (
            "social_group",
            (FounderFacts(Holder.PERSON, "甲", declared_on=SIGNED),),
            (post(PostKind.CHAIR, "甲"), post(PostKind.LEGAL_REPRESENTATIVE, "甲")),
            MET,
            "1",
            "",
        ),
        (
            "private_non_enterprise",
            (FounderFacts(Holder.PERSON, "甲"),),
            (post(PostKind.LEGAL_REPRESENTATIVE, "乙", declared_on=SIGNED),),
            MET,
            "1",
            "",
        ),
        (
            "foundation",
            (),
            (post(PostKind.LEGAL_REPRESENTATIVE, "甲"), post(PostKind.VICE_CHAIR, "乙")),
            SHORT,
            "1",
            "乙",
        ),
    ],
)
def test_declarations_of_those_whom_the_law_names(form, founders, posts, verdict, needed, missing):
    found = check(form, "barred", founders=founders, posts=posts)
    assert (found.verdict, found.needed, found.detail) == (verdict, needed, missing)


@pytest.mark.parametrize("form", ["private_non_enterprise", "foundation"])
@pytest.mark.parametrize(
    ("size", "verdict"), [(0, SHORT), (4, SHORT), (5, MET), (25, MET), (26, SHORT)]
)
def test_council_size(form, size, verdict):
    found = check(form, "council_size", posts=council(size))
    assert (found.verdict, found.value) == (verdict, str(size))


def test_chair_and_vice_chair_sit_on_the_council_and_nobody_counts_twice():
    posts = (*council(3), post(PostKind.CHAIR, "理事0"), post(PostKind.VICE_CHAIR, "新人"))
    assert check("foundation", "council_size", posts=posts).value == "4"


@pytest.mark.parametrize(
    ("starts", "ends", "verdict"),
    [
        (date(2026, 11, 1), date(2031, 10, 31), MET),
        (date(2026, 11, 1), date(2031, 11, 1), MET),
        (date(2026, 11, 1), date(2031, 11, 2), SHORT),
        (date(2028, 2, 29), date(2033, 2, 28), MET),
        (date(2028, 2, 29), date(2033, 3, 1), SHORT),
        (None, date(2031, 10, 31), WAITING),
        (date(2026, 11, 1), None, WAITING),
    ],
)
def test_terms_of_at_most_five_years(starts, ends, verdict):
    posts = council(1, starts_on=starts, ends_on=ends)
    assert check("foundation", "term", posts=posts).verdict is verdict


def test_no_council_has_no_term():
    assert check("foundation", "term").verdict is WAITING


@pytest.mark.parametrize(
    ("profile", "size", "pairs", "verdict"),
    [
        (ProfileFacts(is_private_money=True), 6, 1, MET),
        (ProfileFacts(is_private_money=True), 5, 1, SHORT),
        (ProfileFacts(is_private_money=True), 11, 2, SHORT),
        (ProfileFacts(is_private_money=True), 12, 2, MET),
        (ProfileFacts(is_private_money=True, is_public=True), 12, 1, SHORT),
        (ProfileFacts(), 12, 1, SHORT),
        (ProfileFacts(), 12, 0, MET),
    ],
)
def test_near_relatives_on_the_council(profile, size, pairs, verdict):
    posts = list(council(size))
    for pair in range(pairs):
        posts[2 * pair] = replace(posts[2 * pair], relative_of=f"理事{2 * pair + 1}")
    found = check("foundation", "relatives", profile=profile, posts=tuple(posts))
    assert (found.verdict, found.value) == (verdict, str(2 * pairs))


def test_a_relative_who_does_not_sit_on_the_council_counts_for_nothing():
    posts = (post(PostKind.COUNCIL_MEMBER, "甲", relative_of="外人"),)
    assert check("foundation", "relatives", posts=posts).met


@pytest.mark.parametrize(
    ("size", "paid", "verdict"), [(6, 2, MET), (6, 3, SHORT), (5, 1, MET), (5, 2, SHORT)]
)
def test_a_third_of_the_council_may_be_paid(size, paid, verdict):
    posts = [
        replace(row, is_paid=number < paid, is_full_time=True)
        for number, row in enumerate(council(size))
    ]
    assert check("foundation", "paid", posts=tuple(posts)).verdict is verdict


@pytest.mark.parametrize(
    ("kind", "facts", "verdict"),
    [
        (PostKind.SUPERVISOR, {"is_paid": True, "is_full_time": True}, SHORT),
        (PostKind.SUPERVISOR, {}, MET),
        (PostKind.COUNCIL_MEMBER, {"is_paid": True}, SHORT),
        (PostKind.COUNCIL_MEMBER, {"is_paid": True, "is_full_time": True}, MET),
        (PostKind.FINANCE, {"is_paid": True}, WAITING),
    ],
)
def test_who_may_not_be_paid(kind, facts, verdict):
    assert check("foundation", "unpaid", posts=(post(kind, "甲", **facts),)).verdict is verdict


@pytest.mark.parametrize(
    ("posts", "verdict"),
    [
        ((), WAITING),
        ((post(PostKind.CHAIR, "甲"),), WAITING),
        ((post(PostKind.CHAIR, "甲"), post(PostKind.SECRETARY_GENERAL, "乙")), SHORT),
        (
            (
                post(PostKind.CHAIR, "甲"),
                post(PostKind.SECRETARY_GENERAL, "乙"),
                post(PostKind.COUNCIL_MEMBER, "乙"),
            ),
            MET,
        ),
    ],
)
def test_officers_come_from_the_council(posts, verdict):
    assert check("foundation", "officers", posts=posts).verdict is verdict


@pytest.mark.parametrize(
    ("names", "verdict"), [(("甲", "甲"), MET), (("甲", "乙"), SHORT), (("甲",), WAITING)]
)
def test_the_chair_represents(names, verdict):
    kinds = (PostKind.CHAIR, PostKind.LEGAL_REPRESENTATIVE)
    posts = tuple(post(kind, name) for kind, name in zip(kinds, names, strict=False))
    assert check("foundation", "chair_represents", posts=posts).verdict is verdict


@pytest.mark.parametrize(
    ("posts", "verdict"),
    [
        ((), WAITING),
        ((post(PostKind.SUPERVISOR, "丙"),), MET),
        ((post(PostKind.SUPERVISOR, "丙"), post(PostKind.COUNCIL_MEMBER, "丙")), SHORT),
        ((post(PostKind.SUPERVISOR, "丙"), post(PostKind.CHAIR, "丙")), SHORT),
        ((post(PostKind.SUPERVISOR, "丙"), post(PostKind.FINANCE, "丙")), SHORT),
        (
            (
                post(PostKind.SUPERVISOR, "丙", relative_of="甲"),
                post(PostKind.COUNCIL_MEMBER, "甲"),
            ),
            SHORT,
        ),
        (
            (
                post(PostKind.SUPERVISOR, "丙"),
                post(PostKind.COUNCIL_MEMBER, "甲", relative_of="乙、丙"),
            ),
            SHORT,
        ),
    ],
)
def test_supervisors_stand_apart(posts, verdict):
    assert check("foundation", "supervisors_apart", posts=posts).verdict is verdict
    expected = MET if posts else SHORT
    assert check("foundation", "supervisors", posts=posts).verdict is expected


@pytest.mark.parametrize("kind", [PostKind.CHAIR, PostKind.VICE_CHAIR, PostKind.SECRETARY_GENERAL])
def test_officers_are_no_serving_state_workers(kind):
    serving = (post(kind, "甲", is_state_worker=True),)
    assert check("foundation", "state_workers", posts=serving).verdict is SHORT
    assert check("foundation", "state_workers", posts=(post(kind, "甲"),)).met
    other = (post(kind, "甲"), post(PostKind.COUNCIL_MEMBER, "乙", is_state_worker=True))
    assert check("foundation", "state_workers", posts=other).met


@pytest.mark.parametrize(
    ("form", "elsewhere", "verdict"),
    [
        ("social_group", (), MET),
        ("social_group", (Elsewhere("甲", "social_group"),), QUESTION),
        ("social_group", (Elsewhere("甲", "team"),), QUESTION),
        ("social_group", (Elsewhere("甲", "private_non_enterprise"),), MET),
        ("social_group", (Elsewhere("乙", "social_group"),), MET),
        ("foundation", (Elsewhere("甲", "private_non_enterprise"),), QUESTION),
    ],
)
def test_a_legal_representative_elsewhere_is_a_question(form, elsewhere, verdict):
    posts = (post(PostKind.LEGAL_REPRESENTATIVE, "甲"),)
    found = check(form, "single_representative", posts=posts, elsewhere=elsewhere)
    assert found.verdict is verdict


def test_the_other_organization_is_named_only_to_those_in_reach():
    posts = (post(PostKind.LEGAL_REPRESENTATIVE, "甲"),)
    named = (Elsewhere("甲", "social_group", "青禾县舞蹈协会"),)
    hidden = (Elsewhere("甲", "social_group"),)
    said = check("social_group", "single_representative", posts=posts, elsewhere=named).detail
    assert "青禾县舞蹈协会" in str(said)
    kept = check("social_group", "single_representative", posts=posts, elsewhere=hidden).detail
    assert "青禾县舞蹈协会" not in str(kept)
    assert "another organization" in str(kept) or "其他组织" in str(kept)


def tally(form, kind, entitled, present, *resolutions):
    voting = governance(form).votes[kind]
    return tally_of(Turnout(entitled, present, 0), resolutions, voting)


@pytest.mark.parametrize(
    ("entitled", "present", "met"),
    [(9, 6, True), (9, 5, False), (10, 7, True), (10, 6, False), (5, 4, True), (5, 3, False)],
)
def test_two_thirds_of_a_foundations_council_must_be_there(entitled, present, met):
    assert tally("foundation", MeetingKind.COUNCIL, entitled, present).quorum.met is met


@pytest.mark.parametrize(
    ("matter", "present", "votes", "met"),
    [
        (Matter.ORDINARY, 6, 3, False),
        (Matter.ORDINARY, 6, 4, True),
        (Matter.ORDINARY, 7, 4, True),
        (Matter.CHARTER, 6, 3, False),
        (Matter.CHARTER, 6, 4, True),
        (Matter.ELECTION, 7, 4, False),
        (Matter.ELECTION, 7, 5, True),
        (Matter.FUNDS, 8, 5, False),
        (Matter.FUNDS, 8, 6, True),
        (Matter.MERGER, 9, 5, False),
        (Matter.MERGER, 9, 6, True),
    ],
)
def test_votes_of_a_foundations_council(matter, present, votes, met):
    resolution = ResolutionFacts("决议", matter, votes)
    found = tally("foundation", MeetingKind.COUNCIL, 9, present, resolution)
    assert found.votes[0].met is met


def test_whoever_abstains_is_present_all_the_same():
    resolution = ResolutionFacts("决议", Matter.ORDINARY, 3, 0, 3)
    assert not tally("foundation", MeetingKind.COUNCIL, 6, 6, resolution).votes[0].met


def test_the_founding_meeting_follows_the_charter_not_the_law():
    voting = governance("social_group").votes[MeetingKind.FOUNDING]
    assert voting.quorum.basis["mark"] == "S"
    assert tally("social_group", MeetingKind.FOUNDING, 50, 34).quorum.met
    assert not tally("social_group", MeetingKind.FOUNDING, 50, 33).quorum.met


@pytest.mark.parametrize(("votes", "met"), [(4, False), (5, True)])
def test_a_foundation_elects_at_its_first_meeting_by_the_law(votes, met):
    """JJH 21 para. 3 binds the first council too: two thirds of those who came, not half of them."""
    election = ResolutionFacts("选举理事长", Matter.ELECTION, votes)
    found = tally("foundation", MeetingKind.FOUNDING, 9, 7, election).votes[0]
    assert (found.met, found.basis["mark"]) == (met, "V")


@pytest.mark.parametrize(
    ("present", "quorum", "matter", "votes", "met"),
    [
        (4, False, Matter.ORDINARY, 4, False),
        (5, True, Matter.ORDINARY, 4, False),
        (5, True, Matter.ORDINARY, 5, True),
        (7, True, Matter.CHARTER, 5, False),
        (7, True, Matter.CHARTER, 6, True),
    ],
)
def test_a_service_organization_decides_as_its_model_charter_says(
    present, quorum, matter, votes, met
):
    """Half of the council must come; the majority, and two thirds, are counted of all nine."""
    resolution = ResolutionFacts("决议", matter, votes)
    found = tally("private_non_enterprise", MeetingKind.COUNCIL, 9, present, resolution)
    assert (found.quorum.met, found.votes[0].met) == (quorum, met)


def test_where_no_rule_says_how_much_nothing_is_wrong():
    found = tally_of(Turnout(9, 1, 0), [ResolutionFacts("决议")], None)
    assert found.is_in_order
    assert found.quorum.needed is None


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda data: data["rules"].append({"slug": "nonsense"}), "rules.nonsense"),
        (lambda data: data["rules"].append(data["rules"][0]), "stands there twice"),
        (lambda data: data["rules"][0].pop("least"), "rules.council_size: least"),
        (lambda data: data["votes"].update(party={}), "votes.party"),
        (lambda data: data["votes"]["council"]["quorum"].update(value=[3, 2]), "3/2 is no share"),
    ],
)
def test_a_body_that_could_not_be_worked_by_is_refused_with_its_place(change, place):
    data = body("foundation")
    change(data)
    with pytest.raises(ValueError, match=place):
        parse_governance(data)
