"""The management system of a social-organization incubator: one park, four platforms.

Read the rooms from the ground up: `kernel` (what every room stands on), `territory` (regions and
parks), `accounts` (people and their grants), `organizations` (the anchor: one file each), then
`space`, `experts` and `registration` beside each other's work, `intake` (from the call to the
admission), `reports` (what crosses rooms) and `portal` (the public site and the home page).
`app` puts them together; `cli` is the same from the command line.
"""
