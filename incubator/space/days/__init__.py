"""How a day and a week of the rooms look: the timeline and its equal list."""
