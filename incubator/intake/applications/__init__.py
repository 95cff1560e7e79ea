"""What is sent in: applications section by section, their life cycle, and the completeness check."""
