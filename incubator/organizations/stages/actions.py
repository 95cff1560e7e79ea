"""What can be done on the ladder: propose with criteria and statements, decide by a second person."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from incubator.accounts.queries import staff_ids, user_ids_of_organization
from incubator.kernel import access, blobs, notices, workflow
from incubator.kernel.access import Person, Role
from incubator.kernel.db import db
from incubator.kernel.errors import Conflict, Refusal
from incubator.kernel.files import Inspected
from incubator.kernel.text import lazy
from incubator.organizations.actions import enter_stage
from incubator.organizations.criteria import Check, checks_for
from incubator.organizations.models import Organization, StageChange, StageStatement
from incubator.organizations.queries import get_stage_rules, open_stage_change
from incubator.organizations.rules import LADDER
from incubator.organizations.workflow import STAGE_CHANGE, STAGE_PROPOSE, Stage
from incubator.territory.models import Park


@dataclass(frozen=True)
class Statement:
    """What the operator states for a criterion that no data can tick, with its file."""

    text: str
    file: Inspected


@dataclass(frozen=True)
class Proposal:
    """The wanted stage, why, and a statement for every criterion that needs one."""

    target: Stage
    note: str = ""
    statements: Mapping[str, Statement] = field(default_factory=dict)


def propose(
    organization: Organization, proposal: Proposal, *, park: Park, by: Person
) -> StageChange:
    """Propose a stage: one up with all criteria met or stated, or down with a reason."""
    access.check(by, STAGE_PROPOSE, park)
    _check_target(organization, proposal)
    if open_stage_change(organization) is not None:
        raise Conflict(lazy("A stage change of this organization already waits for a decision."))
    rules = get_stage_rules(park)
    checks = (
        checks_for(organization, rules.body, proposal.target)
        if is_upwards(organization, proposal.target)
        else []
    )
    _check_criteria(checks, proposal)
    change = StageChange(
        organization_id=organization.id,
        park_id=park.id,
        from_stage=organization.stage,
        to_stage=proposal.target,
        rule_set_id=rules.id,
        criteria=[check.as_data() for check in checks],
        note=proposal.note,
        proposed_by_id=by.id,
    )
    db.session.add(change)
    db.session.flush()
    _keep_statements(change, checks, proposal, by=by)
    notices.send(
        staff_ids(park.id, Role.MANAGER),
        notices.message("A stage change of %(name)s waits for your decision."),
        url=f"/stage-changes/{change.code}",
        name=organization.name,
    )
    return change


def is_upwards(organization: Organization, target: Stage) -> bool:
    """Whether the target stands above the present stage."""
    here = LADDER.index(organization.stage) if organization.stage else -1
    return LADDER.index(target) > here


def _check_target(organization: Organization, proposal: Proposal) -> None:
    if organization.stage is None:
        raise Refusal(lazy("Only an organization that has moved in stands on the ladder."))
    step = LADDER.index(proposal.target) - LADDER.index(organization.stage)
    if step == 0 or step > 1:
        raise Refusal(lazy("An organization climbs one stage at a time."), field="target")
    if step < 0 and not proposal.note.strip():
        raise Refusal(lazy("Please give a reason."), field="note")


def _check_criteria(checks: list[Check], proposal: Proposal) -> None:
    unmet = [check for check in checks if check.met is False]
    if unmet:
        raise Refusal(
            lazy(
                "%(count)s criteria are not met yet. Each names where to mend it.", count=len(unmet)
            ),
            unmet=[check.slug for check in unmet],
        )
    for check in checks:
        given = proposal.statements.get(check.slug)
        if check.needs_statement and (given is None or not given.text.strip()):
            raise Refusal(
                lazy("Please state how this is met, and add a file."),
                field=f"text_{check.slug}",
            )


def _keep_statements(
    change: StageChange, checks: list[Check], proposal: Proposal, *, by: Person
) -> None:
    for check in checks:
        if check.needs_statement:
            given = proposal.statements[check.slug]
            db.session.add(
                StageStatement(
                    change_id=change.id,
                    criterion=check.slug,
                    text=given.text.strip(),
                    file_id=blobs.keep(given.file, by=by).id,
                )
            )
    db.session.flush()


def approve(change: StageChange, *, by: Person, reason: str = "") -> None:
    """The second person agrees: the organization enters the stage."""
    if change.organization.stage is not change.from_stage:
        raise Conflict(lazy("The organization's stage has changed since this was proposed."))
    workflow.perform(change, STAGE_CHANGE, "approve", by=by, reason=reason)
    change.decided_by_id, change.decision_note = by.id, reason
    enter_stage(
        change.organization,
        change.to_stage,
        by=by,
        reason=reason or change.note,
        change_id=change.id,
    )
    _tell(change, notices.message("%(name)s has entered a new stage."))


def decline(change: StageChange, *, by: Person, reason: str) -> None:
    """The second person does not agree, and says why."""
    workflow.perform(change, STAGE_CHANGE, "decline", by=by, reason=reason)
    change.decided_by_id, change.decision_note = by.id, reason
    if change.proposed_by_id is not None:
        notices.send(
            [change.proposed_by_id],
            notices.message("The stage change of %(name)s was declined."),
            url=f"/stage-changes/{change.code}",
            name=change.organization.name,
        )
    db.session.flush()


def withdraw(change: StageChange, *, by: Person, reason: str) -> None:
    """The proposal is taken back."""
    workflow.perform(change, STAGE_CHANGE, "withdraw", by=by, reason=reason)
    change.decision_note = reason
    db.session.flush()


def _tell(change: StageChange, message: str) -> None:
    people = user_ids_of_organization(change.organization_id)
    if change.proposed_by_id is not None:
        people = [*people, change.proposed_by_id]
    notices.send(
        people, message, url=f"/stage-changes/{change.code}", name=change.organization.name
    )
