"""What does the auditor see: the whole audit of the own region, masked, with ways to find things."""
