"""How does an office put its own Word template in the place of a shipped one, and take it back?"""
