"""A bulk filing that was a mistake is undone as a whole, with a reason and by two people."""
