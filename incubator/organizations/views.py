"""The pages of organizations themselves: the list, its export, the facts, and their editing."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import clock, navigation, web
from incubator.kernel.access import allows, may
from incubator.kernel.forms import choices
from incubator.kernel.identifiers import mask_phone, normalize_uscc
from incubator.kernel.navigation import Entry, Platform, Section
from incubator.kernel.paging import shown_count
from incubator.kernel.text import gettext, label, lazy, show_date
from incubator.organizations import actions, codes, file_views, queries, ties
from incubator.organizations.file_views import shown_person
from incubator.organizations.forms import ProfileForm, refuse_remarks
from incubator.organizations.identities import views as identity_views
from incubator.organizations.imports import views as import_views
from incubator.organizations.imports.workflow import IMPORT_RUN
from incubator.organizations.inspections import views as inspection_views
from incubator.organizations.models import LEGAL_FORM_LABELS, MODE_LABELS, LegalForm, Organization
from incubator.organizations.queries import Filter
from incubator.organizations.residencies import views as residency_views
from incubator.organizations.room import room
from incubator.organizations.roster.sending import send_table
from incubator.organizations.rules import (
    COLUMN_LABELS,
    FACT_LABELS,
    ORGANIZATION_EDIT,
    ORGANIZATION_LIST,
    ORGANIZATION_READ,
    PHONE_OPEN,
    ProfileFacts,
)
from incubator.organizations.stages import views as stage_views
from incubator.organizations.stages.views import drawn_rungs
from incubator.organizations.workflow import RESIDENCY, STAGE_LABELS, STAGE_PROPOSE, Stage

PARTS = (
    file_views,
    identity_views,
    import_views,
    inspection_views,
    residency_views,
    stage_views,
    ties,
)
__all__ = ["PARTS", "room"]

TAB_LABELS = {
    "all": lazy("All"),
    "resident": lazy("In residence"),
    "outside": lazy("Not in residence"),
    **{stage.value: STAGE_LABELS[stage] for stage in Stage},
}
EXPORTED = (
    "name",
    "legal_form",
    "credit_code",
    "representative",
    "phone",
    "founded_on",
    "supervising_unit",
    "address",
    "staff_count",
    "stage",
    "remark",
)

navigation.offer(
    Entry(
        Platform.INCUBATION,
        lazy("Organizations"),
        "organizations.organization_list",
        ORGANIZATION_LIST,
        "building-community",
        order=20,
        section=Section.GROWTH,
        bottom=True,
    )
)


@room.get("/organizations", ORGANIZATION_LIST)
def organization_list() -> ResponseReturnValue:
    """The organizations within reach: tabs with counts, search, paging, export of these rows."""
    person, wanted = web.signed_in(), _wanted()
    counts = queries.count_tabs(person, ORGANIZATION_LIST, wanted.words)
    page = queries.page_of_organizations(
        person, ORGANIZATION_LIST, wanted, after=request.args.get("after", type=int)
    )
    next_url = _list_url(wanted, after=page.next_key) if page.next_key else None
    return web.page(
        "organizations/organization_list.html",
        rows=page.rows,
        wanted=wanted,
        tabs=_tabs(wanted, counts),
        count=shown_count(counts[wanted.tab]),
        pages={"prev_url": None, "next_url": next_url},
        legal_forms=LEGAL_FORM_LABELS,
        stage_labels=STAGE_LABELS,
        residency_table=RESIDENCY,
        may_import=may(person, IMPORT_RUN),
    )


def _wanted() -> Filter:
    tab = request.args.get("tab", "all")
    words = (request.args.get("q") or "").strip()[:100]
    return Filter(tab if tab in queries.TABS else "all", words)


def _list_url(wanted: Filter, **more: object) -> str:
    values: dict[str, Any] = {"tab": wanted.tab, "q": wanted.words or None, **more}
    return url_for("organizations.organization_list", **values)


def _tabs(wanted: Filter, counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "label": TAB_LABELS[tab],
            "url": _list_url(Filter(tab, wanted.words)),
            "active": tab == wanted.tab,
            "count": shown_count(counts[tab]),
        }
        for tab in queries.TABS
    ]


@room.get("/organizations/export.<kind>", ORGANIZATION_LIST)
def organization_list_export(kind: str) -> ResponseReturnValue:
    """Exactly the rows of the list as XLSX or CSV; telephone numbers stay masked."""
    rows = queries.export_rows(web.signed_in(), ORGANIZATION_LIST, _wanted())
    header = [str(COLUMN_LABELS[name]) for name in EXPORTED]
    table = (header, [[_exported(row, name) for name in EXPORTED] for row in rows])
    day = clock.today().isoformat()
    return send_table(kind, gettext("Organizations %(day)s", day=day), table)


def _exported(row: Organization, name: str) -> object:
    if name == "phone":
        return mask_phone(row.phone)
    if name == "legal_form":
        return LEGAL_FORM_LABELS[row.legal_form]
    if name == "stage":
        return STAGE_LABELS[row.stage] if row.stage else None
    return getattr(row, name)


@room.get("/organizations/<code:code>", ORGANIZATION_READ)
def organization_detail(code: str) -> ResponseReturnValue:
    """What is known of one organization."""
    return _detail(web.load(Organization, code), is_open=False)


@room.post("/organizations/<code:code>/phone", PHONE_OPEN)
def organization_phone_open(code: str) -> ResponseReturnValue:
    """The same page with its telephone numbers open; that they were opened is recorded."""
    with web.acting():
        actions.open_phone(web.load(Organization, code), by=web.signed_in())
    return _detail(web.load(Organization, code, ORGANIZATION_READ), is_open=True)


def _detail(organization: Organization, *, is_open: bool) -> ResponseReturnValue:
    person = web.signed_in()
    is_open = is_open or queries.is_owner(organization, person)
    summary = queries.summary_for(organization)
    return web.page(
        "organizations/organization_detail.html",
        organization=organization,
        summary=summary,
        facts=_facts(organization, is_open=is_open),
        people=[shown_person(row, is_open=is_open) for row in summary.people],
        rungs=drawn_rungs(organization, summary.stage_entries),
        fact_labels=FACT_LABELS,
        mode_labels=MODE_LABELS,
        residency_table=RESIDENCY,
        is_open=is_open,
        is_staff=may(person, ORGANIZATION_LIST),
        may_open=allows(person, PHONE_OPEN, organization) and not is_open,
        may_edit=allows(person, ORGANIZATION_EDIT, organization),
        may_propose=allows(person, STAGE_PROPOSE, organization),
        is_own=queries.is_owner(organization, person),
    )


def _facts(organization: Organization, *, is_open: bool) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    for name in COLUMN_LABELS:
        if name in {"name", "mission", "stage", "stage_since"}:
            continue
        value: Any = getattr(organization, name)
        if name == "legal_form":
            value = LEGAL_FORM_LABELS[organization.legal_form]
        elif name == "phone" and not is_open:
            value = mask_phone(organization.phone)
        elif name == "founded_on" and value:
            value = show_date(value)
        elif name == "field_of_work" and value:
            value = _fields().get(organization.field_of_work, organization.field_of_work)
        found.append((COLUMN_LABELS[name], value))
    return found


def _fields() -> dict[str, str]:
    """The fields of work by slug."""
    return {row["slug"]: label(row["name"]) for row in queries.get_fields().body["fields"]}


@room.form("/organizations/<code:code>/edit", ORGANIZATION_EDIT)
def organization_edit(code: str) -> ResponseReturnValue:
    """Keep the facts up to date; a stale form shows both versions."""
    organization = web.load(Organization, code)
    form = ProfileForm(obj=organization)
    form.legal_form.choices = choices(LEGAL_FORM_LABELS.items())
    form.field_of_work.choices = choices(
        [("", gettext("Please choose")), *_field_choices(organization)]
    )
    _lock_identity(form, organization)
    web.stamp(form, organization)
    if form.posted() and _is_compared(form, organization):
        with web.acting(form) as act:
            organization = web.load(Organization, code, lock=True)
            web.check_version(organization, form)
            actions.update_profile(organization, _profile(form, organization), by=web.signed_in())
            act.done(url_for("organizations.organization_detail", code=code), gettext("Saved."))
        if act.response:
            return act.response
    return web.page(
        "organizations/organization_edit.html",
        form=form,
        organization=organization,
        remarks=codes.remarks(
            organization.credit_code, organization.legal_form, organization.region.codes_upwards
        ),
    )


def _field_choices(organization: Organization) -> list[tuple[str, str]]:
    known = _fields()
    mine = organization.field_of_work
    return [*known.items(), *([(mine, mine)] if mine and mine not in known else [])]


def _lock_identity(form: ProfileForm, organization: Organization) -> None:
    """Once it has moved in, only the park changes what identifies an organization."""
    if may(web.signed_in(), ORGANIZATION_LIST) or not organization.residencies:
        return
    for name in ("name", "legal_form", "credit_code", "code_compared"):
        delattr(form, name)


def _is_compared(form: ProfileForm, organization: Organization) -> bool:
    """Whether a new code fits the form and the place, or was compared with the paper; else say why."""
    if "credit_code" not in form or form.code_compared.data:
        return True
    code = normalize_uscc(form.credit_code.data or "") or None
    if code == organization.credit_code:
        return True
    regions = organization.region.codes_upwards
    return not refuse_remarks(form, codes.remarks(code, LegalForm(form.legal_form.data), regions))


def _profile(form: ProfileForm, organization: Organization) -> ProfileFacts:
    """The facts as filled in; what the form does not show stays as it is."""
    values: dict[str, Any] = {}
    for name in ProfileFacts.__dataclass_fields__:
        field = getattr(form, name, None)
        values[name] = getattr(organization, name) if field is None else field.data
    values["legal_form"] = LegalForm(values["legal_form"])
    values["credit_code"] = normalize_uscc(values["credit_code"] or "") or None
    for name, column in Organization.__table__.columns.items():
        if name in values and values[name] is None and not column.nullable:
            values[name] = ""
    return ProfileFacts(**values)
