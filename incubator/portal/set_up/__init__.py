"""How does an empty installation begin: region, park and the first people, in one act."""
