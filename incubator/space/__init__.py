"""What place is there and who uses it when: zones, rooms, desks, desk contracts and bookings.

Three nouns: `places` (what stands there, who holds a desk), `bookings` (who has a room when, with
the rules, the clash and its alternatives) and `days` (how a day of them looks).
Other rooms call `actions`, `queries` and `demo` here.
"""
