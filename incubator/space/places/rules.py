"""Who may see and change the place, and what is refused there."""

from incubator.kernel.access import Role, permission
from incubator.kernel.errors import Refusal
from incubator.kernel.text import lazy
from incubator.organizations.models import Organization, Residency
from incubator.organizations.workflow import ResidencyStatus
from incubator.space.places.models import Desk

PLACE_READ = permission(
    "space.place_read", Role.CLERK, Role.OPERATOR, Role.MANAGER, Role.SUPERVISOR
)
PLACE_EDIT = permission("space.place_edit", Role.OPERATOR, Role.MANAGER)


def running_residency(organization: Organization, park_id: int) -> Residency | None:
    """The stay of this organization that runs in that park now."""
    running = [
        row
        for row in organization.residencies
        if row.status is ResidencyStatus.RUNNING and row.park_id == park_id
    ]
    return running[-1] if running else None


def check_can_be_given(desk: Desk) -> None:
    """A desk that is out of use is given to nobody."""
    if not desk.is_open:
        raise Refusal(lazy("This desk is out of use. Please choose another one."), field="desk")


def check_hours(opens_minute: int, closes_minute: int) -> None:
    """A room opens before it closes."""
    if opens_minute >= closes_minute:
        raise Refusal(lazy("The room must close after it opens."), field="closes")
