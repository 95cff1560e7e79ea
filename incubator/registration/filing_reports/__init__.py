"""What did a filed group do in a year: the short report (年度简报), and who has not handed it in."""
