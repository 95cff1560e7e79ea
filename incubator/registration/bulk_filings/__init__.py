"""How are many groups filed in one act: a roster or the park's own files, looked at row by row, then filed.

Read `judging` (one row and its verdict), then `actions`.
"""
