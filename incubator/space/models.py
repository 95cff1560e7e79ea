"""What is stored of the place: the models of its two nouns."""

from incubator.space.bookings.models import Booking, BookingSlot
from incubator.space.places.models import Desk, DeskContract, MeetingRoom, Zone

__all__ = ["Booking", "BookingSlot", "Desk", "DeskContract", "MeetingRoom", "Zone"]
