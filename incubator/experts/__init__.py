"""Who helps: the expert pool, conflict declarations, score sheets, assignments and mentoring sessions."""
