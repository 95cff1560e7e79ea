"""Who may read, write and check applications, and when that is refused."""

from incubator.intake.applications.models import Application, ApplicationSection
from incubator.intake.applications.workflow import ApplicationStatus
from incubator.intake.calls.rules import check_open
from incubator.kernel.access import OWNERS, Role, permission
from incubator.kernel.errors import Conflict, Refusal
from incubator.kernel.text import lazy

READERS = (Role.CLERK, Role.OPERATOR, Role.MANAGER, Role.SUPERVISOR)
APPLICATION_LIST = permission("intake.application_list", *READERS)
APPLICATION_CHECK_READ = permission("intake.application_check_read", *READERS)
APPLICATION_READ = permission("intake.application_read", *READERS, *OWNERS)
APPLICATION_OWN = permission("intake.application_own", *OWNERS)
APPLICATION_EDIT = permission("intake.application_edit", *OWNERS)


def check_writable(section: ApplicationSection) -> None:
    """Only open sections of an open application are written; the reason says why not."""
    application = section.application
    if not application.is_editable:
        raise Conflict(lazy("The application is submitted and can't be changed now."))
    if section.is_locked:
        raise Conflict(lazy("This part is locked: the park did not ask for changes here."))


def check_submittable(application: Application) -> None:
    """A first submission needs an open window; corrections may come until the park closes the case."""
    if application.status is ApplicationStatus.DRAFTING:
        check_open(application.call, application.kind)


def check_ask_back(items: dict[str, str], known: set[str]) -> dict[str, str]:
    """A request names at least one section of this application and says what is missing there."""
    wanted = {slug: text.strip() for slug, text in items.items() if text.strip()}
    if not wanted or not set(wanted) <= known:
        raise Refusal(lazy("Please write what is missing in at least one part."))
    return wanted
