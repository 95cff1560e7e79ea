"""How a county office's roster comes in: examined, imported, completed by merging, undone."""
