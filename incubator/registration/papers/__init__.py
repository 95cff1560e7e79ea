"""Which papers does a registration need, what do they say, and which facts do they ask for?

Read `rules` (the catalogue as dated data), `texts` (one text per paper, from which both the PDF and the
Word template are made), `queries` (the facts of a case).
"""
