"""How an accepted applicant moves in: the agreement, its signing on paper, and the one act of admission."""
