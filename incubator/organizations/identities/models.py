"""What is stored of an identity document: its kind, its sealed number, and the consent to it."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.kernel import clock, vault
from incubator.kernel.access import Scope
from incubator.kernel.db import Addressable, Base, Versioned, slug
from incubator.kernel.identifiers import DocumentType
from incubator.organizations.models import OrganizationPerson

SECRET = {"secret": True}


class IdentityDocument(Addressable, Versioned, Base):
    """The identity document of one person of an organization's file; there is at most one."""

    __tablename__ = "identity_documents"
    __audited__ = True

    person_id: Mapped[int] = mapped_column(
        ForeignKey("organization_people.id", ondelete="CASCADE"), unique=True
    )
    kind: Mapped[DocumentType] = mapped_column(slug(DocumentType))
    number: Mapped[str] = mapped_column(String(200), info=SECRET)
    number_index: Mapped[str] = mapped_column(String(64), index=True, info=SECRET)
    consent_edition: Mapped[str] = mapped_column(String(40))
    consent_at: Mapped[datetime] = mapped_column(default=clock.now)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    person: Mapped[OrganizationPerson] = relationship(lazy="joined")

    @property
    def organization_id(self) -> int:
        """Under which organization the audit finds it."""
        return self.person.organization_id

    def access_scope(self) -> Scope:
        """Hangs under the person's organization."""
        return self.person.access_scope()


vault.sealed(IdentityDocument, "number")
