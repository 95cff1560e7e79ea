"""Does what was typed so far satisfy the law: every check with its article, value, need and place to fix."""
