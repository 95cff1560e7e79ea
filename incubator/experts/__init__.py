"""Who helps: the expert pool, conflict declarations, score sheets, assignments and mentoring sessions.

Read `pool` (members, standing conflicts), `sheets` (judgements on a rubric) and `mentoring` (assignments,
sessions, action items) first; `directory`, `logbook` and `duty` are their pages. Higher rooms come in by
`actions`, `queries`, `models` and `forms`. A standing conflict is cut in two places only:
`pool.queries.without_conflict` for lists and `mentoring.models.reached_by` for single rows.
"""
