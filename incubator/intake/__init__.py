"""How does an organization come in: calls, applications, checks, reviews, decisions, notice, agreement, admission."""
