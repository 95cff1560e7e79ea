"""Who helps: the members of the expert pool, their terms, and the conflicts that they declared."""
