"""Where is help missing: what waits for whom, and the grid of organizations by months."""
