"""Is a new edition of the rules sound, in its place, decided by a second person, and nothing else changed?"""

import copy
import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from incubator.kernel import audit, clock, rulesets
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import db, work
from incubator.kernel.errors import Absent, NotAllowed, Refusal, TooLarge, WrongState
from incubator.kernel.notices import Notice
from incubator.kernel.rulesets import RuleSet, RuleState, Wanted
from incubator.territory.rule_changes import actions, leaves, queries, reading
from incubator.territory.rule_changes.models import RuleChange

KIND = "registration.checklist"
COUNTY = "999999"
FOUNDERS = ("thresholds", "founders", "value")


@pytest.fixture
def operator(build, park):
    return build.person(Role.OPERATOR, park=park)


@pytest.fixture
def manager(build, park):
    return build.person(Role.MANAGER, park=park)


def shipped(kind=KIND, form="social_group"):
    query = select(RuleSet).where(RuleSet.kind == kind, RuleSet.state == RuleState.EFFECTIVE)
    query = query.where(RuleSet.legal_form == form, RuleSet.region_code == "")
    return db.session.scalars(query.order_by(RuleSet.id)).first()


def heading(base, **more):
    facts = {
        "edition": "2027-01",
        "effective_from": date(2027, 1, 1),
        "effective_to": None,
        "region_code": COUNTY,
        "legal_form": base.legal_form,
        "title": base.title,
        "source": {"zh": "青禾县办事指南", "en": "Qinghe guide", "mark": "M"},
        "note": "本县要求八名以上发起人。",
        **more,
    }
    return actions.Heading(**facts)


def drafted(by, base=None, values=None, **more):
    base = base or shipped()
    with work(by=by):
        change = actions.draft(base, heading(base, **more), by=by)
        actions.change_values(change, values or {FOUNDERS: 8}, by=by)
    return change


def approved(by, second, **more):
    change = drafted(by, **more)
    with work(by=by):
        actions.propose(change, by=by)
    with work(by=second):
        actions.approve(change, by=second)
    return change


def faults(change):
    return [(fault.place, str(fault)) for fault in queries.faults_of(change)]


def test_a_local_edition_is_made_by_two_people_and_the_nation_keeps_its_own(
    park, operator, manager
):
    before = copy.deepcopy(shipped().body)
    change = approved(operator, manager)
    made = change.result
    assert (made.region_code, made.edition, made.state) == (COUNTY, "2027-01", RuleState.EFFECTIVE)
    assert rulesets.parse(made).thresholds["founders"].value == 8
    assert shipped().body == before
    assert shipped().effective_to is None
    upwards = park.region.codes_upwards
    for day, edition in ((date(2026, 12, 31), shipped().edition), (date(2027, 1, 1), "2027-01")):
        wanted = Wanted(KIND, made.key, made.legal_form, upwards, on=day)
        assert rulesets.find(wanted).edition == edition
    told = db.session.scalars(select(Notice).where(Notice.user_id == operator.id)).all()
    assert [notice.url for notice in told] == [f"/rule-changes/{change.code}"]
    assert list(audit.verify(db.session())) == []


def test_the_next_edition_ends_the_one_before_on_its_eve(operator, manager):
    first = approved(operator, manager).result
    with pytest.raises(Refusal):
        drafted(operator, base=first, edition="same day")
    second = approved(
        operator, manager, base=first, edition="2028-01", effective_from=date(2028, 1, 1)
    ).result
    assert db.session.get_one(RuleSet, first.id).effective_to == date(2027, 12, 31)
    assert second.effective_to is None


def test_nobody_approves_what_they_proposed(build, park, manager):
    change = drafted(manager)
    with work(by=manager):
        actions.propose(change, by=manager)
    with pytest.raises(NotAllowed), work(by=manager):
        actions.approve(change, by=manager)
    assert db.session.scalar(select(RuleSet.id).where(RuleSet.edition == "2027-01")) is None
    supervisor = build.person(Role.SUPERVISOR, park=park)
    with work(by=supervisor):
        actions.approve(change, by=supervisor)
    assert change.result_id is not None


def test_who_decides_has_had_no_hand_in_the_draft(operator, manager):
    change = drafted(operator)
    with pytest.raises(Refusal), work(by=manager):
        actions.change_values(change, {FOUNDERS: 3}, by=manager)
    with work(by=operator):
        actions.propose(change, by=operator)
    with pytest.raises(WrongState), work(by=operator):
        actions.change_values(change, {FOUNDERS: 3}, by=operator)


def test_people_of_another_place_do_not_reach_it(build, operator):
    change = drafted(operator)
    with work(by=operator):
        actions.propose(change, by=operator)
    stranger = build.person(Role.MANAGER, park=build.park("second"))
    with pytest.raises(Absent), work(by=stranger):
        actions.approve(change, by=stranger)


@pytest.mark.parametrize("code", ["", "990000", "000001"])
def test_a_park_proposes_for_its_county_and_not_above(operator, code):
    with pytest.raises(Refusal) as refusal, work(by=operator):
        actions.draft(shipped(), heading(shipped(), region_code=code), by=operator)
    assert refusal.value.field == "region"


def test_an_administrator_proposes_for_the_nation(build):
    admin, second = (build.person(Role.ADMINISTRATOR) for _ in range(2))
    change = approved(admin, second, region_code="")
    assert change.result.region_code == ""
    assert shipped().effective_to == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"effective_from": date(2026, 11, 1)}, "effective_from"),
        ({"effective_from": date(2027, 2, 1), "effective_to": date(2027, 1, 1)}, "effective_to"),
        ({"edition": "first"}, "version"),
        ({"effective_from": date(2027, 3, 1)}, "effective_from"),
        ({"effective_from": date(2027, 12, 1)}, "effective_from"),
    ],
    ids=["past", "backwards", "taken", "overlap", "gap"],
)
def test_an_edition_out_of_place_is_refused_with_the_place(operator, manager, more, place):
    approved(operator, manager, edition="first", effective_to=date(2027, 6, 30))
    with pytest.raises(Refusal) as refusal, work(by=operator):
        actions.draft(shipped(), heading(shipped(), **{"edition": "second", **more}), by=operator)
    assert refusal.value.field == place
    with work(by=operator):
        right = heading(shipped(), edition="second", effective_from=date(2027, 7, 1))
        assert actions.draft(shipped(), right, by=operator).id


def test_an_edition_before_a_later_one_must_end_on_its_eve(operator, manager):
    approved(operator, manager, edition="later", effective_from=date(2028, 1, 1))
    for last, refused in ((None, True), (date(2027, 12, 1), True), (date(2027, 12, 31), False)):
        wanted = heading(shipped(), edition=f"until {last}", effective_to=last)
        if refused:
            with pytest.raises(Refusal) as refusal, work(by=operator):
                actions.draft(shipped(), wanted, by=operator)
            assert refusal.value.field == "effective_to"
        else:
            with work(by=operator):
                assert actions.draft(shipped(), wanted, by=operator).id


def test_a_correction_may_begin_in_the_past_with_its_reason(operator, manager):
    past = {"effective_from": date(2026, 10, 1), "is_correction": True}
    with pytest.raises(Refusal):
        drafted(operator, **past, note=" ")
    assert approved(operator, manager, **past).result.effective_from == date(2026, 10, 1)


def test_what_waits_too_long_is_not_approved_into_the_past(operator, manager):
    change = drafted(operator, effective_from=date(2026, 11, 20))
    with work(by=operator):
        actions.propose(change, by=operator)
    clock.set_frozen(clock.now() + timedelta(days=9))
    with pytest.raises(Refusal) as refusal, work(by=manager):
        actions.approve(change, by=manager)
    assert refusal.value.field == "effective_from"


def test_two_proposals_for_the_same_day_cannot_both_become_effective(operator, manager):
    both = [drafted(operator, edition=f"twin {number}") for number in (1, 2)]
    for change in both:
        with work(by=operator):
            actions.propose(change, by=operator)
    with work(by=manager):
        actions.approve(both[0], by=manager)
    with pytest.raises(Refusal), work(by=manager):
        actions.approve(both[1], by=manager)


def body_with(place, value):
    body = copy.deepcopy(shipped().body)
    inner = body
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    return body


@pytest.mark.parametrize(
    ("place", "value", "where", "words"),
    [
        (("steps", 0, "after"), ["party"], "steps.demand.after", "循环"),
        (("steps", 1, "after"), ["nowhere"], "steps.founders.after", "nowhere"),
        (("thresholds", "founders", "value"), "eight", "thresholds.founders.value", "整数"),
        (("thresholds", "founders", "value"), 0, "thresholds.founders.value", "0"),
        (("steps", 0, "title"), "查需求", "steps.demand.title", "一组"),
        (("steps", 0, "title", "zh"), " ", "steps.demand.title.zh", "中文"),
        (("steps", 0, "title", "zh"), "a\x00b", "steps.demand.title.zh", "字符"),
        (("steps", 0, "basis", "mark"), "X", "steps.demand.basis.mark", "V"),
        (("steps", 0, "colour"), "red", "steps.demand.colour", "名称"),
        (("steps",), {}, "steps", "列表"),
        (("thresholds", "founders", "value"), 10**30, "thresholds.founders.value", "太大"),
    ],
)
def test_an_unsound_body_is_refused_with_the_place_in_chinese(operator, place, value, where, words):
    content = {**rulesets.to_json(shipped()), "version": "x", "region": COUNTY}
    content["body"] = body_with(place, value)
    with pytest.raises(Refusal) as refusal, work(by=operator):
        actions.draft_from_file(content, note="", by=operator)
    assert refusal.value.facts["fault"].place == where
    assert words in str(refusal.value.message)


def test_a_missing_name_is_told_with_its_place(operator):
    content = {**rulesets.to_json(shipped()), "version": "x", "region": COUNTY}
    content["body"] = copy.deepcopy(content["body"])
    del content["body"]["steps"][3]["who"]
    with pytest.raises(Refusal) as refusal, work(by=operator):
        actions.draft_from_file(content, note="", by=operator)
    assert refusal.value.facts["fault"].place == f"steps.{content['body']['steps'][3]['slug']}"
    assert "who" in str(refusal.value.message)


def test_every_shipped_set_has_the_shape_it_asks_of_others(context):
    count = 0
    for rules in db.session.scalars(select(RuleSet)).all():
        model = queries.model_for(rulesets.to_json(rules))
        if rules.state is RuleState.EFFECTIVE:
            actions._check(rulesets.to_json(rules), None)
            assert model is not None
            count += 1
    assert count >= 17


def test_a_set_goes_out_and_comes_back_equal(operator, manager):
    made = approved(operator, manager).result
    data = reading.write(rulesets.to_json(made))
    content = reading.read(data)
    assert content == rulesets.to_json(made)
    content["version"], content["effective_from"] = "2029-01", "2029-01-01"
    with work(by=operator):
        change = actions.draft_from_file(content, note="原样导入", by=operator)
        actions.propose(change, by=operator)
    with work(by=manager):
        actions.approve(change, by=manager)
    again = rulesets.to_json(change.result)
    assert {**again, "version": made.edition, "effective_from": "2027-01-01"} == rulesets.to_json(
        made
    ) | {"effective_to": None}


def test_an_exported_file_comes_in_as_it_is_and_says_what_hinders_it(operator, manager):
    made = approved(operator, manager).result
    with work(by=operator):
        change = actions.draft_from_file(rulesets.to_json(made), note="x", by=operator)
    assert {place for place, _words in faults(change)} == {"version", "effective_from"}
    with pytest.raises(Refusal), work(by=operator):
        actions.propose(change, by=operator)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xfe\x00", "UTF-8"),
        (b'{"kind": ', "第1行"),
        (b"[1, 2]", "规则"),
        (b'{"a": NaN}', "JSON"),
        (b'{"a": 1, "a": 2}', "a"),
        (b"[" * 100_000, "JSON"),
    ],
)
def test_a_file_that_is_none_is_refused_with_its_reason(context, data, words):
    with pytest.raises(Refusal) as refusal:
        reading.read(data)
    assert words in str(refusal.value.message)
    assert refusal.value.field == "file"


def test_a_file_too_large_is_not_even_read(context):
    with pytest.raises(TooLarge):
        reading.read(b" " * (reading.LARGEST + 1))


def test_an_unknown_kind_is_refused(operator):
    content = {**rulesets.to_json(shipped()), "kind": "kitchen.menu"}
    with pytest.raises(Refusal, match="kitchen"), work(by=operator):
        actions.draft_from_file(content, note="", by=operator)


def test_other_rules_do_not_replace_a_draft(operator):
    change = drafted(operator)
    other = rulesets.to_json(shipped("space.booking", ""))
    with pytest.raises(Refusal), work(by=operator):
        actions.replace_content(change, other, by=operator)


def test_the_difference_names_every_leaf(context):
    base = rulesets.to_json(shipped())
    after = copy.deepcopy(base)
    body = after["body"]
    body["thresholds"]["founders"]["value"] = 8
    after["source"]["mark"] = "M"
    after["effective_from"] = "2027-01-01"
    gone = body["steps"][1]["materials"].pop()
    body["steps"][1]["materials"].append({**gone, "slug": "pledge", "required": True})
    body["steps"][0], body["steps"][1] = body["steps"][1], body["steps"][0]
    found = {(".".join(each.path), each.kind) for each in leaves.compare(base, after)}
    stem = "steps.founders.materials"
    wanted = {
        ("effective_from", "changed"),
        ("source.mark", "changed"),
        ("thresholds.founders.value", "changed"),
        ("steps", "order"),
        (f"{stem}.{gone['slug']}.slug", "removed"),
        (f"{stem}.pledge.slug", "added"),
        (f"{stem}.pledge.required", "added"),
    }
    assert wanted <= found
    assert all(place.startswith(stem) for place, _kind in found - wanted)
    assert leaves.compare(base, copy.deepcopy(base)) == []


def test_a_change_of_one_leaf_leaves_everything_else(context):
    body = shipped().body
    made = leaves.with_values(body, {("steps", "decision", "limit", "days"): 30})
    found = leaves.compare({"body": body}, {"body": made})
    assert [(each.path, each.before, each.after) for each in found] == [
        (("steps", "decision", "limit", "days"), 60, 30)
    ]
    with pytest.raises(KeyError):
        leaves.with_values(body, {("steps", "decision", "colour"): "red"})


def test_a_declined_proposal_is_told_to_its_proposer(operator, manager):
    change = drafted(operator)
    with work(by=operator):
        actions.propose(change, by=operator)
    assert [row.id for row in queries.changes_to_decide(manager)] == [change.id]
    assert queries.changes_to_decide(operator) == []
    with pytest.raises(Refusal), work(by=manager):
        actions.decline(change, by=manager, reason=" ")
    with work(by=manager):
        actions.decline(change, by=manager, reason="依据不足")
    assert db.session.scalars(select(Notice.user_id)).all() == [operator.id]
    assert queries.changes_to_decide(manager) == []


def test_drafts_by_the_command_line_need_a_person_to_approve(manager):
    content = {**rulesets.to_json(shipped()), "version": "x", "effective_from": "2027-01-01"}
    with work(by=SYSTEM):
        change = actions.draft_from_file(
            json.loads(json.dumps({**content, "region": COUNTY})), note="导入", by=SYSTEM
        )
        actions.propose(change, by=SYSTEM)
    assert db.session.get_one(RuleChange, change.id).proposed_by_id is None
