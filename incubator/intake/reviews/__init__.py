"""Who judges which application: the panel of experts, their score sheets, and the figures of a ranking."""
