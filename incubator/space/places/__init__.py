"""What stands in the park: zones, desks and who holds them, and meeting rooms."""
