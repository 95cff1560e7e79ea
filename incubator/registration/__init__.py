"""How does a team become a legal body: checklists as data, cases, steps and their papers.

Read `checklists` (the law as dated data), then `cases` (one organization's way, its states and roadmap),
then `steps` (what is done at one station). Other rooms use `actions` and `queries` only.
"""
