"""Who may have a calendar address, and how far does it look?"""

from datetime import timedelta

BACK, AHEAD = timedelta(days=30), timedelta(days=366)
MOST_BOOKINGS = 300
