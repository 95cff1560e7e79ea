"""The pages of names: looking at one, noting it at a step, and the register behind it."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import files, navigation, web
from incubator.kernel.access import Person, allows, reach
from incubator.kernel.errors import Absent, Refusal
from incubator.kernel.forms import clean_text
from incubator.kernel.navigation import Entry, Platform, Section
from incubator.kernel.text import gettext, label, lazy
from incubator.organizations.roster.refusals import RosterRefused
from incubator.registration.cases import wording
from incubator.registration.cases.models import CaseStep
from incubator.registration.cases.rules import CASE_READ
from incubator.registration.cases.workflow import STEP_WORK
from incubator.registration.names import actions, queries
from incubator.registration.names.forms import KeepForm, RegisterForm
from incubator.registration.names.likeness import WHY_LABELS, Likeness, Why
from incubator.registration.names.listing import lines_of
from incubator.registration.names.models import NAME_STATUS_LABELS, NameStatus
from incubator.registration.names.queries import Checked
from incubator.registration.names.rules import (
    NAME_CHECK,
    NAME_REGISTER,
    VERDICT_LABELS,
    Verdict,
)
from incubator.registration.room import room
from incubator.registration.steps.rules import check_changeable

navigation.offer(
    Entry(
        Platform.INCUBATION,
        lazy("Name check"),
        "registration.name_check",
        NAME_CHECK,
        "search",
        order=42,
        section=Section.REGISTRATION,
    )
)
LONGEST = 100
TONES = {Verdict.FINE: "good", Verdict.WARNING: "waiting", Verdict.REFUSED: "bad"}
STATUS_TONES = {
    NameStatus.LIVE: "good",
    NameStatus.CANCELLED: "done",
    NameStatus.REVOKED: "bad",
}
PART_LABELS = {
    "division": lazy("Administrative division"),
    "trade": lazy("Trade name"),
    "field": lazy("Field or members"),
    "home": lazy("Home region"),
    "form": lazy("Word for the form"),
    "word": lazy("Wording"),
    "": lazy("Whole name"),
}


@dataclass(frozen=True)
class Segment:
    """One part of the name as it is drawn; an empty one is missing."""

    kind: str
    label: object
    text: str


@room.get("/name-check", NAME_CHECK)
def name_check() -> ResponseReturnValue:
    """Look at a name: its parts, what is against it, and what is like it. Reads only."""
    person = web.signed_in()
    step = _step()
    region = step.case.park.region if step is not None else queries.region_of(person)
    words = queries.words_for(region.codes_upwards if region is not None else [])
    form = request.args.get("form", step.case.legal_form.value if step is not None else "")
    form = form if form in words.rules.forms else next(iter(words.rules.forms))
    name = str(clean_text(request.args.get("name", "")))
    checked = None
    if name and len(name) <= LONGEST:
        checked = queries.check_name(name, form, region=region, own=_own(person), words=words)
    return web.page(
        "registration/name_check.html",
        name=name,
        is_too_long=len(name) > LONGEST,
        chosen=form,
        words=words,
        step=step,
        may_keep=step is not None and _is_open(step, person),
        is_sample=wording.is_sample,
        **(_shown(checked) if checked is not None else {"checked": None}),
    )


def _step() -> CaseStep | None:
    """The step for which the name is looked at, if the page was opened from one."""
    code = request.args.get("step", "")
    return web.load(CaseStep, code, CASE_READ) if code else None


def _own(person: Person) -> frozenset[int]:
    """The person's own organizations: their name is no rival of itself."""
    return reach(person, NAME_CHECK).organizations


def _is_open(step: CaseStep, person: Person) -> bool:
    if not allows(person, STEP_WORK, step):
        return False
    try:
        check_changeable(step, person)
    except Refusal:
        return False
    return True


def _shown(checked: Checked) -> dict[str, Any]:
    badge = {"label": VERDICT_LABELS[checked.verdict], "tone": TONES[checked.verdict]}
    return {
        "checked": checked,
        "badge": badge,
        "segments": segments_of(checked),
        "tones": TONES,
        "part_labels": PART_LABELS,
        "similar": [_row(each) for each in checked.similar],
        "field": label(checked.words.fields.labels.get(checked.parts.field_slug)),
    }


def segments_of(checked: Checked) -> list[Segment]:
    """The parts in their order; a missing one stands there empty."""
    parts, shape = checked.parts, checked.words.rules.forms[checked.form].shape
    texts = {
        "division": parts.division,
        "trade": parts.trade,
        "field": parts.field,
        "home": parts.field,
        "form": parts.form,
    }
    return [Segment(kind, PART_LABELS[kind], texts[kind]) for kind in shape.parts]


def _row(found: Likeness) -> dict[str, Any]:
    status = found.entry.status
    return {
        "name": found.entry.name,
        "why": [WHY_LABELS[each] for each in found.why],
        "is_near": found.is_same or found.is_near,
        "is_here": Why.SAME_PLACE in found.why,
        "status": {"label": NAME_STATUS_LABELS[status], "tone": STATUS_TONES[status]},
        "source": found.entry.source or gettext("on file here"),
        "on": found.entry.imported_on,
    }


@room.post("/registration-steps/<code:code>/name-check", STEP_WORK)
def name_keep(code: str) -> ResponseReturnValue:
    """Note the check at the step: looked at anew, so that the note says what holds now."""
    form = KeepForm()
    with web.acting() as act:
        step = web.load(CaseStep, code, lock=True)
        region = step.case.park.region
        words = queries.words_for(region.codes_upwards)
        if not form.validate() or form.form.data not in words.rules.forms:
            raise Absent
        name, kind = form.name.data or "", form.form.data or ""
        own = [step.case.organization_id]
        checked = queries.check_name(name, kind, region=region, own=own, words=words)
        actions.keep_check(step, checked, by=web.signed_in())
        url = url_for("registration.step_detail", code=code)
        act.done(url, gettext("The check is noted at the step."))
    return act.answer


@room.form("/name-register", NAME_REGISTER)
def name_register() -> ResponseReturnValue:
    """The register of names: what it holds, and a list to take in."""
    form, outcome = RegisterForm(), None
    if form.posted():
        outcome = _import(form)
    return web.page(
        "registration/name_register.html", form=form, outcome=outcome, holdings=queries.holdings()
    )


def _import(form: RegisterForm) -> actions.Outcome | None:
    """Take the list in; lines that were left out are shown on the page itself."""
    listed = form.inspected("file", files.SHEET)
    if listed is None:
        return None
    try:
        lines = list(lines_of(listed.data, listed.name))
    except RosterRefused as refused:
        form.refuse("file", refused.text(gettext))
        return None
    kept: list[actions.Outcome] = []
    with web.acting(form):
        source = form.source.data or ""
        kept.append(actions.import_names(lines, source=source, by=web.signed_in()))
    return kept[0] if kept else None
