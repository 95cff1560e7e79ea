"""How does a team become a legal body and stay in order: the law as dated data, cases, papers, deadlines.

Read `checklists` (procedures, steps and figures as data), then `cases` (one organization's way through a
procedure) and `steps` (what is done at one station). Beside a case stand `clocks` (periods that stop and
go on), `registers`, `meetings` and `lists` (founders, members, posts, sign-in sheets, lists read in; their
pages are `books` and `assemblies`), `prechecks` (each condition with its article), `names` (the name
checker), `papers`, `printing` and `own_templates` (what is handed in), `editions` (a case moves to a newer
edition by choice), `grades` (assessment item by item), `dossiers` (what remains: archive items), `renewals`,
`ends` and `takeovers` (what follows a decision) and `coach` (board and counts). `filings` is the register of
filed community groups, with `bulk_filings`, `certificates` and `filing_reports` beside it. What stands above
the cases hears of their course through `cases/followers`. Other rooms use `actions` and `queries`, and the
words and number of a filing.
"""
