"""What can be done with messages: open one, mark all as read."""

from incubator.kernel import clock, notices
from incubator.kernel.access import Person
from incubator.kernel.notices import Notice


def open_notice(notice: Notice) -> None:
    """Note when the message was first opened."""
    if notice.read_at is None:
        notice.read_at = clock.now()


def read_all(*, by: Person) -> None:
    """Mark everything that has arrived by now as read."""
    if by.id is not None:
        notices.mark_read(by.id, clock.now())
