"""What remains of a case: its papers as archive items, checked, handed over, arranged, kept."""
