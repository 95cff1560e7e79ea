"""The tests: house rules, one folder per room, browser walks, drills and the benchmark."""
