"""The pages of the session log: a session in under a minute, its confirmation, action items."""
