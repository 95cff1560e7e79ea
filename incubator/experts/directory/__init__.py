"""The pages of the pool: they show what crosses the pool, the accompaniment and the conflicts."""
