"""Rosters as county offices send them: read a file, judge every row, say why.

Neither a database nor the web is needed here.
"""
