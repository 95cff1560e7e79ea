"""The pages of an import: send a roster in, read the dry run, import, merge, undo, take the rest home."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import blobs, clock, files, navigation, web
from incubator.kernel.access import allows
from incubator.kernel.files import FileRefused, Inspected
from incubator.kernel.forms import Form, choices
from incubator.kernel.navigation import Entry, Platform, Section
from incubator.kernel.text import gettext, lazy
from incubator.organizations.imports import actions, queries
from incubator.organizations.imports.forms import RosterForm, columns_form, merge_form
from incubator.organizations.imports.models import ImportRow, ImportRun
from incubator.organizations.imports.workflow import (
    IMPORT,
    IMPORT_READ,
    IMPORT_RUN,
    OUTCOME_LABELS,
    ImportStatus,
    Outcome,
)
from incubator.organizations.models import LEGAL_FORM_LABELS, LegalForm, Organization
from incubator.organizations.queries import latest_facts
from incubator.organizations.room import room
from incubator.organizations.roster.columns import normalized_header
from incubator.organizations.roster.export import VERDICT_LABELS, problem_table
from incubator.organizations.roster.fields import FIELDS
from incubator.organizations.roster.reading import read_roster
from incubator.organizations.roster.reasons import FIELD_LABELS
from incubator.organizations.roster.refusals import RosterRefused
from incubator.organizations.roster.sending import send_table
from incubator.organizations.roster.verdicts import VERDICTS, Examination, examine
from incubator.organizations.rules import ORGANIZATION_READ
from incubator.territory.models import Park
from incubator.territory.queries import park_ids_for, parks_for

navigation.offer(
    Entry(
        Platform.INCUBATION,
        lazy("Import"),
        "organizations.import_list",
        IMPORT_READ,
        "upload",
        order=60,
        section=Section.GROWTH,
    )
)


@room.get("/imports", IMPORT_READ)
def import_list() -> ResponseReturnValue:
    """The rosters that came in."""
    page = queries.page_of_imports(
        web.signed_in(), IMPORT_READ, after=request.args.get("after", type=int)
    )
    return web.page(
        "organizations/import_list.html",
        runs=page.rows,
        next_url=_next(page.next_key, "organizations.import_list"),
        table=IMPORT,
        verdicts=VERDICT_LABELS,
        may_run=bool(park_ids_for(web.signed_in(), IMPORT_RUN)),
    )


def _next(key: int | None, endpoint: str, **arguments: str) -> str | None:
    values: dict[str, Any] = {"after": key, **arguments}
    return url_for(endpoint, **values) if key else None


@room.form("/imports/new", IMPORT_RUN)
def import_new() -> ResponseReturnValue:
    """Send a roster in: it is examined, and nothing is recorded yet."""
    form, parks = RosterForm(), _parks()
    form.park.choices = choices((park.slug, park.name) for park in parks)
    if form.posted():
        park = next(each for each in parks if each.slug == form.park.data)
        examined = _examine_upload(form, park)
        if examined is not None:
            with web.acting(form) as act:
                run = actions.keep_examination(*examined, park=park, by=web.signed_in())
                act.done(url_for("organizations.import_detail", code=run.code))
            if act.response:
                return act.response
    return web.page("organizations/import_new.html", form=form, parks=parks)


def _parks() -> list[Park]:
    return parks_for(web.signed_in(), IMPORT_RUN)


def _examine_upload(form: RosterForm, park: Park) -> tuple[Examination, Inspected] | None:
    """The examination of what was sent, or None with the reason beside the field."""
    upload = form.file.data
    try:
        inspected = files.inspect(upload.stream, upload.filename or "", files.SHEET)
        sheets = read_roster(inspected.data, inspected.name)
        found = examine(
            sheets,
            remembered=queries.remembered_columns(park),
            stored=queries.Recorded(park),
            region_codes=park.region.codes_upwards,
        )
    except FileRefused as refused:
        form.refuse("file", refused.message)
        return None
    except RosterRefused as refused:
        form.refuse("file", refused.text(gettext))
        return None
    return found, inspected


@room.get("/imports/<code:code>", IMPORT_READ)
def import_detail(code: str) -> ResponseReturnValue:
    """The dry run, or what became of it: tabs by verdict, reasons and changes row by row."""
    run = web.load(ImportRun, code)
    tabs = _tabs(run)
    tab = request.args.get("tab", "")
    if tab not in {item["slug"] for item in tabs}:
        tab = next((item["slug"] for item in tabs if item["count"]), "ok")
    page = queries.page_of_rows(run, tab, after=request.args.get("after", type=int))
    return web.page(
        "organizations/import_detail.html",
        run=run,
        table=IMPORT,
        tabs=[{**item, "active": item["slug"] == tab} for item in tabs],
        tab=tab,
        rows=[_shown_row(row) for row in page.rows],
        next_url=_next(page.next_key, "organizations.import_detail", code=code, tab=tab),
        sound=run.counts.get("ok", 0) + run.counts.get("repaired", 0),
        rest=run.counts.get("refused", 0) + run.counts.get("duplicate", 0),
        heads=_heads(run),
        field_labels=FIELD_LABELS,
        may_run=allows(web.signed_in(), IMPORT_RUN, run),
    )


def _tabs(run: ImportRun) -> list[dict[str, Any]]:
    labels: dict[str, str] = {each: gettext(VERDICT_LABELS[each]) for each in VERDICTS}
    counts = dict(run.counts)
    if run.result.get("kept"):
        labels = {"kept": gettext("Kept"), **labels}
        counts["kept"] = run.result["kept"]
    return [
        {
            "slug": slug,
            "label": label,
            "count": counts.get(slug, 0),
            "url": url_for("organizations.import_detail", code=run.code, tab=slug),
        }
        for slug, label in labels.items()
    ]


def _shown_row(row: ImportRow) -> dict[str, Any]:
    """One row for the page: its reasons in words, and before and after of every changed cell."""
    texts = [queries.as_reason(data).text(gettext) for data in (*row.reasons, *row.warnings)]
    changes = [
        (gettext(FIELD_LABELS[field]), " ".join(str(row.sent.get(field, "")).split()), shown)
        for field in dict.fromkeys(data["field"] for data in row.reasons if data["field"])
        for shown in [_shown_value(field, row.values.get(field))]
        if row.verdict in {"repaired", "duplicate"}
    ]
    return {
        "row": row,
        "name": row.values.get("name") or gettext("(without a name)"),
        "credit_code": row.values.get("credit_code"),
        "place": f"{row.sheet} · {row.line}" if row.sheet else str(row.line),
        "reasons": texts,
        "changes": changes,
        "outcome": OUTCOME_LABELS[row.outcome],
        "mergeable": row.verdict == "duplicate"
        and row.outcome is Outcome.WAITING
        and row.run.status is ImportStatus.IMPORTED,
    }


def _shown_value(field: str, value: object) -> str:
    if value is None or value == "":
        return ""
    return str(LEGAL_FORM_LABELS[LegalForm(str(value))]) if field == "kind" else str(value)


def _heads(run: ImportRun) -> list[tuple[str, str, str]]:
    """Every wording of a header once: (name of the input, as sent, the field it has now)."""
    found: dict[str, tuple[str, str, str]] = {}
    for head in run.heads:
        by_position = {position: field for field, position in head["fields"].items()}
        for position, text in enumerate(head["header"]):
            plain = normalized_header(text)
            if plain and plain not in found:
                field = by_position.get(position, "")
                found[plain] = (f"column_{len(found)}", " ".join(text.split()), field)
    return list(found.values())


@room.form("/imports/<code:code>/columns", IMPORT_RUN)
def import_columns_edit(code: str) -> ResponseReturnValue:
    """Say what each column means; the roster is then examined again, and the park remembers it."""
    run = web.load(ImportRun, code)
    heads = _heads(run)
    meanings = [("", gettext("Leave out"))]
    meanings += [(field, gettext(FIELD_LABELS[field])) for field in FIELDS]
    form = columns_form(heads, meanings)()
    if form.posted():
        taught = {
            normalized_header(header): form[name].data or "" for name, header, _field in heads
        }
        found = _examine_again(form, run, taught)
        if found is not None:
            with web.acting(form) as act:
                run = web.load(ImportRun, code, lock=True)
                actions.re_examine(run, found, taught, by=web.signed_in())
                act.done(
                    url_for("organizations.import_detail", code=code),
                    gettext("The roster was examined again with these columns."),
                )
            if act.response:
                return act.response
    return web.page("organizations/import_columns_edit.html", form=form, run=run, heads=heads)


def _examine_again(form: Form, run: ImportRun, taught: dict[str, str]) -> Examination | None:
    columns = {**queries.remembered_columns(run.park), **taught}
    try:
        sheets = read_roster(blobs.read(run.file), run.filename)
        return examine(
            sheets,
            remembered=columns,
            stored=queries.Recorded(run.park),
            region_codes=run.park.region.codes_upwards,
        )
    except RosterRefused as refused:
        form.refuse(None, refused.text(gettext))
        return None


@room.moves("/imports/<code:code>/moves/<move>", IMPORT)
def import_move(code: str, move: str) -> ResponseReturnValue:
    """Import what is sound, discard the dry run, or undo the import."""
    verbs = {
        "import": actions.import_sound,
        "discard": actions.discard,
        "undo": actions.undo,
    }
    return web.move(
        ImportRun,
        code,
        move,
        table=IMPORT,
        actions=verbs,
        back=lambda run: url_for("organizations.import_detail", code=run.code),
    )


@room.get("/imports/<code:code>/rest.<kind>", IMPORT_READ)
def import_rest_export(code: str, kind: str) -> ResponseReturnValue:
    """What was not taken in, as it was sent, with the reasons beside."""
    run = web.load(ImportRun, code)
    rows = [row for row in queries.rows_of(run) if row.outcome is Outcome.WAITING]
    table = problem_table(queries.as_examination(run, rows), gettext)
    day = clock.today().isoformat()
    return send_table(kind, gettext("To be corrected %(day)s", day=day), table)


@room.get("/imports/<code:code>/file", IMPORT_READ)
def import_file(code: str) -> ResponseReturnValue:
    """The roster as it was sent."""
    run = web.load(ImportRun, code)
    return web.send_stored(run.file, inline=False)


@room.form("/import-rows/<code:code>/merge", IMPORT_RUN)
def import_row_review(code: str) -> ResponseReturnValue:
    """A duplicate row beside what is recorded: a person chooses field by field."""
    row = web.load(ImportRow, code)
    pair = actions.check_mergeable(row, by=web.signed_in())
    pairs = _differences(row, pair.organization)
    form = merge_form(pairs)()
    if form.posted():
        with web.acting(form) as act:
            row = web.load(ImportRow, code, lock=True)
            take = [field for field, *_rest in pairs if form[field].data == "row"]
            actions.merge(row, take, by=web.signed_in())
            act.done(
                url_for("organizations.import_detail", code=row.run.code, tab="duplicate"),
                gettext("Merged."),
            )
        if act.response:
            return act.response
    return web.page(
        "organizations/import_row_review.html",
        form=form,
        row=row,
        organization=pair.organization,
        pairs=pairs,
        may_read=allows(web.signed_in(), ORGANIZATION_READ, pair.organization),
    )


def _differences(
    row: ImportRow, organization: Organization
) -> list[tuple[str, Any, list[tuple[str, Any]], str]]:
    """The fields in which row and record differ: (field, label, choices, preset)."""
    facts = latest_facts(organization)
    found = []
    for field in FIELDS:
        stored = _recorded_value(field, organization, facts)
        sent = _shown_value(field, row.values.get(field))
        if sent and sent != stored:
            options = [
                ("stored", gettext("Recorded: %(value)s", value=stored or "–")),
                ("row", gettext("In the roster: %(value)s", value=sent)),
            ]
            label = gettext(FIELD_LABELS[field])
            found.append((field, label, options, "stored" if stored else "row"))
    return found


def _recorded_value(field: str, organization: Organization, facts: dict[str, Any]) -> str:
    if field in queries.FACTS:
        return facts[field].value if field in facts else ""
    value = getattr(organization, queries.COLUMNS[field])
    return _shown_value(field, value)
