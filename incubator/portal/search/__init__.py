"""Where is it: organizations, calls, experts and pages by name, within reach."""
