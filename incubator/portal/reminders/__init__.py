"""Who is reminded of an end, and when for the last time?"""
