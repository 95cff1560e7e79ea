"""Who has a room when: bookings on half-hour slots, the clash and its nearest free alternatives."""
