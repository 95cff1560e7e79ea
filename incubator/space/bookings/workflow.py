"""What can happen to a booking: it is moved, cancelled, used, or nobody comes."""

from enum import StrEnum

from incubator.kernel.access import OWNERS, STAFF, Role, permission
from incubator.kernel.text import lazy
from incubator.kernel.workflow import Move, State, Tone, Turn, Workflow

BOOKING_CHANGE = permission("space.booking_change", *OWNERS, *STAFF)
BOOKING_MARK = permission("space.booking_mark", *STAFF)
BOOKING_CORRECT = permission("space.booking_correct", Role.OPERATOR, Role.MANAGER)


class BookingStatus(StrEnum):
    """Where a booking stands."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    USED = "used"
    NO_SHOW = "no_show"


BOOKING = Workflow(
    name="booking",
    title=lazy("Booking"),
    initial=BookingStatus.BOOKED,
    states=(
        State("booked", lazy("Booked"), tone=Tone.PROGRESS, turn=Turn.NOBODY),
        State("cancelled", lazy("Cancelled"), tone=Tone.NEUTRAL, final=True),
        State("used", lazy("Used"), tone=Tone.DONE, final=True),
        State("no_show", lazy("Nobody came"), tone=Tone.BAD),
    ),
    moves=(
        Move("change", ("booked",), "booked", BOOKING_CHANGE, lazy("Move or change"), button=False),
        Move(
            "mark_used",
            ("booked",),
            "used",
            BOOKING_MARK,
            lazy("They came"),
            tone=Tone.GOOD,
            primary=True,
            done=lazy("Noted: the room was used."),
        ),
        Move(
            "mark_no_show",
            ("booked",),
            "no_show",
            BOOKING_MARK,
            lazy("Nobody came"),
            tone=Tone.BAD,
            confirm=lazy("What is left of the time becomes free. It counts as a no-show."),
            done=lazy("Noted: nobody came. What is left of the time is free."),
        ),
        Move(
            "cancel",
            ("booked",),
            "cancelled",
            BOOKING_CHANGE,
            lazy("Cancel the booking"),
            tone=Tone.BAD,
            confirm=lazy("The time becomes free at once for others."),
            done=lazy("Cancelled. The time is free for others."),
        ),
        Move(
            "correct",
            ("no_show",),
            "used",
            BOOKING_CORRECT,
            lazy("Correct: they came"),
            needs_reason=True,
            done=lazy("Corrected. It no longer counts as a no-show."),
        ),
    ),
)
