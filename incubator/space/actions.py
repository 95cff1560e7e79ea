"""What do other rooms do with the place: give a desk at admission, book a room."""

from incubator.space.bookings.actions import BookingWish, book
from incubator.space.places.actions import hold_desk

__all__ = ["BookingWish", "book", "hold_desk"]
