"""Which object stands behind each address with a code, and who of the world's people may reach it?

A route with a code that is not listed here has no object to be asked with, and fails the test: a new
route joins by one line.
"""

from dataclasses import dataclass

from flask import Flask

from incubator.routing import list_routes
from tests.security.world import ABSENT, World

PARK = frozenset({"clerk", "operator", "manager", "second manager", "supervisor"})
TEAM = frozenset({"leader", "member"})
EXPERT = frozenset({"expert"})
BOTH = PARK | TEAM
ALL = frozenset({"everybody"})
RULES = PARK | {"auditor", "administrator"}


@dataclass(frozen=True)
class Kind:
    """An object of the world by name, and those who may reach it."""

    name: str
    owners: frozenset[str]

    def is_of(self, person: str) -> bool:
        """Whether it is within that person's reach."""
        return self.owners == ALL or person in self.owners


@dataclass(frozen=True)
class Route:
    """One address with a code, once per method and move."""

    endpoint: str
    method: str
    rule: str
    move: str
    roles: frozenset[str]
    kind: Kind

    def url(self, world: World, *, code: str | None = None) -> str:
        """Where it is; with another code instead of the object's, if wanted."""
        found = self.rule.replace("<code:code>", code or world.codes[self.kind.name])
        known = {**PARTS, **PARTS_OF.get(self.endpoint, {}), **self._move()}
        for part, value in known.items():
            found = found.replace(part, world.codes.get(value, value))
        return found

    def _move(self) -> dict[str, str]:
        return {"<move>": self.move} if self.move else {}


# A paper and its text have the same name; it must not be that of an object of the world.
PAPER = "pledge"
PARTS = {
    "<procedure>": "annual_inspection",
    "<slug>": "qinghe",
    "<kind>": "csv",
    "<part>": "thresholds",
    "<section>": "basics",
    "<document>": "plan",
    "<material>": "material",
    "<text>": PAPER,
    "<code:file_code>": "application_file",
    "<item>": "funds",
    "<place>": "steps",
    "<group>": "basic",
    "<division>": "999999001",
}
PARTS_OF = {
    "registration.grade_sheet_file": {"<code:file_code>": "grade_file"},
    "accounts.user_move": {"<move>": "disable"},
    "registration.paper_detail": {"<slug>": PAPER},
    "registration.paper_file": {"<slug>": PAPER},
    "registration.paper_pdf": {"<slug>": PAPER},
}
BY_PREFIX = {
    "/account/roles/": Kind("member_grant", frozenset({"member"})),
    "/account/sessions/": Kind("session", frozenset({"applicant"})),
    "/agreements/": Kind("agreement", BOTH),
    "/application-files/": Kind("application_file", BOTH),
    "/applications/": Kind("application", BOTH),
    "/bookings/": Kind("booking", BOTH),
    "/calls/": Kind("call", PARK),
    "/cohorts/": Kind("cohort", PARK),
    "/corrections/": Kind("correction", PARK),
    "/dossier-items/": Kind("archive_item", BOTH),
    "/dossiers/": Kind("dossier", BOTH),
    "/desk-contracts/": Kind("contract", BOTH),
    "/desks/": Kind("desk", PARK),
    "/expert-conflicts/": Kind("conflict", PARK),
    "/experts/": Kind("expert", PARK | EXPERT),
    "/grade-files/": Kind("grade_file", BOTH),
    "/grade-groups/": Kind("grade_group", BOTH),
    "/grade-seats/": Kind("grade_sheet", PARK | EXPERT),
    "/grade-sheets/": Kind("grade_sheet", PARK | EXPERT),
    "/grades/": Kind("grade", BOTH),
    "/filing-batches/": Kind("filing_batch", PARK),
    "/filing-reports/": Kind("filing_report", BOTH),
    "/filing-undos/": Kind("filing_undo", PARK),
    "/filings/": Kind("filing", BOTH),
    "/house-rules/": Kind("house_rule", PARK),
    "/import-rows/": Kind("import_row", PARK),
    "/imports/": Kind("import_run", PARK),
    "/meeting-rooms/": Kind("room", PARK),
    "/memberships/": Kind("member_grant", TEAM),
    "/mentoring/assignments/": Kind("assignment", BOTH | EXPERT),
    "/mentoring/items/": Kind("item", BOTH | EXPERT),
    "/mentoring/sessions/": Kind("mentoring", BOTH | EXPERT),
    "/messages/": Kind("message", frozenset({"applicant"})),
    "/my-parks/": Kind("park", PARK),
    "/objections/": Kind("objection", PARK),
    "/organization-documents/": Kind("document", BOTH),
    "/organization-people/": Kind("person", BOTH),
    "/organizations/": Kind("organization", BOTH),
    "/paper-templates/": Kind("own_template", PARK),
    "/parks/": Kind("park", PARK),
    "/parks/<slug>/calls/": Kind("call", ALL),
    "/parks/<slug>/notices/": Kind("notice", ALL),
    "/parks/<slug>/objections/": Kind("objection", ALL),
    "/register-attendances/": Kind("guest", BOTH),
    "/register-founders/": Kind("founder", BOTH),
    "/register-lists/": Kind("member_list", BOTH),
    "/register-meetings/": Kind("meeting", BOTH),
    "/register-members/": Kind("listed_member", BOTH),
    "/register-posts/": Kind("post", BOTH),
    "/register-resolutions/": Kind("resolution", BOTH),
    "/registration-files/": Kind("step_file", BOTH),
    "/registration-packs/": Kind("pack", BOTH),
    "/registration-steps/": Kind("step", BOTH),
    "/registrations/": Kind("case", BOTH),
    "/residencies/": Kind("residency", BOTH),
    "/review-sheets/": Kind("review", PARK),
    "/reviews/": Kind("sheet", EXPERT),
    "/registration-editions/": Kind("rule_set", ALL),
    "/rule-changes/": Kind("rule_change", RULES),
    "/rule-sets/": Kind("rule_set", ALL),
    "/stage-changes/": Kind("stage_change", BOTH),
    "/stage-statements/": Kind("statement", BOTH),
    "/staff/": Kind("staff_grant", PARK | {"administrator"}),
    "/users/": Kind("user", frozenset({"administrator"})),
    "/working-days/changes/": Kind("calendar_change", PARK | {"administrator"}),
    "/zones/": Kind("zone", PARK),
}
# Where the object must be in another state for its own people to see the page at all.
BY_ENDPOINT = {
    "intake.admission_detail": Kind("admitted_agreement", BOTH),
    "intake.agreement_edit": Kind("agreed_application", BOTH),
    "intake.agreement_sign": Kind("unsigned_agreement", BOTH),
    "intake.agreement_current": Kind("released_application", BOTH),
    "intake.application_document_save": Kind("draft", TEAM),
    "intake.application_new": Kind("call", ALL),
    "intake.application_section_compare": Kind("draft", TEAM),
    "intake.application_section_edit": Kind("draft", TEAM),
    "intake.application_section_save": Kind("draft", TEAM),
    "intake.application_submission_new": Kind("draft", TEAM),
    "intake.call_document_edit": Kind("draft_call", PARK),
    "intake.call_edit": Kind("draft_call", PARK),
    "intake.call_question_edit": Kind("draft_call", PARK),
    "intake.decision_correct": Kind("noticed_application", BOTH),
    "intake.decision_detail": Kind("released_application", BOTH),
    "intake.decision_edit": Kind("ready_application", BOTH),
    "intake.decision_letter_pdf": Kind("released_application", BOTH),
    "intake.decision_letters": Kind("ready_call", PARK),
    "intake.decision_list": Kind("ready_call", PARK),
    "intake.decision_release": Kind("ready_call", PARK),
    "intake.decision_released": Kind("released_call", PARK),
    "intake.review_assign": Kind("complete_application", BOTH),
    "intake.review_close": Kind("review_call", PARK),
    "intake.review_panel": Kind("review_call", PARK),
    "intake.review_remind": Kind("review_call", PARK),
    "intake.review_return": Kind("submitted_review", PARK),
    "intake.review_stop": Kind("reviewed_application", BOTH),
    "portal.rule_change_edit": Kind("draft_rules", RULES),
    "portal.rule_change_entry_list": Kind("draft_rules", RULES),
    "portal.rule_change_file_edit": Kind("draft_rules", RULES),
    "portal.rule_change_part_edit": Kind("draft_rules", RULES),
    "registration.certificate_new": Kind("deciding_step", BOTH),
    "registration.clock_go_on": Kind("stopped_step", BOTH),
    "registration.clock_stop": Kind("filing_step", BOTH),
    "registration.due_edit": Kind("deciding_step", BOTH),
    "registration.decision_new": Kind("filing_step", BOTH),
    "registration.grade_begin": Kind("grade_case", BOTH),
    "registration.grade_panel_edit": Kind("handed_grade", BOTH),
    "registration.grade_result": Kind("scoring_grade", BOTH),
    "registration.grade_seat_return": Kind("scored_seat", PARK),
    "registration.grade_sheet_detail": Kind("fresh_grade_sheet", PARK | EXPERT),
    "registration.dossier_arrange": Kind("handed_dossier", BOTH),
    "registration.dossier_transfer": Kind("arranged_dossier", BOTH),
    "registration.renewal_new": Kind("registered", BOTH),
    "registration.takeover_edit": Kind("change_case", BOTH),
    "registration.filing_certificate": Kind("filing", ALL),
    "registration.filing_undo_new": Kind("filed_batch", PARK),
    "registration.filing_report_new": Kind("second_filing", BOTH),
    "registration.refusal_new": Kind("deciding_step", BOTH),
}


def kind_of(endpoint: str, rule: str) -> Kind | None:
    """The object behind an address."""
    prefix = rule.split("<code:code>", 1)[0]
    return BY_ENDPOINT.get(endpoint) or BY_PREFIX.get(prefix)


def routes_with_code(app: Flask) -> list[Route]:
    """Every address with a code; raises for one whose object is not named above."""
    found, unknown = [], []
    for row in list_routes(app):
        if "<code:code>" not in row["url"]:
            continue
        kind = kind_of(row["endpoint"], row["url"])
        if kind is None:
            unknown.append(f"{row['endpoint']} {row['url']}")
            continue
        for method in row["methods"]:
            move = row["move"] or ""
            roles = frozenset(row["roles"])
            found.append(Route(row["endpoint"], method, row["url"], move, roles, kind))
    assert not unknown, f"name an object of the world in tests/security/objects.py: {unknown}"
    return found


def absent_code() -> str:
    """A code that no row has."""
    return ABSENT
