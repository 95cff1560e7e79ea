"""How the rules change: a new edition is drafted, proposed, and made effective by a second person."""
