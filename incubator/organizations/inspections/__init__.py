"""By when must a registered body hand in its yearly report?"""
