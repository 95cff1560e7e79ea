"""How long may a step take: periods that start, stop for corrections and go on, or are fixed by hand."""
