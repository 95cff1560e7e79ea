"""Who may enter and open identity documents, and which numbers are possible."""

from incubator.kernel import clock
from incubator.kernel.access import Role, permission
from incubator.kernel.errors import Refusal
from incubator.kernel.identifiers import DocumentType, is_document
from incubator.kernel.notices import message
from incubator.kernel.text import lazy

IDENTITY_EDIT = permission("organizations.identity_edit", Role.LEADER, Role.OPERATOR, Role.MANAGER)
IDENTITY_OPEN = permission("organizations.identity_open", Role.LEADER, Role.OPERATOR, Role.MANAGER)
KIND, KEY = "organizations.identity_consent", "identity"
SHORTEST_REASON = 4

DOCUMENT_TYPE_LABELS = {
    DocumentType.RESIDENT_ID: lazy("Resident identity card"),
    DocumentType.PASSPORT: lazy("Passport"),
    DocumentType.HK_MACAU_PERMIT: lazy("Mainland travel permit for Hong Kong and Macau residents"),
    DocumentType.TAIWAN_PERMIT: lazy("Mainland travel permit for Taiwan residents"),
    DocumentType.MILITARY: lazy("Military identity card"),
    DocumentType.OTHER: lazy("Other identity document"),
}
# What histories name: found by the kernel as "Identity opened" of identity_opened.
HISTORY_WORDS = (
    message("Identity opened"),
    message("Number index"),
    message("Consent edition"),
    message("Consent at"),
    message("Recorded by id"),
    message("Person id"),
)


def check_number(kind: DocumentType, number: str) -> None:
    """Refuse a number that cannot stand on such a document."""
    if is_document(kind, number, clock.today()):
        return
    if kind is DocumentType.RESIDENT_ID:
        raise Refusal(
            lazy(
                "This resident number cannot be right: its check or its day of birth does not hold."
            ),
            field="number",
        )
    raise Refusal(
        lazy("This number does not look like one of that kind of document."), field="number"
    )


def check_reason(reason: str) -> None:
    """Refuse to open a number without saying what for."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refusal(
            lazy("Please say in a few words what the number is needed for."), field="reason"
        )
