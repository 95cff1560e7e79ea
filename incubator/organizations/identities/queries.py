"""What can be asked about identity documents: those of an organization, masked."""

from dataclasses import dataclass

from sqlalchemy import select

from incubator.kernel import vault
from incubator.kernel.db import db
from incubator.kernel.identifiers import mask_document
from incubator.kernel.text import lazy
from incubator.kernel.vault import VaultError
from incubator.organizations.identities.models import IdentityDocument
from incubator.organizations.identities.rules import DOCUMENT_TYPE_LABELS
from incubator.organizations.models import OrganizationPerson

PURPOSE = "identity_document"
UNREADABLE = lazy("This number cannot be opened: its key is not on this machine.")


@dataclass(frozen=True)
class Masked:
    """A document as it may be shown."""

    label: object
    number: str


def find_identity(person: OrganizationPerson) -> IdentityDocument | None:
    """The person's document, if one is kept."""
    query = select(IdentityDocument).where(IdentityDocument.person_id == person.id)
    return db.session.scalars(query).one_or_none()


def masked(row: IdentityDocument) -> Masked:
    """The kind and the masked number."""
    try:
        number = mask_document(vault.take(row, "number"))
    except VaultError:
        return Masked(DOCUMENT_TYPE_LABELS[row.kind], str(UNREADABLE))
    return Masked(DOCUMENT_TYPE_LABELS[row.kind], number)


def find_by_number(number: str) -> list[IdentityDocument]:
    """The documents with exactly this number, found without opening any."""
    word = vault.blind(PURPOSE, number)
    return list(
        db.session.scalars(select(IdentityDocument).where(IdentityDocument.number_index == word))
    )
