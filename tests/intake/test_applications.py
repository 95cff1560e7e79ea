"""Applications: begun once, written by several people, submitted whole, withdrawn, and never foreign."""

from datetime import timedelta

import pytest

from incubator.intake.applications import actions, queries
from incubator.intake.applications.models import Application
from incubator.intake.applications.workflow import APPLICATION_FLOW, ApplicationStatus
from incubator.intake.calls.models import ApplicantKind
from incubator.kernel import clock, waiting
from incubator.kernel.access import Role
from incubator.kernel.db import db, work
from incubator.kernel.errors import Absent, Conflict, Refusal
from incubator.kernel.workflow import reachable
from incubator.organizations.models import Organization
from tests.build import Builder
from tests.intake.build import fill, make_application, make_call, make_draft, section_of
from tests.organizations.build import credit_code


def test_every_state_is_reachable_and_has_a_plain_outside_word():
    assert reachable(APPLICATION_FLOW) == {state.slug for state in APPLICATION_FLOW.states}
    words = {str(state.outside) for state in APPLICATION_FLOW.states}
    assert len(words) == 7


def test_starting_founds_a_prospect_and_makes_its_person_the_leader(build: Builder):
    call = make_call(build.park())
    application, leader = make_draft(build, call)
    assert application.organization.name == "青禾县暖阳助老服务队"
    roles = [(g.role, g.organization_id) for g in leader.active_grants]
    assert roles == [(Role.LEADER, application.organization_id)]
    assert [row.slug for row in application.sections] == [
        "basics", "people", "service_plan", "needs", "files", "declarations",
    ]  # fmt: skip
    assert application.number is None


def test_starting_twice_leads_to_the_same_application(build: Builder):
    call = make_call(build.park())
    first, leader = make_draft(build, call)
    again, _ = make_draft(build, call, by=leader)
    assert again.id == first.id
    assert len(db.session.scalars(db.select(Organization)).all()) == 1


def test_next_years_call_finds_the_same_file(build: Builder):
    park = build.park()
    first, leader = make_draft(build, make_call(park))
    second, _ = make_draft(build, make_call(park), by=leader)
    assert second.id != first.id
    assert second.organization_id == first.organization_id
    assert queries.summary_for(second.organization).latest is second


def test_what_is_missing_is_named_at_once(build: Builder):
    application, leader = make_draft(build, make_call(build.park()))
    gaps = queries.all_gaps(application)
    assert len(gaps) > 30
    assert {gap.section for gap in gaps} == {row.slug for row in application.sections}
    with pytest.raises(Refusal), work(by=leader):
        actions.submit(application, by=leader)
    assert application.status is ApplicationStatus.DRAFTING


@pytest.mark.postgres
def test_submitting_gives_a_number_locks_and_keeps_a_snapshot(build: Builder):
    application, _ = make_application(build, make_call(build.park()))
    assert application.status is ApplicationStatus.SUBMITTED
    assert application.number == "2026-001"
    assert application.wanted_mode == "virtual"
    assert application.accepts_virtual
    assert all(row.is_locked for row in application.sections)
    snapshot = application.submissions[0]
    assert snapshot.answers["basics"]["name"] == application.organization.name
    assert {entry["document"] for entry in snapshot.files} >= {"charter", "pledge", "name_check"}


def test_a_refusal_condition_blocks_with_its_consequence(build: Builder):
    call = make_call(build.park())
    application, leader = make_draft(build, call, kind=ApplicantKind.REGISTERED, number=7)
    fill(application, leader)
    row = section_of(application, "declarations")
    given = {**row.answers["refusal_conditions"], "penalty": "yes"}
    with work(by=leader):
        actions.save_section(row, {"refusal_conditions": given}, expected=row.version, by=leader)
    blocks = [gap for gap in queries.all_gaps(application) if gap.blocks]
    assert len(blocks) == 1
    assert "满两年后可以重新申请" in str(blocks[0].text)
    with pytest.raises(Refusal), work(by=leader):
        actions.submit(application, by=leader)


def test_a_credit_code_of_another_form_is_a_gap(build: Builder):
    call = make_call(build.park())
    application, leader = make_draft(build, call, kind=ApplicantKind.REGISTERED, number=7)
    fill(application, leader)
    row = section_of(application, "basics")
    with work(by=leader):
        answers = {"legal_form": "foundation", "credit_code": credit_code(7)}
        actions.save_section(row, answers, expected=row.version, by=leader)
    assert [gap.anchor for gap in queries.all_gaps(application)] == ["credit_code"]


def test_members_write_and_only_the_leader_submits(build: Builder):
    application, leader = make_draft(build, make_call(build.park()))
    fill(application, leader)
    member = build.person(Role.MEMBER, organization_id=application.organization_id)
    row = section_of(application, "needs")
    with work(by=member):
        actions.save_section(row, {"desks": 1}, expected=row.version, by=member)
    with pytest.raises(Absent), work(by=member):
        actions.submit(application, by=member)


def test_two_editors_of_one_section_are_told_and_of_two_sections_are_not(build: Builder):
    application, leader = make_draft(build, make_call(build.park()))
    needs = section_of(application, "needs")
    people = section_of(application, "people")
    stale = needs.version
    with work(by=leader):
        actions.save_section(needs, {"mentor_wishes": "先写的"}, expected=stale, by=leader)
    with pytest.raises(Conflict) as clash, work(by=leader):
        actions.save_section(needs, {"mentor_wishes": "后写的"}, expected=stale, by=leader)
    difference = clash.value.facts["differences"][0]
    assert (difference.mine, difference.theirs) == ("后写的", "先写的")
    with work(by=leader):
        actions.save_section(people, {"leader_name": "赵一禾"}, expected=1, by=leader)
        actions.save_section(needs, {"mentor_wishes": "先写的"}, expected=stale, by=leader)


def test_after_the_window_the_draft_is_kept_and_not_submitted(build: Builder):
    call = make_call(build.park())
    application, leader = make_draft(build, call)
    fill(application, leader)
    with clock.frozen(call.closes_at + timedelta(minutes=1)):
        with pytest.raises(Refusal) as refusal, work(by=leader):
            actions.submit(application, by=leader)
        assert "2026-11-28 17:30" in str(refusal.value.message)
        row = section_of(application, "people")
        with work(by=leader):
            actions.save_section(row, {"leader_name": "改名"}, expected=row.version, by=leader)
    assert queries.answer(application, "people", "leader_name") == "改名"


def test_withdrawing_needs_a_reason_and_can_be_resumed_within_the_window(build: Builder):
    call = make_call(build.park())
    application, leader = make_application(build, call)
    with pytest.raises(Refusal), work(by=leader):
        actions.withdraw(application, by=leader, reason=" ")
    with work(by=leader):
        actions.withdraw(application, by=leader, reason="计划调整")
    assert application.status is ApplicationStatus.WITHDRAWN
    with work(by=leader):
        actions.resume(application, by=leader)
    assert application.is_editable
    assert not any(row.is_locked for row in application.sections)
    with work(by=leader):
        actions.withdraw(application, by=leader, reason="再次调整")
    with clock.frozen(call.closes_at), pytest.raises(Refusal), work(by=leader):
        actions.resume(application, by=leader)


def test_a_draft_is_the_applicants_own(build: Builder):
    park = build.park()
    application, _ = make_draft(build, make_call(park))
    operator = build.person(Role.OPERATOR, park=park)
    with pytest.raises(Absent), work(by=operator):
        actions.lapse(application, by=operator, reason="过期")
    assert not application.access_scope().parks


def test_foreign_applications_are_absent_and_experts_do_not_get_in(build: Builder, client_for):
    park = build.park()
    call = make_call(park)
    application, leader = make_application(build, call)
    _, stranger = make_draft(build, call, name="乙社", number=2)
    url = f"/applications/{application.code}"
    assert client_for(leader).get(url).status_code == 200
    assert client_for(stranger).get(url).status_code == 404
    assert client_for(build.person(Role.EXPERT, park=park)).get(url).status_code == 403
    other = client_for(build.person(Role.OPERATOR, park=build.park("beiyuan")))
    assert other.get(f"{url}/check").status_code == 404
    supervisor = client_for(build.person(Role.SUPERVISOR, park=park))
    assert supervisor.get(f"{url}/check").status_code == 200
    row = application.files[0]
    assert client_for(leader).get(f"/application-files/{row.code}").data.startswith(b"%PDF")
    assert client_for(stranger).get(f"/application-files/{row.code}").status_code == 404


@pytest.mark.postgres
def test_what_waits_for_the_applicant_and_the_park(build: Builder, app):
    park = build.park()
    call = make_call(park)
    _, drafter = make_draft(build, call)
    _, corrector = make_application(build, call, status="asked_back", name="乙社", number=2)
    make_application(build, call, name="丙社", number=3)
    make_application(build, call, name="丁社", number=4)
    operator = build.person(Role.OPERATOR, park=park)
    with app.test_request_context():
        mine = waiting.collect(drafter)
        assert [(item.endpoint, item.due) for item in mine] == [
            ("intake.application_detail", call.closes_at)
        ]
        fix = waiting.collect(corrector)
        assert fix[0].due == clock.end_of(
            db.session.scalars(
                db.select(Application.answer_by_on).where(Application.answer_by_on.is_not(None))
            ).one()
        )
        checks = [item for item in waiting.collect(operator) if item.endpoint.startswith("intake")]
        assert [item.count for item in checks] == [2]


def test_a_stranger_cannot_take_over_an_owned_file(build: Builder):
    call = make_call(build.park())
    make_draft(build, call, kind=ApplicantKind.REGISTERED, number=5)
    with pytest.raises(Refusal) as refusal:
        make_draft(build, call, kind=ApplicantKind.REGISTERED, number=5)
    assert refusal.value.field == "credit_code"
