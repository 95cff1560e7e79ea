"""What the park does first with an application: is everything there, and if not, what is missing."""
