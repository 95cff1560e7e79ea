"""The pages of a bulk filing: choose the groups, look at each row, file them in one act."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import clock, files, web
from incubator.kernel.forms import choices
from incubator.kernel.text import gettext, ngettext
from incubator.organizations.roster.export import VERDICT_LABELS
from incubator.organizations.roster.reading import read_roster
from incubator.organizations.roster.refusals import RosterRefused
from incubator.organizations.roster.sending import send_table
from incubator.registration.bulk_filings import actions, judging, queries
from incubator.registration.bulk_filings.forms import BatchForm, FileForm
from incubator.registration.bulk_filings.judging import Candidate, Judged
from incubator.registration.bulk_filings.models import FilingBatch
from incubator.registration.filings import wording
from incubator.registration.filings.queries import rules_at, townships_of
from incubator.registration.filings.rules import FilingRules
from incubator.registration.filings.workflow import FILING_KEEP
from incubator.registration.room import room
from incubator.territory.models import Park, Region
from incubator.territory.queries import parks_for

SIZE = 50
TABS = ("sound", "open", "refused", "duplicate")
LONGEST = 40


@room.form("/filings/batches/new", FILING_KEEP)
def filing_batch_new() -> ResponseReturnValue:
    """Choose the groups: a roster file, or the park's own files. Nothing is filed yet."""
    parks, form = parks_for(web.signed_in(), FILING_KEEP), BatchForm()
    form.park.choices = choices((park.slug, park.name) for park in parks)
    if form.posted():
        park = next(each for each in parks if each.slug == form.park.data)
        found = _candidates(form, park)
        if found is not None:
            source, rows, others = found
            with web.acting(form) as act:
                batch = actions.read_batch(park, source, rows, others=others, by=web.signed_in())
                act.done(url_for("registration.filing_batch_review", code=batch.code))
            if act.response:
                return act.response
    known = [region.path for region in townships_of(parks)]
    lacking = [
        park for park in parks if not any(path.startswith(park.region.path) for path in known)
    ]
    return web.page(
        "registration/filing_batch_new.html",
        form=form,
        parks=parks,
        lacking=lacking,
        earlier=queries.recent_batches(parks),
    )


def _candidates(form: BatchForm, park: Park) -> tuple[str, list[Candidate], int] | None:
    """Where the groups come from, the groups, and how many other rows there were; else say why not."""
    if form.source.data == "files":
        return gettext("Files of the park"), judging.candidates_on_file(park), 0
    inspected = form.inspected("file", files.SHEET)
    if inspected is None:
        return None
    try:
        records = read_roster(inspected.data, inspected.name)
    except RosterRefused as refused:
        form.refuse("file", refused.text(gettext))
        return None
    rows, others = judging.candidates_of_roster(records, park)
    return inspected.name, rows, others


@room.form("/filing-batches/<code:code>", FILING_KEEP)
def filing_batch_review(code: str) -> ResponseReturnValue:
    """Every group with its verdict and its type, which can be changed; filing them is the one button."""
    batch = web.load(FilingBatch, code)
    if batch.taken_at is not None and request.method == "GET":
        return _filed(batch)
    form = FileForm()
    if form.posted():
        with web.acting(form) as act:
            batch = web.load(FilingBatch, code, lock=True)
            act.done(*_carried_out(batch, form))
        if act.response:
            return act.response
        batch = web.load(FilingBatch, code)
    actions.check_open(batch)
    return _to_be_filed(batch, form)


def _carried_out(batch: FilingBatch, form: FileForm) -> tuple[str, str]:
    """Keep the choices or file the groups; returns where to go and what to say."""
    chosen, person = _choices(), web.signed_in()
    url = url_for("registration.filing_batch_review", code=batch.code)
    if request.form.get("act") == "keep":
        actions.choose(batch, chosen, by=person)
        return f"{url}?tab={_tab()}&page={_page()}", gettext("The choices are kept.")
    day = form.filed_on.data or clock.today()
    made = actions.file_batch(batch, chosen, filed_on=day, by=person)
    said = ngettext("%(num)s group is on file.", "%(num)s groups are on file.", len(made))
    return url, said


def _choices() -> dict[int, actions.Choice]:
    """What was chosen per row of the page; anything else that was sent is left alone."""
    found = {}
    for name, value in request.form.items():
        head, _, place = name.partition("-")
        if head == "type" and place.isascii() and place.isdigit() and len(place) < 6:
            township = request.form.get(f"township-{place}", "").strip()[:LONGEST]
            found[int(place)] = actions.Choice(value[:LONGEST], township)
    return found


def _tab() -> str:
    tab = request.args.get("tab", "sound")
    return tab if tab in TABS else "sound"


def _page() -> int:
    return max(1, min(request.args.get("page", 1, type=int), 1000))


def _group_of(row: Judged) -> str:
    if row.is_sound:
        return "sound"
    return "open" if row.can_be_filled_in else row.verdict


def _to_be_filed(batch: FilingBatch, form: FileForm) -> ResponseReturnValue:
    rows = list(enumerate(actions.judged_rows(batch)))
    groups = {tab: [pair for pair in rows if _group_of(pair[1]) == tab] for tab in TABS}
    tab, page = _tab(), _page()
    here = groups[tab]
    shown = here[(page - 1) * SIZE : page * SIZE]
    rules, places = rules_at(batch.park)[1], townships_of([batch.park])
    return web.page(
        "registration/filing_batch_review.html",
        form=form,
        batch=batch,
        tabs=_tabs(batch, tab, {name: len(found) for name, found in groups.items()}),
        tab=tab,
        rows=[_shown(place, row) for place, row in shown],
        sound=len(groups["sound"]),
        open_count=len(groups["open"]),
        types=wording.type_choices(rules),
        townships=[row.name for row in places],
        skip=judging.SKIP,
        pages={
            "prev_url": _url(batch, tab, page - 1) if page > 1 else None,
            "next_url": _url(batch, tab, page + 1) if len(here) > page * SIZE else None,
        },
        number_basis=rules.number_basis,
        example=_example(batch, rules, places),
    )


def _example(batch: FilingBatch, rules: FilingRules, places: list[Region]) -> str:
    """A number as it would be given."""
    first = places[0] if places else batch.park.region
    return rules.number(
        county=batch.park.region.name,
        township=first.name,
        code=first.division_code,
        year=clock.today().year,
        serial=1,
    )


def _url(batch: FilingBatch, tab: str, page: int = 1) -> str:
    return url_for("registration.filing_batch_review", code=batch.code, tab=tab, page=page)


def _tabs(batch: FilingBatch, tab: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    labels = {
        "sound": gettext("Can be filed"),
        "open": gettext("Something to choose"),
        "refused": gettext("Cannot be filed"),
        "duplicate": gettext("There already"),
    }
    return [
        {
            "label": labels[name],
            "url": _url(batch, name),
            "active": name == tab,
            "count": counts[name],
        }
        for name in TABS
        if counts[name] or name in {"sound", tab}
    ]


def _shown(place: int, row: Judged) -> dict[str, Any]:
    township = row.township
    return {
        "place": place,
        "line": _line(row.candidate),
        "name": row.candidate.name or gettext("(without a name)"),
        "type": judging.SKIP if row.candidate.is_skipped else row.candidate.type,
        "township": township.name if township is not None else "",
        "town": row.candidate.town,
        "verdict": row.verdict,
        "reasons": [judging.reason_text(each) for each in row.reasons],
        "can_choose": row.is_sound or row.can_be_filled_in or row.candidate.is_skipped,
    }


def _line(row: Candidate) -> str:
    if not row.line:
        return ""
    return f"{row.sheet} · {row.line}" if row.sheet else str(row.line)


def _filed(batch: FilingBatch) -> ResponseReturnValue:
    """What became of it: the numbers given, and who was left out and why."""
    rows = [
        {
            "line": f"{row['sheet']} · {row['line']}" if row["sheet"] else row["line"] or "",
            "name": row["name"] or gettext("(without a name)"),
            "number": row.get("number", ""),
            "verdict": row["verdict"],
            "reasons": [judging.reason_text(each) for each in row["reasons"]],
        }
        for row in batch.rows
    ]
    return web.page(
        "registration/filing_batch_review.html",
        batch=batch,
        filed=[row for row in rows if row["number"]],
        left=[row for row in rows if not row["number"]],
        limit=SIZE,
    )


@room.get("/filing-batches/<code:code>/rest.<kind>", FILING_KEEP)
def filing_batch_export(code: str, kind: str) -> ResponseReturnValue:
    """Who is not filed, with the reasons beside, to be corrected and sent in again."""
    batch = web.load(FilingBatch, code)
    if batch.taken_at is not None:
        rows = [
            (row, row["verdict"], row["reasons"]) for row in batch.rows if not row.get("number")
        ]
    else:
        judged = actions.judged_rows(batch)
        rows = [
            (row.candidate.__dict__, row.verdict, row.reasons) for row in judged if not row.is_sound
        ]
    heads = ("Sheet", "Line", "Name", "Town", "Verdict", "Reasons")
    table = ([gettext(head) for head in heads], [_left(*row) for row in rows])
    day = clock.today().isoformat()
    return send_table(kind, gettext("Not filed %(day)s", day=day), table)


def _left(row: dict[str, Any], verdict: str, reasons: list[dict[str, Any]]) -> list[object]:
    said = "; ".join(judging.reason_text(each) for each in reasons)
    return [
        row["sheet"] or "",
        row["line"] or "",
        row["name"],
        row["town"],
        gettext(VERDICT_LABELS[verdict]),
        said,
    ]


@room.post("/filing-batches/<code:code>/remove", FILING_KEEP)
def filing_batch_remove(code: str) -> ResponseReturnValue:
    """Throw a bulk filing away that was not carried out."""
    return web.remove(
        FilingBatch,
        code,
        lambda row: actions.discard(row, by=web.signed_in()),
        back=lambda _row: url_for("registration.filing_list"),
        done=gettext("Thrown away; nothing was filed."),
    )
