"""How is a list of members read in: pasted or uploaded, judged line by line, taken in by a person."""
