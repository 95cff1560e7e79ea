"""What can be done with identity documents: keep one, open it with a reason, delete it."""

from incubator.kernel import audit, clock, rulesets, vault
from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.kernel.errors import Refusal
from incubator.kernel.identifiers import DocumentType, normalize_document
from incubator.kernel.text import lazy
from incubator.kernel.vault import VaultError
from incubator.organizations.identities.models import IdentityDocument
from incubator.organizations.identities.queries import PURPOSE, UNREADABLE, find_identity
from incubator.organizations.identities.rules import KEY, KIND, check_number, check_reason
from incubator.organizations.models import OrganizationPerson


def keep_identity(
    person: OrganizationPerson, kind: DocumentType, number: str, *, consented: bool, by: Person
) -> IdentityDocument:
    """Keep a person's document: with their separate consent to the text in force, or not at all."""
    plain = normalize_document(number)
    check_number(kind, plain)
    if not consented:
        raise Refusal(lazy("Without the person's separate consent nothing is kept."), field="agree")
    edition = rulesets.get(KIND, KEY).edition
    row = find_identity(person)
    if row is None:
        row = IdentityDocument(person=person)
    row.kind = kind
    vault.put(row, "number", plain)
    row.number_index = vault.blind(PURPOSE, plain)
    row.consent_edition = edition
    row.consent_at, row.recorded_by_id = clock.now(), by.id
    db.session.add(row)
    db.session.flush()
    return row


def open_identity(row: IdentityDocument, *, reason: str, by: Person) -> str:  # noqa: ARG001 the audit takes the actor from the unit of work
    """The whole number, for somebody who says what for; the opening is recorded, the number is not."""
    check_reason(reason)
    audit.record(row, "identity_documents.identity_opened", reason=reason.strip())
    try:
        return vault.take(row, "number")
    except VaultError as problem:
        raise Refusal(UNREADABLE) from problem


def delete_identity(row: IdentityDocument, *, by: Person) -> None:  # noqa: ARG001 the audit takes the actor from the unit of work
    """Delete the document, as the person may ask at any time."""
    db.session.delete(row)
    db.session.flush()
