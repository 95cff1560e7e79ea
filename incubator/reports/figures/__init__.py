"""The figures of parks over a period, each opening to its rows."""
