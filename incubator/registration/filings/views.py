"""The pages of the register: the list with its export, one filing, correcting and changing, converting."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import clock, navigation, web
from incubator.kernel.access import allows, may
from incubator.kernel.forms import choices
from incubator.kernel.navigation import Entry, Platform, Section
from incubator.kernel.text import gettext, label, lazy
from incubator.organizations.models import LEGAL_FORM_LABELS, LegalForm
from incubator.organizations.roster.sending import send_table
from incubator.registration.cases.rules import CASE_OPEN
from incubator.registration.checklists.procedures import Procedure
from incubator.registration.checklists.queries import offers_for
from incubator.registration.filings import actions, queries, wording
from incubator.registration.filings.forms import ChangeForm, ConversionForm, FilingForm
from incubator.registration.filings.models import Filing
from incubator.registration.filings.queries import Filter
from incubator.registration.filings.rules import FILING_LIST, FILING_READ, FilingRules
from incubator.registration.filings.workflow import FILING_FLOW, FILING_KEEP
from incubator.registration.room import room
from incubator.territory.models import Park, Region
from incubator.territory.queries import parks_for
from incubator.territory.townships.queries import Lineage

TAB_LABELS = {
    "valid": lazy("On file now"),
    "filed": FILING_FLOW.state_named("filed").label,
    "changed": FILING_FLOW.state_named("changed").label,
    "converted": FILING_FLOW.state_named("converted").label,
    "cancelled": FILING_FLOW.state_named("cancelled").label,
}
HEADS = (
    lazy("Filing number"),
    lazy("Name"),
    lazy("Type of group"),
    lazy("Line of the sub-list"),
    lazy("Township"),
    lazy("Community or village"),
    lazy("Post of the leader"),
    lazy("Filed on"),
    lazy("State"),
)

navigation.offer(
    Entry(
        Platform.INCUBATION,
        lazy("Filed groups"),
        "registration.filing_list",
        FILING_LIST,
        "clipboard-text",
        order=43,
        section=Section.REGISTRATION,
    )
)


@room.get("/filings", FILING_LIST)
def filing_list() -> ResponseReturnValue:
    """备案名册: filed groups by state, type and township, with search and export of these rows."""
    person, wanted = web.signed_in(), _wanted()
    parks = parks_for(person, FILING_LIST)
    rules = queries.rules_at(parks[0] if parks else None)[1]
    lineage = queries.lineage_at(parks)
    counts = queries.count_tabs(person, FILING_LIST, wanted)
    page = queries.page_of_filings(
        person, FILING_LIST, wanted, after=request.args.get("after", type=int)
    )
    is_narrowed = bool(wanted.type or wanted.township or wanted.words)
    return web.page(
        "registration/filing_list.html",
        rows=page.rows,
        wanted=wanted,
        tabs=_tabs(wanted, counts),
        total=counts[wanted.tab],
        pages={
            "prev_url": _list_url(wanted) if page.previous_key is not None else None,
            "next_url": _list_url(wanted, after=page.next_key) if page.next_key else None,
        },
        type_choices=_type_filter(rules),
        township_choices=wording.township_filter(_with_filings(parks, lineage)),
        clear_url=url_for("registration.filing_list") if is_narrowed else None,
        exports={kind: _list_url(wanted, kind=kind) for kind in ("xlsx", "csv")},
        flow=FILING_FLOW,
        type_words=lambda row: wording.type_words(rules, row.type),
        subtype_words=lambda row: wording.subtype_words(rules, row),
        place_words=lambda row: wording.place_words(row, lineage),
        may_keep=may(person, FILING_KEEP),
    )


def _with_filings(parks: list[Park], lineage: Lineage) -> list[Region]:
    """The townships to narrow the list by: what was merged is found under its successor."""
    rows = queries.townships_of(parks, also_gone=True)
    return [row for row in rows if lineage.now(row) is row]


def _type_filter(rules: FilingRules) -> list[tuple[str, Any]]:
    return [
        ("", gettext("All types")),
        *wording.type_choices(rules),
        (queries.NOWHERE, gettext("type not chosen")),
    ]


def _wanted() -> Filter:
    tab = request.args.get("tab", "valid")
    return Filter(
        tab if tab in queries.TABS else "valid",
        request.args.get("type", "")[:40],
        request.args.get("township", "")[:12],
        (request.args.get("q") or "").strip()[:100],
    )


def _list_url(wanted: Filter, **more: object) -> str:
    values: dict[str, Any] = {
        "tab": wanted.tab,
        "type": wanted.type or None,
        "township": wanted.township or None,
        "q": wanted.words or None,
        **more,
    }
    name = "registration.filing_list_export" if "kind" in more else "registration.filing_list"
    return url_for(name, **values)


def _tabs(wanted: Filter, counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "label": TAB_LABELS[tab],
            "url": _list_url(Filter(tab, wanted.type, wanted.township, wanted.words)),
            "active": tab == wanted.tab,
            "count": counts[tab],
        }
        for tab in queries.TABS
    ]


@room.get("/filings/export.<kind>", FILING_LIST)
def filing_list_export(kind: str) -> ResponseReturnValue:
    """Exactly the rows of the list as XLSX or CSV; no person is named in it."""
    person = web.signed_in()
    parks = parks_for(person, FILING_LIST)
    rules = queries.rules_at(parks[0] if parks else None)[1]
    rows = queries.export_rows(person, FILING_LIST, _wanted())
    lineage = queries.lineage_at(parks)
    table = ([str(head) for head in HEADS], [_exported(row, rules, lineage) for row in rows])
    day = clock.today().isoformat()
    return send_table(kind, gettext("Filed groups %(day)s", day=day), table)


def _exported(row: Filing, rules: FilingRules, lineage: Lineage) -> list[object]:
    return [
        row.number,
        row.organization.name,
        wording.type_words(rules, row.type),
        wording.subtype_words(rules, row),
        wording.township_words(row, lineage),
        row.community,
        row.leader_post,
        row.filed_on.isoformat(),
        str(FILING_FLOW.badge(row).label),
    ]


@room.get("/filings/<code:code>/detail", FILING_READ)
def filing_detail(code: str) -> ResponseReturnValue:
    """One filed group: what the register says, its certificate, its years, and what comes next."""
    filing = web.load(Filing, code)
    person = web.signed_in()
    rules = queries.rules_at(filing.park)[1]
    found = rules.type(filing.type)
    return web.page(
        "registration/filing_detail.html",
        filing=filing,
        organization=filing.organization,
        badge=FILING_FLOW.badge(filing),
        flow=FILING_FLOW,
        type_words=wording.type_words(rules, filing.type),
        type_basis=found.basis if found is not None else None,
        subtype_words=wording.subtype_words(rules, filing),
        township=wording.township_words(filing, queries.lineage_at([filing.park])) or None,
        is_whole=bool(filing.type and filing.township_id),
        number_basis=rules.number_basis,
        conversion=filing.conversion,
        is_staff=may(person, FILING_LIST),
        may_keep=allows(person, FILING_KEEP, filing) and filing.is_valid,
    )


@room.form("/filings/<code:code>/edit", FILING_KEEP)
def filing_edit(code: str) -> ResponseReturnValue:
    """Fill in or correct what the register says of a group."""
    filing = web.load(Filing, code)
    form = FilingForm(obj=filing)
    _offer(form, filing)
    answer = web.save(
        form,
        Filing,
        code,
        lambda row: actions.complete(row, _facts(form, row), by=web.signed_in()),
        back=_detail_url,
    )
    return answer or web.page("registration/filing_edit.html", form=form, filing=filing)


def _detail_url(filing: Filing) -> str:
    return url_for("registration.filing_detail", code=filing.code)


@room.form("/filings/<code:code>/change", FILING_KEEP)
def filing_change(code: str) -> ResponseReturnValue:
    """Record that something about a filed group has changed, with the paper that says so."""
    filing = web.load(Filing, code)
    form = ChangeForm(obj=filing)
    _offer(form, filing)
    answer = web.save(
        form,
        Filing,
        code,
        lambda row: actions.change(
            row, _facts(form, row), by=web.signed_in(), reason=form.reason.data or ""
        ),
        back=_detail_url,
        done=gettext("The change is recorded."),
    )
    return answer or web.page("registration/filing_change.html", form=form, filing=filing)


def _offer(form: FilingForm, filing: Filing) -> None:
    rules = queries.rules_at(filing.park)[1]
    form.type.choices = choices(wording.type_choices(rules))
    form.subtype.choices = choices(wording.subtype_choices(rules.types))
    form.township.choices = choices(wording.township_choices(_townships_for(filing)))
    web.stamp(form, filing)
    if not form.is_submitted():
        form.subtype.data = f"{filing.type}/{filing.subtype}" if filing.subtype else ""
        form.township.data = filing.township.division_code if filing.township is not None else ""


def _townships_for(filing: Filing) -> list[Region]:
    """The townships that exist, and its own where that is gone: correcting a line must not move it."""
    rows, own = queries.townships_of([filing.park]), filing.township
    return rows if own is None or own in rows else [own, *rows]


def _facts(form: FilingForm, filing: Filing) -> actions.FilingFacts:
    townships = _townships_for(filing)
    kind, _, line = (form.subtype.data or "").partition("/")
    return actions.FilingFacts(
        type=form.type.data,
        # A line of another type's sub-list is left behind when the type was changed.
        subtype=line if kind == form.type.data else "",
        township=next((row for row in townships if row.division_code == form.township.data), None),
        community=form.community.data or "",
        leader_post=form.leader_post.data or "",
    )


@room.moves("/filings/<code:code>/moves/<move>", FILING_FLOW)
def filing_move(code: str, move: str) -> ResponseReturnValue:
    """Cancel a filing, or put it back on the register."""
    return web.move(
        Filing,
        code,
        move,
        table=FILING_FLOW,
        actions={
            "cancel": actions.cancel,
            "reinstate": actions.reinstate,
            "change": web.not_by_hand,
            "convert": web.not_by_hand,
        },
        back=_detail_url,
    )


@room.form("/filings/<code:code>/conversion", CASE_OPEN)
def filing_convert(code: str) -> ResponseReturnValue:
    """备案转登记: open the registration of a filed group on the same file, its number going along."""
    filing = web.load(Filing, code)
    form = ConversionForm()
    offers = [
        row.legal_form
        for row in offers_for(filing.organization, filing.park)
        if row.procedure is Procedure.ESTABLISHMENT
    ]
    form.form.choices = choices((each.value, LEGAL_FORM_LABELS[each]) for each in offers)
    if form.posted():
        with web.acting(form) as act:
            filing = web.load(Filing, code, lock=True)
            case = actions.begin_conversion(filing, LegalForm(form.form.data), by=web.signed_in())
            url = url_for("registration.case_detail", code=case.code)
            act.done(url, gettext("The registration is open. The filing stays valid until then."))
        if act.response:
            return act.response
    rules = queries.rules_at(filing.park)[0]
    return web.page(
        "registration/filing_convert.html", form=form, filing=filing, source=label(rules.source)
    )
