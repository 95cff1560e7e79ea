"""Hostile and honest files, made when a test asks for them; nothing large is kept."""
