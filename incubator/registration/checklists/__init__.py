"""The law as dated data: what a checklist holds, and when its numbers are reached."""
