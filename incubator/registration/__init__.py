"""How does a team become a legal body: checklists as data, cases, steps and their papers."""
