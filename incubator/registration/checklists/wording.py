"""How is a checklist told in words: its name, its form, a period, a figure, the title of a list?"""

from incubator.kernel.money import format_yuan
from incubator.kernel.rulesets import RuleSet
from incubator.kernel.text import label, lazy, ngettext
from incubator.organizations.models import LEGAL_FORM_LABELS, LegalForm
from incubator.registration.checklists.procedures import PROCEDURE_LABELS, Procedure
from incubator.registration.checklists.rules import Limit, Texts, Threshold

ALL_SLUG = "all"
LIST_LABELS = {
    "outside_scope": lazy("Outside registration"),
    "registered_items": lazy("Registered items"),
    "charter_items": lazy("Items of the charter"),
    "refusal_grounds": lazy("Grounds of refusal"),
    "barred_persons": lazy("Who may not serve"),
    "name_rules": lazy("Rules on the name"),
    "revocation_grounds": lazy("Grounds of revocation"),
    "deregistration_grounds": lazy("Grounds of deregistration"),
    "deregistration_papers": lazy("Papers for deregistration"),
    "annual_report_contents": lazy("Contents of the yearly report"),
    "conditions": lazy("Conditions"),
    "filing_types": lazy("Types of community organization"),
    "barred_applicants": lazy("Who cannot apply now"),
    "grades": lazy("Grades and points"),
    "indicator_groups": lazy("Groups of indicators"),
    "governance": lazy("Rules on council and supervisors"),
    "plan_items": lazy("Contents of the fundraising plan"),
}

# The figures of the first checklist, which carry no words of their own.
FIGURE_LABELS = {
    "members_individual": lazy("Individual members, at least"),
    "members_unit": lazy("Unit members, at least"),
    "members_mixed": lazy("Mixed members, at least"),
    "funds_local": lazy("Funds of a local group, at least"),
    "funds_national": lazy("Funds of a national group, at least"),
    "founders": lazy("Founders, at least"),
    "meeting_attendance": lazy("Present at the founding meeting, at least"),
    "meeting_approval": lazy("In favour at the founding meeting"),
}


def procedure_text(rules: RuleSet) -> str:
    """The procedure of a checklist; a key that is none of ours is shown as it is."""
    known = {row.value: PROCEDURE_LABELS[row] for row in Procedure}
    return str(known.get(rules.key, rules.key))


def form_text(rules: RuleSet) -> str:
    """The legal form of a checklist; one without is the same for all registered forms."""
    known = {row.value: LEGAL_FORM_LABELS[row] for row in LegalForm}
    return str(known.get(rules.legal_form, lazy("All registered forms")))


def form_slug(rules: RuleSet) -> str:
    """How an address and the command line name the form."""
    return rules.legal_form or ALL_SLUG


def limit_text(limit: Limit | None) -> str:
    """The period in words; calendar and working days are never mixed up."""
    if limit is None:
        return ""
    if limit.unit == "yearly":
        text = lazy("by %(month)s-%(day)s of each year", month=limit.month, day=limit.day)
        return str(text)
    if limit.unit == "calendar":
        return str(ngettext("%(num)s calendar day", "%(num)s calendar days", limit.days))
    return str(ngettext("%(num)s working day", "%(num)s working days", limit.days))


def figure_name(threshold: Threshold) -> str:
    """What a figure is about."""
    return label(threshold.label) or str(FIGURE_LABELS.get(threshold.slug, threshold.slug))


def figure_text(threshold: Threshold) -> str:
    """A figure of the law as people read it."""
    if threshold.over != 1:
        share = f"{threshold.value}/{threshold.over}"
        return str(lazy("more than %(share)s", share=share)) if threshold.strict else share
    if threshold.unit == "fen":
        yuan = format_yuan(threshold.value)
        return str(lazy("%(amount)s yuan", amount=yuan))
    return str(threshold.value)


def basis_text(basis: Texts) -> str:
    """A basis with its mark, as tables and the command line print it."""
    return f"{label(basis)} [{basis.get('mark', '')}]"
