"""How does a paper come out: as Word, as PDF, or all of a case in one ZIP with its contents list?"""
