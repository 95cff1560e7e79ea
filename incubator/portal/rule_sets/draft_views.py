"""The pages on which an edition is drafted: from one that is there, part by part, or from a file."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import clock, rulesets, web
from incubator.kernel.access import reach
from incubator.kernel.errors import Absent, Refusal
from incubator.kernel.forms import choices
from incubator.kernel.rulesets import RuleSet
from incubator.kernel.text import gettext
from incubator.organizations.models import LEGAL_FORM_LABELS
from incubator.portal.room import room
from incubator.portal.rule_sets import listing, parts, wording
from incubator.portal.rule_sets.forms import HeadingForm, PlacedForm, RuleFileForm, leaf_form
from incubator.portal.rule_sets.parts import LeafField, Part
from incubator.territory.rule_changes import actions, queries, reading
from incubator.territory.rule_changes.models import RuleChange
from incubator.territory.rule_changes.workflow import RULES_PROPOSE


@room.form("/rule-sets/<code:code>/changes/new", RULES_PROPOSE)
def rule_change_new(code: str) -> ResponseReturnValue:
    """Draft a new edition from one that is there, for the same place or a narrower one."""
    base = rulesets.by_code(code)
    form = _heading_form(rulesets.to_json(base))
    if request.method == "GET":
        _fill_heading(form, rulesets.to_json(base))
        _suggest(form, base)
    if form.posted():
        with web.acting(form) as act:
            change = actions.draft(base, _heading(form), by=web.signed_in())
            url = url_for("portal.rule_change_detail", code=change.code)
            act.done(url, gettext("The draft is made. Now change what is to change."))
        if act.response:
            return act.response
    return web.page("portal/rule_change_new.html", form=form, base=base)


def _heading_form(content: Mapping[str, Any]) -> HeadingForm:
    form = HeadingForm()
    offered = queries.regions_to_propose(web.signed_in())
    regions = [(row.division_code, row.name) for row in offered]
    if reach(web.signed_in(), RULES_PROPOSE).everything:
        regions.insert(0, ("", gettext("the whole nation")))
    form.region.choices = choices(regions)
    fixed = content.get("legal_form") or ""
    forms = [("", gettext("all legal forms"))] if not fixed else []
    kept = [kind for kind in LEGAL_FORM_LABELS if not fixed or kind.value == fixed]
    forms += [(kind.value, LEGAL_FORM_LABELS[kind]) for kind in kept]
    form.legal_form.choices = choices(forms)
    return form


def _fill_heading(form: HeadingForm, content: Mapping[str, Any]) -> None:
    form.region.data = content.get("region") or ""
    form.legal_form.data = content.get("legal_form") or ""
    form.edition.data = content["version"]
    form.effective_from.data = date.fromisoformat(content["effective_from"])
    last = content.get("effective_to")
    form.effective_to.data = date.fromisoformat(last) if last else None
    form.source_mark.data = content["source"].get("mark", "D")
    for stem in ("title", "source"):
        for language in ("zh", "en"):
            form[f"{stem}_{language}"].data = content[stem].get(language, "")


def _suggest(form: HeadingForm, base: RuleSet) -> None:
    """A new edition begins with the next month; its place is the nearest that the person may choose."""
    today = clock.today()
    first = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    offered = [choice[0] for choice in form.region.iter_choices()]
    if base.region_code not in offered and offered:
        form.region.data = offered[0]
    form.edition.data = first.isoformat()[:7]
    form.effective_from.data, form.effective_to.data = first, None


def _heading(form: HeadingForm) -> actions.Heading:
    assert form.effective_from.data is not None
    source: dict[str, str] = {**form.texts("source"), "mark": form.source_mark.data}
    return actions.Heading(
        edition=form.edition.data or "",
        effective_from=form.effective_from.data,
        effective_to=form.effective_to.data,
        region_code=form.region.data or "",
        legal_form=form.legal_form.data or "",
        title=form.texts("title"),
        source=source,
        note=form.note.data or "",
        is_correction=bool(form.is_correction.data),
    )


@room.form("/rule-changes/new", RULES_PROPOSE)
def rule_change_import() -> ResponseReturnValue:
    """Draft an edition from a file."""
    form = RuleFileForm()
    if form.posted():
        with web.acting(form) as act:
            content = reading.read(form.file.data.read(reading.LARGEST + 1))
            with _placed(content):
                change = actions.draft_from_file(
                    content, note=form.note.data or "", by=web.signed_in()
                )
            url = url_for("portal.rule_change_detail", code=change.code)
            act.done(url, gettext("The file is taken in as a draft."))
        if act.response:
            return act.response
    return web.page("portal/rule_change_import.html", form=form, change=None)


@contextmanager
def _placed(content: dict[str, Any]) -> Iterator[None]:
    """Put the place into the words of a refusal: a file has no field beside which it could stand."""
    try:
        yield
    except Refusal as refusal:
        fault = refusal.facts.get("fault")
        if fault is None or not fault.place:
            raise
        has_body = isinstance(content.get("body"), dict)
        place = wording.shown_place(content, fault.place) if has_body else fault.place
        words = gettext("%(place)s: %(what)s", place=place, what=fault.words)
        raise Refusal(f"{words} ({fault.place})", field="file") from refusal


@room.form("/rule-changes/<code:code>/edit", RULES_PROPOSE)
def rule_change_edit(code: str) -> ResponseReturnValue:
    """Change the heading of a draft: place, form, edition, dates, title, source, and why."""
    change = web.load(RuleChange, code)
    form = _heading_form(change.content)
    if request.method == "GET":
        _fill_heading(form, change.content)
        form.note.data, form.is_correction.data = change.note, change.is_correction
        form.version.data = str(change.version)
    answer = web.save(
        form,
        RuleChange,
        code,
        lambda row: actions.change_heading(row, _heading(form), by=web.signed_in()),
        back=lambda row: url_for("portal.rule_change_detail", code=row.code),
        done=gettext("The heading is saved."),
    )
    return answer or web.page("portal/rule_change_edit.html", form=form, change=change)


@room.form("/rule-changes/<code:code>/parts/<part>", RULES_PROPOSE)
def rule_change_part_edit(code: str, part: str) -> ResponseReturnValue:
    """Change the values of one part of a draft."""
    change = web.load(RuleChange, code)
    body = change.content["body"]
    found = parts.find_part(body, part)
    if found is None:
        raise Absent
    fields = parts.fields_of(body, found)
    form = _part_form(fields)
    if request.method == "GET":
        _fill_part(form, fields)
        form.version.data = str(change.version)
    if form.posted():
        with web.acting(form) as act:
            change = web.load(RuleChange, code, lock=True)
            web.check_version(change, form)
            actions.change_values(change, _values(form, fields), by=web.signed_in())
            act.done(*_after_values(change, body, found))
        if act.response:
            return act.response
    groups = parts.groups_of(body, found, fields)
    return web.page(
        "portal/rule_change_part_edit.html",
        form=form,
        change=change,
        part=found,
        groups=groups,
        back_url=_back(code, body, found),
        optionals=[
            (row, wording.joined(wording.place_words(body, row.path)[len(found.path) :]))
            for row in queries.optionals_of(change, found.path)
        ],
    )


def _after_values(change: RuleChange, body: Mapping[str, Any], part: Part) -> tuple[str, str]:
    """Where to go on: back, or to the same page when a figure was set to none or filled in again."""
    verb, _, place = request.form.get("act", "").partition(":")
    here = url_for("portal.rule_change_part_edit", code=change.code, part=part.slug)
    path = tuple(place.split("."))
    if verb == "empty":
        actions.leave_empty(change, path, by=web.signed_in())
        return f"{here}#limits", gettext("There is no limit now. The other values are saved.")
    if verb == "fill":
        actions.fill_empty(change, path, by=web.signed_in())
        fresh = parts.fields_of(change.content["body"], part)
        first = next((row.name for row in fresh if row.path[: len(path)] == path), "limits")
        return f"{here}#{first}", gettext("Please fill in the figure and what it rests on.")
    return _back(change.code, body, part), gettext("The values are saved in the draft.")


def _back(code: str, body: Mapping[str, Any], part: Part) -> str:
    """An entry's values were opened from its list; others from the draft."""
    if not parts.is_entry(body, part):
        return url_for("portal.rule_change_detail", code=code)
    return listing.url_of_entry(code, body, part.path[:-1], part.path[-1])


def _part_form(fields: list[LeafField]) -> PlacedForm:
    rows = [(row.name, row.place, row.label, row.kind, row.options) for row in fields]
    return leaf_form(rows)()


def _fill_part(form: PlacedForm, fields: list[LeafField]) -> None:
    for row in fields:
        form[row.name].data = "\n".join(row.value) if row.kind == "lines" else row.value


def _values(form: PlacedForm, fields: list[LeafField]) -> dict[tuple[str, ...], Any]:
    """What is to stand at each leaf that was changed."""
    found: dict[tuple[str, ...], Any] = {}
    for row in fields:
        value = form[row.name].data
        if row.kind == "lines":
            value = (value or "").split()
        elif row.kind in {"line", "text"}:
            value = value or ""
        if value != row.value:
            found[row.path] = value
    return found


@room.form("/rule-changes/<code:code>/file", RULES_PROPOSE)
def rule_change_file_edit(code: str) -> ResponseReturnValue:
    """Take a draft's whole content from a file."""
    change = web.load(RuleChange, code)
    form = RuleFileForm()
    if form.posted():
        with web.acting(form) as act:
            change = web.load(RuleChange, code, lock=True)
            content = reading.read(form.file.data.read(reading.LARGEST + 1))
            with _placed(content):
                actions.replace_content(change, content, by=web.signed_in())
            url = url_for("portal.rule_change_detail", code=code)
            act.done(url, gettext("The draft is now as the file says."))
        if act.response:
            return act.response
    return web.page("portal/rule_change_import.html", form=form, change=change)
