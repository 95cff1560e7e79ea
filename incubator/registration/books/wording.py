"""How do the register pages hang together: their tabs, their way back, what a phone number shows."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from incubator.kernel.access import Person, allows
from incubator.kernel.forms import choices
from incubator.kernel.identifiers import mask_phone
from incubator.kernel.text import gettext
from incubator.organizations.models import Organization
from incubator.organizations.queries import is_owner
from incubator.registration.cases.models import Case
from incubator.registration.cases.queries import case_of
from incubator.registration.registers.rules import REGISTER_EDIT


@dataclass(frozen=True)
class Book:
    """What every register page shows around its list."""

    organization: Organization
    case: Case | None
    may_edit: bool
    is_open: bool

    def phone(self, number: str) -> str:
        """The number, masked for those who need not see it."""
        return number if self.is_open else mask_phone(number)

    def tabs(self, active: str) -> list[dict[str, Any]]:
        """The registers as tabs, and the checks where there is a case."""
        code = self.organization.code
        pages = [
            ("members", gettext("Members"), url_for("registration.member_list", code=code)),
            ("founders", gettext("Founders"), url_for("registration.founder_list", code=code)),
            ("posts", gettext("Posts"), url_for("registration.post_list", code=code)),
            ("meetings", gettext("Meetings"), url_for("registration.meeting_list", code=code)),
        ]
        if self.case is not None:
            check = url_for("registration.case_check", code=self.case.code)
            pages.append(("check", gettext("Self-check"), check))
        return [
            {"label": label, "url": url, "active": name == active} for name, label, url in pages
        ]

    @property
    def back_url(self) -> str:
        """The case, where there is one, else the organization's file."""
        if self.case is not None:
            return url_for("registration.case_detail", code=self.case.code)
        return url_for("organizations.organization_detail", code=self.organization.code)


def book_of(organization: Organization, person: Person, case: Case | None = None) -> Book:
    """The frame of an organization's register pages for this person."""
    return Book(
        organization,
        case or case_of(organization),
        allows(person, REGISTER_EDIT, organization),
        is_owner(organization, person),
    )


def offered(labels: dict[Any, Any]) -> list[Any]:
    """An enum's labels as the choices of a field."""
    return choices((kind.value, text) for kind, text in labels.items())
