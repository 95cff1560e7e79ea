"""What waits in intake: the calls of one's parks by what is to be done, and the applicant's own turn."""
