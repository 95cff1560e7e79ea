"""Which blueprint do the pages of this room's nouns register on, and what do their addresses ask for."""

from collections.abc import Sequence
from datetime import date

from flask import request

from incubator.kernel import clock
from incubator.kernel.web import Room
from incubator.territory.models import Park

room = Room("space", __name__)


def asked_day() -> date:
    """The day in the address, else today; nonsense and far-off years are today too."""
    try:
        day = date.fromisoformat(request.args.get("on", "")[:10])
    except ValueError:
        return clock.today()
    return day if 2001 <= day.year <= 2999 else clock.today()


def one_of(parks: Sequence[Park]) -> Park | None:
    """The park in the address, else the first within reach."""
    wanted = request.args.get("park", "")
    return next((park for park in parks if park.slug == wanted), parks[0] if parks else None)
