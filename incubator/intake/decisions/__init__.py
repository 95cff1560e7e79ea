"""What becomes of an application: the ranking, decisions released together, the notice, objections."""
