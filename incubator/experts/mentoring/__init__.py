"""Who accompanies whom: assignments, mentoring sessions, and the action items that return next time."""
