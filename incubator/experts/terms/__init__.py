"""Whose term in the pool ends soon?"""
