"""May this name be used: read its parts, judge them by the rules, and find the names that are like it.

Read `reading` (a name cut into its parts), `rules` (the rule sets and the verdicts), `spelling` and
`likeness` (how near two names are), `register` (the index), then `queries`.
"""
