"""Which desk contracts end soon?"""
