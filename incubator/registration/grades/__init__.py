"""Which grade has an organization earned, 1A to 5A? Indicators, self-score, panel, proposal.

An indicator set (`indicators`) is a rule set per legal form; a case of the grade procedure pins its own.
The organization scores itself with evidence, experts score item by item, and a second person approves.
"""
