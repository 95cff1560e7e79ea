"""How does an organization come in: call, application, check, review, decision, notice, agreement, admission.

Read in this order: `calls` (what is offered, and the eligibility check), `applications` (what is sent
in, its life cycle as one table, the completeness check), then `reviews`,
`decisions`, `agreements`. `room.py` is the blueprint that all their views register on.
"""
