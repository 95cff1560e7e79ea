"""How is the file put into words: facts, stages and documents as pages and papers show them."""

from collections.abc import Iterable
from typing import Any

from flask import url_for

from incubator.kernel import clock, text
from incubator.kernel.identifiers import mask_phone
from incubator.kernel.text import gettext, lazy
from incubator.organizations.models import (
    LEGAL_FORM_LABELS,
    MODE_LABELS,
    Organization,
    ReportedFact,
    Residency,
)
from incubator.organizations.queries import get_fields
from incubator.organizations.rules import FACT_LABELS
from incubator.organizations.workflow import STAGE_LABELS, Stage
from incubator.reports.dossier.documents import Document

ROOM_LABELS = {
    "organizations": lazy("Organization's own documents"),
    "stages": lazy("Statements on stages"),
    "registration": lazy("Registration papers"),
    "intake": lazy("Papers of applications"),
    "agreements": lazy("Signed agreements"),
}


def profile_facts(organization: Organization, *, is_open: bool) -> list[tuple[Any, Any]]:
    """The organization's own facts; the telephone masked for those who need not see it."""
    founded = organization.founded_on
    return [
        (gettext("Legal form"), LEGAL_FORM_LABELS[organization.legal_form]),
        (gettext("Credit code"), organization.credit_code),
        (gettext("Representative"), organization.representative or None),
        (
            gettext("Phone"),
            (organization.phone if is_open else mask_phone(organization.phone)) or None,
        ),
        (gettext("Region"), f"{organization.region.name}{organization.town}"),
        (gettext("Address"), organization.address or None),
        (gettext("Supervising unit"), organization.supervising_unit or None),
        (gettext("Founded on"), text.show_date(founded) if founded else None),
        (gettext("Field of work"), _field_name(organization.field_of_work)),
        (gettext("Staff members"), organization.staff_count),
        (gettext("Full-time"), organization.full_time_count),
        (gettext("Volunteers"), organization.volunteer_count),
    ]


def _field_name(slug: str) -> str | None:
    """The name of a field of work; a slug that the rules do not know as it is."""
    names = {row["slug"]: text.label(row["name"]) for row in get_fields().body["fields"]}
    return names.get(slug, slug) or None


def residency_line(residency: Residency) -> str:
    """Where, how and until when it lives."""
    return str(
        gettext(
            "%(park)s · %(mode)s · until %(day)s",
            park=residency.park.name,
            mode=MODE_LABELS[residency.mode],
            day=text.show_date(residency.ends_on),
        )
    )


def rungs(organization: Organization) -> list[dict[str, Any]]:
    """The stage ladder with the day on which the present stage began."""
    since = organization.stage_since
    return [
        {
            "slug": stage.value,
            "label": STAGE_LABELS[stage],
            "note": gettext("Since %(day)s", day=text.show_date(clock.local(since).date()))
            if since and stage is organization.stage
            else None,
        }
        for stage in Stage
    ]


def fact_rows(found: Iterable[ReportedFact]) -> list[dict[str, Any]]:
    """What was reported, with its day and source."""
    return [
        {
            "label": FACT_LABELS.get(row.name, row.name),
            "value": row.value,
            "period": row.period,
            "day": text.show_date(row.reported_on),
            "source": row.source,
        }
        for row in found
    ]


def document_rows(found: Iterable[Document]) -> list[tuple[Any, list[dict[str, Any]]]]:
    """The files as the `file_list` component draws them, room by room."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in found:
        groups.setdefault(row.room, []).append(
            {
                "name": f"{row.title}{gettext(': ')}{row.name}",
                "url": url_for(row.endpoint, code=row.code),
                "size_text": shown_size(row.size),
                "at_text": text.show_date(clock.local(row.at).date()),
            }
        )
    return [(words, groups[room]) for room, words in ROOM_LABELS.items() if room in groups]


def shown_size(size: int) -> str:
    """The size of a file as people say it."""
    if size >= 1024 * 1024:
        return f"{size / 1024 / 1024:.1f} MB"
    return f"{max(1, round(size / 1024))} KB"
