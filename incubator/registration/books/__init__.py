"""The pages of the registers: members and their lists, founders, posts, and what is founded."""
