"""One organization's way through a checklist: its states, its stations, where it stands."""
