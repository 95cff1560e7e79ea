"""What place is there and who uses it when: zones, rooms, desks, desk contracts and bookings."""
