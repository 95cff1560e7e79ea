"""What place is there and who uses it when: zones, rooms, desks, desk contracts and bookings.

Two nouns: `places` (what stands there, and who holds a desk) and `bookings` (who has a room when, with
the rules, the clash and its alternatives). Other rooms call `actions`, `queries` and `demo` here.
"""
